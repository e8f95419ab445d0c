public import Model

/// One step of a shipment towards its provider: a request, a look-up or a person's word, with what came of it.
public struct ShipmentAttemptRow: Sendable, Hashable {
    /// The shipment.
    public var shipment: String
    /// The epoch in which it was made.
    public var epoch: Int
    /// What was done, such as `send` or `look_up`.
    public var action: String
    /// The key that it named.
    public var key: String?
    /// What came of it, in one word.
    public var outcome: String
    /// The particulars.
    public var detail: JSON
    /// When.
    public var at: Timestamp
    /// The run.
    public var runID: String

    /// Describes one.
    public init(
        shipment: String, epoch: Int, action: String, key: String?, outcome: String, detail: JSON = [:], at: Timestamp, runID: String
    ) {
        self.shipment = shipment
        self.epoch = epoch
        self.action = action
        self.key = key
        self.outcome = outcome
        self.detail = detail
        self.at = at
        self.runID = runID
    }
}

/// Every step towards a provider, in order. The table takes additions only.
public struct ShipmentAttemptTable {
    let connection: Connection

    /// Adds a step.
    public func add(_ row: ShipmentAttemptRow) throws(StorageError) {
        let sql = """
            insert into shipment_attempt(shipment_id, epoch, action, request_key, outcome, detail, at, run_id)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """
        try connection.run(sql, doing: "note a step of a shipment") {
            $0.bind(row.shipment)
            $0.bind(row.epoch)
            $0.bind(row.action)
            $0.bind(row.key)
            $0.bind(row.outcome)
            $0.bind(row.detail)
            $0.bind(row.at)
            $0.bind(row.runID)
        }
    }

    /// The steps of a shipment, in order.
    public func of(_ shipment: String) throws(StorageError) -> [ShipmentAttemptRow] {
        let sql = """
            select shipment_id, epoch, action, request_key, outcome, detail, at, run_id from shipment_attempt where shipment_id = ?
            order by number
            """
        return try connection.all(sql, doing: "read a shipment's steps", bind: { $0.bind(shipment) }) { (row) throws(StorageError) in
            ShipmentAttemptRow(
                shipment: try row.text(), epoch: try row.count(), action: try row.text(), key: row.optionalText(),
                outcome: try row.text(), detail: try row.json(), at: try row.time(), runID: try row.text())
        }
    }
}
