public import Model

/// One comparison of ledger, payouts and a provider's own record (P12).
public struct SettlementRow: Sendable, Equatable {
    /// The method.
    public var provider: String
    /// When.
    public var at: Timestamp
    /// The run.
    public var runID: String
    /// How many items of the provider were compared.
    public var items: Int
    /// What did not agree.
    public var findings: JSON

    /// Describes one.
    public init(provider: String, at: Timestamp, runID: String, items: Int, findings: JSON) {
        self.provider = provider
        self.at = at
        self.runID = runID
        self.items = items
        self.findings = findings
    }
}

/// The settlements that were made.
public struct SettlementTable {
    let connection: Connection

    /// Adds one.
    public func add(_ row: SettlementRow) throws(StorageError) {
        let sql = "insert into settlement(provider, at, run_id, items, findings) values (?, ?, ?, ?, ?)"
        try connection.run(sql, doing: "note a settlement") {
            $0.bind(row.provider)
            $0.bind(row.at)
            $0.bind(row.runID)
            $0.bind(row.items)
            $0.bind(row.findings)
        }
    }

    /// The last settlement with a provider.
    public func last(_ provider: String) throws(StorageError) -> SettlementRow? {
        let sql = "select provider, at, run_id, items, findings from settlement where provider = ? order by number desc limit 1"
        return try connection.first(sql, doing: "read the last settlement", bind: { $0.bind(provider) }) { (row) throws(StorageError) in
            SettlementRow(
                provider: try row.text(), at: try row.time(), runID: try row.text(), items: try row.count(), findings: try row.json())
        }
    }
}
