/// The tables of migration 3: from click to commission and ledger. What decides money is kept with the ids of what it came from, so that a
/// proof is read and never computed again.
enum MoneySchema {
    /// Links, clicks and the other claims of partners; who is behind a visitor.
    static let claims = """
        create table tracking_link(
          code text primary key not null, partner text not null, campaign text, coupon text, target text, created_at integer not null,
          created_by text, retired_at integer) strict;
        create unique index tracking_link_coupon on tracking_link(coupon) where coupon is not null;
        create index tracking_link_partner on tracking_link(partner);
        create table click(
          number integer primary key not null, id text not null, code text not null, at integer not null, visitor text not null,
          address text, agent text, referrer text, parameters text not null, is_probe integer not null, verdict text not null,
          detail text, partner text, campaign text, source text not null, imported_at integer not null) strict;
        create unique index click_id on click(id);
        create index click_visitor on click(visitor, at);
        create index click_partner on click(partner, at) where partner is not null;
        create table touch(
          id text primary key not null, kind text not null, partner text not null, at integer not null, customer text, deal text,
          campaign text, protected_until integer, origin text not null, given_by text, why text, recorded_at integer not null) strict;
        create index touch_deal on touch(deal) where deal is not null;
        create index touch_customer on touch(customer) where customer is not null;
        create table visitor_customer(
          visitor text not null, customer text not null, deal text not null, primary key(visitor, customer, deal)) strict, without rowid;
        create index visitor_customer_customer on visitor_customer(customer);
        create index visitor_customer_deal on visitor_customer(deal);
        """

    /// What every deal, referral and partner was at any time, written by the change itself (A5): whoever changes the row, by sync, by hand
    /// or by a merge, leaves a row here in the same transaction.
    static let history = """
        create table stage_history(
          number integer primary key not null, entity text not null, state text, stage text, pipeline text,
          amount integer, amount_currency text, tax integer, tax_currency text, discount integer, discount_currency text,
          shipping integer, shipping_currency text, opened_at integer, won_at integer, closed_at integer, paid_at integer,
          state_at integer, stage_at integer, amount_at integer, source text, seen_at integer not null) strict;
        create index stage_history_entity on stage_history(entity, number);
        create index deal_coupon on deal(upper(trim(coupon))) where coupon is not null;
        create index deal_click on deal(click) where click is not null;
        """

    /// The work list of earning: what changed since it was last looked at.
    static let work = """
        create table earning_work(
          kind text not null, subject text not null, since integer not null, primary key(kind, subject)) strict, without rowid;
        create table earning_item(
          partner text not null, line text not null, at integer not null, primary key(partner, line, at)) strict, without rowid;
        create index earning_item_line on earning_item(line);
        """

    /// What can earn, whose it is and what it earns.
    static let commissions = """
        create table attribution(
          deal text not null, touch text not null, kind text not null, partner text not null, at integer not null, campaign text,
          weight integer not null, refusal text, model text not null, book text not null, primary key(deal, touch)) strict, without rowid;
        create index attribution_partner on attribution(partner, at);
        create table sale_line(
          id text primary key not null, kind text not null, deal text, customer text, facts text not null, shares text not null,
          changes text not null, earned_at integer, lapse text, book text not null, seen_at integer not null) strict;
        create index sale_line_deal on sale_line(deal) where deal is not null;
        create index sale_line_customer on sale_line(customer) where customer is not null;
        create table line_share(
          partner text not null, at integer not null, line text not null, weight integer not null,
          primary key(partner, at, line)) strict, without rowid;
        create index line_share_line on line_share(line);
        create index line_share_at on line_share(at);
        create table commission(
          id text primary key not null, key text not null, line text not null, partner text not null, kind text not null, deal text,
          customer text, book text not null, rule text not null, version text not null, rule_place text, rate text not null,
          base text not null, hold_days integer not null, exchange text, currency text not null, amount integer not null,
          entries text not null, earned_at integer, paid_at integer, due_at integer, created_at integer not null,
          updated_at integer not null, run_id text not null) strict;
        create unique index commission_key on commission(key);
        create index commission_line on commission(line);
        create index commission_partner on commission(partner, id);
        create index commission_deal on commission(deal) where deal is not null;
        create index commission_customer on commission(customer) where customer is not null;
        create index commission_due on commission(due_at) where due_at is not null;
        create table waiting_commission(
          key text primary key not null, line text not null, partner text not null, kind text not null, reason text not null,
          detail text, since integer not null) strict;
        create index waiting_commission_line on waiting_commission(line);
        create table refused_refund(
          line text not null, event text not null, at integer not null, since integer not null,
          primary key(line, event)) strict, without rowid;
        create table commission_finding(
          id text primary key not null, test text not null, partner text not null, line text, evidence text not null,
          since integer not null, run_id text not null, verdict text, decided_by text, decided_at integer, why text) strict;
        create index commission_finding_partner on commission_finding(partner);
        create index commission_finding_open on commission_finding(since, id) where verdict is null;
        create table reward(
          id text primary key not null, rule text not null, receiver text not null, kind text not null, what text not null,
          proof text not null, at integer not null, state text not null, given_at integer, given_as text,
          created_at integer not null) strict;
        create index reward_receiver on reward(receiver);
        create index reward_state on reward(state, id);
        create table terms_book(id text primary key not null, text text not null, since integer not null) strict;
        create table rate(
          base text not null, currency text not null, day text not null, source text not null, value text not null,
          primary key(base, currency, day)) strict, without rowid;
        """

    /// The ledger: rows are added behind the last one and stay as they are (L2).
    static let ledger = """
        create table ledger_entry(
          sequence integer primary key not null, booking integer not null, at integer not null, cause_kind text not null,
          cause text not null, caused_at integer not null, account text not null, minor integer not null, currency text not null,
          subject text not null, exchange text, previous text not null, hash text not null) strict;
        create index ledger_entry_account on ledger_entry(account, currency);
        create index ledger_entry_subject on ledger_entry(subject, sequence);
        create index ledger_entry_cause on ledger_entry(cause);
        create trigger ledger_entry_keeps_rows before delete on ledger_entry begin select raise(abort, 'the ledger is append-only'); end;
        create trigger ledger_entry_keeps_text before update on ledger_entry begin select raise(abort, 'the ledger is append-only'); end;
        create trigger ledger_entry_keeps_order before insert on ledger_entry
          when new.sequence <> (select coalesce(max(sequence), 0) + 1 from ledger_entry)
          begin select raise(abort, 'a ledger entry out of its place'); end;
        """
}
