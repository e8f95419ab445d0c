public import Model

/// A person's approval of a frozen payout (P10).
public struct PayoutApprovalRow: Sendable, Hashable {
    /// The payout.
    public var payout: String
    /// The person, in the one spelling under which a person counts once.
    public var person: String
    /// The hash of what was approved.
    public var hash: String
    /// The person as given.
    public var by: String
    /// When.
    public var at: Timestamp

    /// Describes one.
    public init(payout: String, person: String, hash: String, by: String, at: Timestamp) {
        self.payout = payout
        self.person = person
        self.hash = hash
        self.by = by
        self.at = at
    }
}

/// Who approved which payout; the first approval of a person is the one that counts.
public struct PayoutApprovalTable {
    let connection: Connection

    /// Adds an approval.
    /// - Returns: false if the person had approved this before.
    public func add(_ row: PayoutApprovalRow) throws(StorageError) -> Bool {
        let sql = "insert or ignore into payout_approval(payout_id, person, hash, approved_by, at) values (?, ?, ?, ?, ?)"
        return try connection.run(sql, doing: "approve a payout") {
            $0.bind(row.payout)
            $0.bind(row.person)
            $0.bind(row.hash)
            $0.bind(row.by)
            $0.bind(row.at)
        } > 0
    }

    /// The approvals of a payout, by person.
    public func of(_ payout: String) throws(StorageError) -> [PayoutApprovalRow] {
        let sql = "select payout_id, person, hash, approved_by, at from payout_approval where payout_id = ? order by person, hash"
        return try connection.all(sql, doing: "read approvals of a payout", bind: { $0.bind(payout) }) { (row) throws(StorageError) in
            PayoutApprovalRow(
                payout: try row.text(), person: try row.text(), hash: try row.text(), by: try row.text(), at: try row.time())
        }
    }
}
