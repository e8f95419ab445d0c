import GRDB

/// The numbered steps from an empty file to the present schema. A step that has been released is never edited: a new one follows it.
enum Migrations {
    /// Marks the file as ours: `ente`.
    static let applicationID = 0x656E_7465
    /// The number of the last step, kept in `user_version`.
    static let last = steps.count

    /// Brings a file to the present schema; each step commits together with its number.
    static func migrate(_ writer: any DatabaseWriter) throws {
        var migrator = DatabaseMigrator()
        for (index, step) in steps.enumerated() {
            let number = index + 1
            migrator.registerMigration(step.name) { database in
                for sql in step.sql { try database.execute(sql: sql) }
                try database.execute(sql: "pragma user_version = \(number)")
                try database.execute(sql: "pragma application_id = \(applicationID)")
            }
        }
        try migrator.migrate(writer)
    }

    private static let steps: [(name: String, sql: [String])] = [
        ("001 first schema", [FirstSchema.entities, FirstSchema.identity, FirstSchema.work, FirstSchema.people, FirstSchema.agent]),
        ("002 identity merges", [SecondSchema.identity]),
        (
            "003 money",
            [MoneySchema.claims, MoneySchema.history, MoneySchema.work, MoneySchema.commissions, MoneySchema.ledger] + MoneyTriggers.all
        ),
        ("004 payouts", [PayoutSchema.payouts, PayoutSchema.shipments]),
        ("005 rewards", [RewardSchema.rewards, RewardSchema.recruiters]),
        ("006 earning", [EarningSchema.index, EarningSchema.work]),
        ("007 screening", [EarningSchema.screening]),
        ("008 payout currency", [PayoutSchema.exchange]),
        ("009 credits", [RewardSchema.credits]),
        ("010 unseen records", [UnseenSchema.index]),
        ("011 where requests went", [PayoutSchema.remote]),
    ]
}
