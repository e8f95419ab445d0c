public import Model

/// A brake that a person approved for one plan (R33).
public struct Approval: Sendable, Hashable {
    /// The plan.
    public var planID: String
    /// The brake, such as `crm/account/creates`, or `all`.
    public var brake: String
    /// Who approved it.
    public var by: String
    /// When.
    public var at: Timestamp

    /// Describes one.
    public init(planID: String, brake: String, by: String, at: Timestamp) {
        self.planID = planID
        self.brake = brake
        self.by = by
        self.at = at
    }
}

/// Approved brakes; the first approval of a brake is the one that counts.
public struct ApprovalTable {
    let connection: Connection

    /// Adds an approval.
    public func add(_ approval: Approval) throws(StorageError) {
        let sql = "insert or ignore into approval(plan_id, brake, approved_by, at) values (?, ?, ?, ?)"
        try connection.run(sql, doing: "add an approval") {
            $0.bind(approval.planID)
            $0.bind(approval.brake)
            $0.bind(approval.by)
            $0.bind(approval.at)
        }
    }

    /// What was approved for a plan.
    public func of(planID: String) throws(StorageError) -> [Approval] {
        try connection.all(
            "select plan_id, brake, approved_by, at from approval where plan_id = ? order by brake", doing: "read approvals",
            bind: { $0.bind(planID) }
        ) { (row) throws(StorageError) in
            Approval(planID: try row.text(), brake: try row.text(), by: try row.text(), at: try row.time())
        }
    }
}
