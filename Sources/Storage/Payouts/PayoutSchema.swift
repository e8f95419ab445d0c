/// The tables of migration 4: payouts, the requests that carry them, and who approved what.
enum PayoutSchema {
    /// What is paid, and for which rows of the ledger. A row of the ledger is in one living payout at most (P1).
    static let payouts = """
        create table payout(
          id text primary key not null, partner text not null, provider text not null, account text not null, amount integer not null,
          currency text not null, state text not null check(state in ('draft', 'approved', 'submitted', 'unknown', 'paid', 'failed',
            'returned', 'unclaimed', 'withdrawn')),
          place text not null check(place in ('partner', 'clearing', 'unclaimed', 'provider')), revision integer not null,
          hash text not null, cut_off text not null, created_at integer not null, changed_at integer not null, run_id text not null,
          item text, raw_state text, fee integer not null, reason text) strict;
        create index payout_state on payout(state, id);
        create index payout_partner on payout(partner, place);
        create index payout_provider on payout(provider, changed_at);
        create table payout_claim(
          payout_id text not null references payout(id), entry integer not null, owed integer not null, released_at integer,
          primary key(payout_id, entry)) strict, without rowid;
        create unique index payout_claim_once on payout_claim(entry) where released_at is null;
        create index payout_claim_entry on payout_claim(entry);
        create table payout_approval(
          payout_id text not null references payout(id), person text not null, hash text not null, approved_by text not null,
          at integer not null, primary key(payout_id, person, hash)) strict, without rowid;
        create table destination(
          number integer primary key not null, partner text not null, provider text not null, account text not null,
          since integer not null, until integer, approved_by text, approved_at integer) strict;
        create unique index destination_now on destination(partner) where until is null;
        create index destination_partner on destination(partner, number);
        """

    /// Migration 9: to which account of the provider a request went.
    static let remote = "alter table shipment add column remote text;"

    /// The requests: their state is stored before each step, their keys before the first (P3).
    static let shipments = """
        create table shipment(
          id text primary key not null, provider text not null, phase text not null check(phase in ('ready', 'checking', 'sending',
            'unknown', 'waits_for_person', 'accepted', 'refused')),
          epoch integer not null, first_sent_at integer, attempts integer not null, provider_id text, authorisations text not null,
          revision integer not null, key_life integer not null, margin integer not null, largest_batch integer not null,
          is_settled_at_once integer not null, created_at integer not null, changed_at integer not null, run_id text not null) strict;
        create index shipment_phase on shipment(phase, id);
        create index shipment_provider on shipment(provider, phase, created_at);
        create table shipment_item(
          shipment_id text not null references shipment(id), place integer not null, payout_id text not null references payout(id),
          primary key(shipment_id, place)) strict, without rowid;
        create index shipment_item_payout on shipment_item(payout_id);
        create table shipment_attempt(
          number integer primary key not null, shipment_id text not null references shipment(id), epoch integer not null,
          action text not null, request_key text, outcome text not null, detail text not null, at integer not null,
          run_id text not null) strict;
        create index shipment_attempt_shipment on shipment_attempt(shipment_id, number);
        create trigger shipment_attempt_keeps_rows before delete on shipment_attempt begin
          select raise(abort, 'shipment_attempt is append-only'); end;
        create trigger shipment_attempt_keeps_text before update on shipment_attempt begin
          select raise(abort, 'shipment_attempt is append-only'); end;
        create table settlement(
          number integer primary key not null, provider text not null, at integer not null, run_id text not null,
          items integer not null, findings text not null) strict;
        create index settlement_provider on settlement(provider, number);
        """

    /// Migration 8: the rate at which a payout pays what is owed in another currency.
    static let exchange = "alter table payout add column exchange text"
}
