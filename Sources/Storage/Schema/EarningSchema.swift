/// The tables of migration 6: what earning must know to compute what changed and nothing else.
enum EarningSchema {
    /// Every line that may earn, with a hash of its content; where it stands or stood, for the tiers and caps that it shares with others;
    /// the lines that asked the file of rates.
    static let index = """
        drop table sale_line;
        drop table line_share;
        drop table earning_item;
        create table earning_line(
          id text primary key not null, subject text not null, customer text, content integer not null) strict, without rowid;
        create index earning_line_subject on earning_line(subject);
        create index earning_line_customer on earning_line(customer) where customer is not null;
        create table earning_place(
          line text not null, partner text not null, at integer not null, primary key(line, partner, at)) strict, without rowid;
        create index earning_place_partner on earning_place(partner, at);
        create index earning_place_at on earning_place(at);
        create table earning_rate(line text primary key not null) strict, without rowid;
        create index deal_order on deal(order_number) where order_number is not null;
        create index commission_sums on commission(partner, currency, amount, earned_at, customer) where entries <> '[]';
        """

    /// What else is work: reassignments, merges and splits, verdicts, a customer who lost a deal, clicks that come late.
    static let work = """
        create trigger touch_is_work after insert on touch when new.deal is not null
          begin insert into earning_work(kind, subject, since) values ('deal', new.deal, new.recorded_at) on conflict do nothing; end;
        create trigger merge_is_work after insert on merged_entity
          begin insert into earning_work(kind, subject, since)
            values (new.kind, new.winner, new.at), (new.kind, new.loser, new.at) on conflict do nothing; end;
        create trigger split_is_work after update of split_at on merged_entity
          begin insert into earning_work(kind, subject, since)
            values (new.kind, new.winner, new.at), (new.kind, new.loser, new.at) on conflict do nothing; end;
        create trigger verdict_is_work after update of verdict, decided_at on commission_finding
          when (old.verdict is 'voided' or new.verdict is 'voided')
            and (old.verdict is not new.verdict or old.decided_at is not new.decided_at)
          begin insert into earning_work(kind, subject, since)
            values (case when new.line is null then 'partner' else 'line' end, coalesce(new.line, new.partner), new.since)
            on conflict do nothing; end;
        create trigger deal_leaves_work after update on deal when old.customer is not null and old.customer is not new.customer
          begin insert into earning_work(kind, subject, since) values ('customer', old.customer, new.updated_at)
            on conflict do nothing; end;
        create trigger click_is_work after insert on click when exists(select 1 from visitor_customer where visitor = new.visitor)
          begin insert into earning_work(kind, subject, since) values ('visitor', new.visitor, new.imported_at) on conflict do nothing; end;
        create trigger click_is_named after insert on click
          begin insert into earning_work(kind, subject, since)
            select 'deal', id, new.imported_at from deal where click = new.id on conflict do nothing; end;
        """

    /// Migration 7: what the fraud screen must know of guests. Their sales count with their partners', and a lead says who they are.
    static let screening = """
        drop index commission_sums;
        create index commission_sums on commission(partner, currency, amount, earned_at, kind) where entries <> '[]';
        create trigger referral_is_named after update on referral when old.email is not new.email
          begin insert into earning_work(kind, subject, since) values ('referral', new.id, new.updated_at) on conflict do nothing; end;
        """
}
