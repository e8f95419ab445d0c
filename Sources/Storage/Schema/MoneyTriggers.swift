/// The triggers of migration 3: a change of what decides money leaves a row of history and an item of work in its own transaction, whoever
/// makes it.
enum MoneyTriggers {
    /// In the order in which they are made.
    static let all: [String] = [deal, payment, referral, partner, others, present]

    private static let historyColumns = """
        entity, state, stage, pipeline, amount, amount_currency, tax, tax_currency, discount, discount_currency, shipping, \
        shipping_currency, opened_at, won_at, closed_at, paid_at, state_at, stage_at, amount_at, source, seen_at
        """

    /// When the source changed a field of a row, as its provenance says.
    private static func changed(_ row: String, _ field: String) -> String { "json_extract(\(row).provenance, '$.\(field).at')" }

    private static func work(_ kind: String, _ subject: String, at: String = "new.updated_at") -> String {
        "insert into earning_work(kind, subject, since) values ('\(kind)', \(subject), \(at)) on conflict do nothing;"
    }

    private static func differs(_ columns: [String]) -> String {
        columns.map { "old.\($0) is not new.\($0)" }.joined(separator: " or ")
    }

    /// What a deal is, as the columns of its history.
    private static func snapshot(_ row: String) -> String {
        """
        \(row).id, case when \(row).deleted_at is null then \(row).state else 'deleted' end, \(row).stage, \(row).pipeline,
          \(row).amount, \(row).amount_currency, \(row).tax, \(row).tax_currency, \(row).discount, \(row).discount_currency,
          \(row).shipping, \(row).shipping_currency, \(row).opened_at, \(row).won_at, \(row).closed_at, \(row).paid_at,
          case when \(row).deleted_at is null then \(changed(row, "state")) else \(row).deleted_at end, \(changed(row, "stage")),
          \(changed(row, "amount")), json_extract(\(row).provenance, '$.state.from'), \(row).updated_at
        """
    }

    private static let record = "insert into stage_history(\(historyColumns)) values (\(snapshot("new")));"

    private static let kept = [
        "state", "stage", "pipeline", "amount", "amount_currency", "tax", "tax_currency", "discount", "discount_currency", "shipping",
        "shipping_currency", "opened_at", "won_at", "closed_at", "paid_at", "deleted_at",
    ]

    private static let deal = """
        create trigger deal_begins after insert on deal
          when new.state is not null or new.stage is not null or new.amount is not null or new.won_at is not null
          begin \(record) end;
        create trigger deal_moves after update on deal when \(differs(kept)) begin \(record) end;
        create trigger deal_is_work after insert on deal begin \(work("deal", "new.id")) end;
        create trigger deal_becomes_work after update on deal
          when \(differs(kept + ["customer", "partner", "referral", "order_number", "coupon", "click", "custom"]))
          begin \(work("deal", "new.id")) end;
        """

    private static let payment = """
        create trigger payment_is_work after insert on payment when new.deal is not null begin \(work("deal", "new.deal")) end;
        create trigger payment_becomes_work after update on payment
          when new.deal is not null and (
            \(differs(["deal", "kind", "amount", "amount_currency", "invoice", "provider_id", "occurred_at", "deleted_at"])))
          begin \(work("deal", "new.deal")) end;
        create trigger payment_leaves_work after update on payment when old.deal is not null and old.deal is not new.deal
          begin \(work("deal", "old.deal")) end;
        """

    /// What a referral or partner is, as the columns of its history.
    private static func state(_ row: String, of column: String, stage: String?) -> String {
        """
        \(row).id, case when \(row).deleted_at is null then \(row).\(column) else 'deleted' end, \(stage.map { "\(row).\($0)" } ?? "null"),
          case when \(row).deleted_at is null then \(changed(row, column)) else \(row).deleted_at end,
          \(stage.map { changed(row, $0) } ?? "null"), json_extract(\(row).provenance, '$.\(column).from'), \(row).updated_at
        """
    }

    private static let stateColumns = "entity, state, stage, state_at, stage_at, source, seen_at"

    private static func record(_ column: String, _ stage: String? = nil) -> String {
        "insert into stage_history(\(stateColumns)) values (\(state("new", of: column, stage: stage)));"
    }

    private static let referral = """
        create trigger referral_begins after insert on referral when new.state is not null
          begin \(record("state")) end;
        create trigger referral_moves after update on referral when \(differs(["state", "deleted_at"]))
          begin \(record("state")) end;
        create trigger referral_is_work after insert on referral begin \(work("referral", "new.id")) end;
        create trigger referral_becomes_work after update on referral
          when \(differs(["state", "deleted_at", "partner", "customer", "submitted_at", "protected_until"]))
          begin \(work("referral", "new.id")) end;
        create trigger referral_leaves_work after update on referral when old.customer is not null and old.customer is not new.customer
          begin \(work("customer", "old.customer")) end;
        """

    private static let partner = """
        create trigger partner_begins after insert on partner when new.status is not null or new.cohort is not null
          begin \(record("status", "cohort")) end;
        create trigger partner_moves after update on partner when \(differs(["status", "cohort", "deleted_at"]))
          begin \(record("status", "cohort")) end;
        create trigger partner_is_work after insert on partner begin \(work("partner", "new.id")) end;
        create trigger partner_becomes_work after update on partner
          when \(differs(["status", "cohort", "deleted_at", "kind", "country", "email", "domain", "payout_account", "custom"]))
          begin \(work("partner", "new.id")) end;
        """

    private static let others = """
        create trigger customer_becomes_work after update on customer when \(differs(["country", "email", "domain", "deleted_at"]))
          begin \(work("customer", "new.id")) end;
        create trigger link_is_work after insert on tracking_link when new.coupon is not null
          begin \(work("coupon", "new.coupon", at: "new.created_at")) end;
        create trigger link_becomes_work after update on tracking_link when \(differs(["coupon", "retired_at", "partner"]))
          begin \(work("coupon", "coalesce(new.coupon, old.coupon, '')", at: "new.created_at")) end;
        create trigger click_becomes_work after update on click when \(differs(["verdict", "partner"]))
          begin \(work("visitor", "new.visitor", at: "new.imported_at")) end;
        """

    /// What a hub of an earlier entente holds already: one row of history each, and all of it is work.
    private static let present = """
        insert into stage_history(\(stateColumns)) select \(state("partner", of: "status", stage: "cohort")) from partner
          where status is not null or cohort is not null order by id;
        insert into stage_history(\(stateColumns)) select \(state("referral", of: "state", stage: nil)) from referral
          where state is not null order by id;
        insert into stage_history(\(historyColumns)) select \(snapshot("deal")) from deal
          where state is not null or stage is not null or amount is not null or won_at is not null order by id;
        insert into earning_work(kind, subject, since) select 'deal', id, updated_at from deal;
        insert into earning_work(kind, subject, since) select 'referral', id, updated_at from referral;
        """
}
