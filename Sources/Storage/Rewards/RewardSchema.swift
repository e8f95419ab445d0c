/// The tables of migrations 5 and 7: rewards with what became of them, who recruited a partner, and where credits are given.
enum RewardSchema {
    /// A reward has one row for ever, under the key of what it is for.
    static let rewards = """
        drop table reward;
        create table reward(
          id text primary key not null, key text not null, rule text not null, receiver text not null, kind text not null,
          what text not null, share integer, amount integer, currency text, proof text not null, commission text, at integer not null,
          state text not null check(state in ('pending', 'due', 'sending', 'by_hand', 'given', 'withdrawn', 'revoking', 'to_take_back',
            'taken_back', 'kept')),
          reason text, remote text, object text, code text, record text, given_at integer, given_by text, created_at integer not null,
          updated_at integer not null, run_id text not null) strict;
        create unique index reward_key on reward(key);
        create index reward_receiver on reward(receiver);
        create index reward_state on reward(state, id);
        """

    /// A credit is given on an account, and for its key alone as long as the provider remembers the key.
    static let credits = """
        alter table reward add column account text;
        alter table reward add column asked_at integer;
        """

    /// A partner may have been recruited by another.
    static let recruiters = """
        alter table partner add column recruiter text references partner(id) deferrable initially deferred;
        create index partner_recruiter on partner(recruiter) where recruiter is not null;
        create trigger partner_recruiter_is_work after update on partner when old.recruiter is not new.recruiter
          begin insert into earning_work(kind, subject, since) values ('partner', new.id, new.updated_at) on conflict do nothing; end;
        create index click_accepted on click(at, id) where verdict = 'accepted' and partner is not null;
        create index commission_earned on commission(earned_at) where earned_at is not null;
        """
}
