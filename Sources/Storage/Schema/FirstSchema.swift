/// The tables of migration 1, as they were released. STRICT, ids TEXT, times INTEGER milliseconds UTC, money INTEGER minor units with
/// its currency beside it. SQL of SQLite 3.37.
enum FirstSchema {
    /// One table per kind of entity. No column is `not null` beyond the engine's own: a remote's incomplete record must not stop a page.
    /// References are checked at commit, so that the rows of one transaction may come in any order.
    static let entities = """
        create table partner(
          id text primary key not null, rev integer not null, created_at integer not null, updated_at integer not null,
          deleted_at integer, name text, kind text, email text, phone text, domain text, website text, country text, status text,
          tier text, cohort text, manager text, persona text, joined_at integer, payout_method text, payout_account text,
          payout_currency text, tax_form text, public integer, notes text,
          custom text not null default '{}', provenance text not null default '{}') strict;
        create table customer(
          id text primary key not null, rev integer not null, created_at integer not null, updated_at integer not null,
          deleted_at integer, first_name text, last_name text, email text, phone text, company text, domain text, country text,
          source text, first_seen_at integer, cancelled_at integer, lifetime_value integer, lifetime_value_currency text,
          support_tickets integer, custom text not null default '{}', provenance text not null default '{}') strict;
        create table referral(
          id text primary key not null, rev integer not null, created_at integer not null, updated_at integer not null,
          deleted_at integer, partner text references partner(id) deferrable initially deferred,
          customer text references customer(id) deferrable initially deferred, name text, email text, company text, source text,
          state text, submitted_at integer, protected_until integer, notes text,
          custom text not null default '{}', provenance text not null default '{}') strict;
        create index referral_partner on referral(partner) where partner is not null;
        create index referral_customer on referral(customer) where customer is not null;
        create table deal(
          id text primary key not null, rev integer not null, created_at integer not null, updated_at integer not null,
          deleted_at integer, name text, customer text references customer(id) deferrable initially deferred,
          partner text references partner(id) deferrable initially deferred,
          referral text references referral(id) deferrable initially deferred, order_number text,
          amount integer, amount_currency text, tax integer, tax_currency text, discount integer, discount_currency text,
          shipping integer, shipping_currency text, stage text, state text, pipeline text, opened_at integer, won_at integer,
          closed_at integer, paid_at integer, coupon text, click text, owner text,
          custom text not null default '{}', provenance text not null default '{}') strict;
        create index deal_customer on deal(customer) where customer is not null;
        create index deal_partner on deal(partner) where partner is not null;
        create index deal_referral on deal(referral) where referral is not null;
        create table payment(
          id text primary key not null, rev integer not null, created_at integer not null, updated_at integer not null,
          deleted_at integer, deal text references deal(id) deferrable initially deferred, kind text,
          amount integer, amount_currency text, provider text, provider_id text, invoice text, occurred_at integer,
          custom text not null default '{}', provenance text not null default '{}') strict;
        create index payment_deal on payment(deal) where deal is not null;
        """

    /// What says which entity a record is.
    static let identity = """
        create table identity_key(
          kind text not null, key text not null, value text not null, entity_id text not null,
          primary key(kind, key, value, entity_id)) strict, without rowid;
        create index identity_key_entity on identity_key(entity_id);
        create table link(
          entity_id text not null, remote text not null, object text not null, remote_id text not null, parent text,
          state text not null check(state in ('live', 'gone', 'removed', 'merged')),
          hub_base text not null, remote_base text not null, accepted text not null, version text, modified integer,
          remote_created integer, before_image text, acked_version text, acked_at integer, confirmed_at integer, seen_hash integer,
          is_created_by_hub integer not null, config_fp text not null) strict;
        create unique index link_record on link(remote, object, remote_id);
        create unique index link_one_live on link(entity_id, remote, object) where state in ('live', 'gone');
        create index link_entity on link(entity_id);
        create index link_state on link(remote, object, state);
        create table tombstone(
          remote text not null, object text not null, remote_id text not null, reason text not null, merged_into text,
          at integer not null, evidence text not null, primary key(remote, object, remote_id)) strict, without rowid;
        create table alias(
          remote text not null, object text not null, old_id text not null, new_id text not null,
          primary key(remote, object, old_id)) strict, without rowid;
        create index alias_new on alias(remote, object, new_id);
        """

    /// What is on its way in or out.
    static let work = """
        create table staged(
          remote text not null, object text not null, remote_id text not null, kind text not null, entity_id text, parent text,
          version text, modified integer, created integer, deleted integer not null, merged_into text, field_values text not null,
          seen_hash integer not null, state text not null check(state in ('new', 'waiting')), staged_at integer not null,
          primary key(remote, object, remote_id)) strict;
        create index staged_entity on staged(entity_id) where entity_id is not null;
        create index staged_open on staged(state, kind, remote, object, remote_id) where entity_id is null;
        create index staged_state on staged(state, kind, remote, object, remote_id);
        create table staged_key(
          remote text not null, object text not null, remote_id text not null, key text not null, value text not null,
          primary key(remote, object, remote_id, key, value),
          foreign key(remote, object, remote_id) references staged(remote, object, remote_id) on delete cascade) strict, without rowid;
        create index staged_key_value on staged_key(key, value, remote, object, remote_id);
        create table listing(
          remote text not null, object text not null, remote_id text not null,
          primary key(remote, object, remote_id)) strict, without rowid;
        create table dirty(entity_id text primary key not null, kind text not null, since integer not null) strict, without rowid;
        create index dirty_kind on dirty(kind, entity_id);
        create table unresolved_ref(
          remote text not null, object text not null, remote_id text not null, entity_id text not null,
          primary key(remote, object, remote_id, entity_id)) strict, without rowid;
        create index unresolved_ref_entity on unresolved_ref(entity_id);
        create table outbox(
          id text primary key not null, plan_id text not null, kind text not null, remote text not null, object text not null,
          record_id text, entity_id text not null, link_name text, fields text not null, intended text not null,
          hub_values text not null, remote_old text not null, version text, is_strict integer not null,
          idempotency_key text not null, state text not null, attempts integer not null, next_at integer, error_class text,
          error text, blocked_by text, created_at integer not null, sent_at integer, run_id text not null, rank integer not null) strict;
        create index outbox_work on outbox(remote, object, state, rank, id);
        create index outbox_entity on outbox(entity_id, state);
        create index outbox_state on outbox(state, rank, id);
        create index outbox_blocked on outbox(blocked_by) where blocked_by is not null;
        create table write_ledger(
          remote text not null, object text not null, remote_id text not null, field text not null, value_hash integer not null,
          at integer not null, op_id text not null, primary key(remote, object, remote_id, field, value_hash)) strict, without rowid;
        create index write_ledger_at on write_ledger(at);
        create table failed_row(
          remote text not null, object text not null, subject text not null, kind text not null, record_id text, entity_id text,
          intended_hash integer, class text not null, code text, message text not null, field text, attempts integer not null,
          next_at integer, since integer not null, schema_fp text not null,
          primary key(remote, object, subject, kind)) strict, without rowid;
        create index failed_row_due on failed_row(remote, object, next_at);
        create index failed_row_entity on failed_row(entity_id) where entity_id is not null;
        """

    /// What people decide or have to know.
    static let people = """
        create table conflict(
          id text primary key not null, entity_id text not null, kind text not null, field text not null, policy text not null,
          chosen text not null, losers text not null, state text not null, rule text not null, at integer not null,
          resolved_at integer, resolved_by text, resolution text) strict;
        create index conflict_entity on conflict(entity_id, at);
        create index conflict_state on conflict(state, id);
        create table review(
          id text primary key not null, kind text not null, entity_id text, entity_kind text, remote text, object text, record text,
          field text, reason text not null, candidates text not null, rule text not null, since integer not null, run_id text not null,
          fingerprint text not null, state text not null, decided_by text, decided_at integer) strict;
        create unique index review_once on review(fingerprint) where state <> 'done';
        create index review_state on review(state, since, id);
        create index review_entity on review(entity_id, state) where entity_id is not null;
        create index review_record on review(remote, object, record) where record is not null;
        create table approval(
          plan_id text not null, brake text not null, approved_by text not null, at integer not null,
          primary key(plan_id, brake)) strict, without rowid;
        create table audit(
          number integer primary key not null, at integer not null, actor text not null, action text not null, detail text not null) strict;
        create trigger audit_keeps_rows before delete on audit begin select raise(abort, 'audit is append-only'); end;
        create trigger audit_keeps_text before update on audit begin select raise(abort, 'audit is append-only'); end;
        """

    /// What the agent knows of its own runs.
    static let agent = """
        create table cursor(
          remote text not null, object text not null, stream text not null, value integer, tiebreak text, ceiling integer,
          config_fp text not null, complete_at integer, listing_count integer, primary key(remote, object, stream)) strict, without rowid;
        create table schema_snapshot(
          remote text not null, object text not null, fields text not null, fingerprint text not null, at integer not null,
          primary key(remote, object)) strict, without rowid;
        create table run(
          id text primary key not null, command text not null, started integer not null, finished integer, exit integer,
          summary text, config_fp text not null) strict;
        create index run_command on run(command, started);
        create index run_started on run(started);
        create table lease(
          id integer primary key not null check(id = 1), holder text not null, pid integer not null, host text not null,
          boot_id text not null, expires integer not null) strict;
        create table setting(key text primary key not null, value text not null) strict, without rowid;
        """
}
