public import Model

/// Requests to providers of payouts. Their state moves by compare-and-set and is stored before each step that it asks for (P3, P4).
public struct ShipmentTable {
    let connection: Connection

    private static let columns: ColumnList = """
        id, provider, phase, epoch, first_sent_at, attempts, provider_id, authorisations, revision, key_life, margin, largest_batch, \
        is_settled_at_once, created_at, changed_at, run_id, remote
        """
    private static let select = "select \(columns) from shipment"

    /// Adds a shipment with its payouts, in order.
    public func add(_ row: ShipmentRow, payouts: [String]) throws(StorageError) {
        try connection.run(Self.columns.insert(into: "shipment"), doing: "add a shipment") {
            $0.bind(row.id)
            $0.bind(row.provider)
            $0.bind(row.phase)
            $0.bind(row.epoch)
            $0.bind(row.firstSentAt)
            $0.bind(row.attempts)
            $0.bind(row.providerID)
            $0.bind(JSON.array(row.authorisations.map(JSON.string)))
            $0.bind(row.revision)
            $0.bind(row.keyLife.milliseconds)
            $0.bind(row.margin.milliseconds)
            $0.bind(row.largestBatch)
            $0.bind(row.isSettledAtOnce)
            $0.bind(row.createdAt)
            $0.bind(row.changedAt)
            $0.bind(row.runID)
            $0.bind(row.remote)
        }
        try put(payouts, into: row.id)
    }

    /// Says which payouts a shipment carries, in order, in place of what was said before: only while nothing of it was ever sent.
    public func put(_ payouts: [String], into shipment: String) throws(StorageError) {
        try connection.run("delete from shipment_item where shipment_id = ?", doing: "empty a shipment") { $0.bind(shipment) }
        var statement = try connection.bulk(
            "insert into shipment_item(shipment_id, place, payout_id) values (?, ?, ?)", doing: "put a payout into a shipment")
        for (place, payout) in payouts.enumerated() {
            statement.bind(shipment)
            statement.bind(place)
            statement.bind(payout)
            try statement.run()
        }
    }

    /// The shipment of that id.
    public func get(_ id: String) throws(StorageError) -> ShipmentRow? {
        try connection.first("\(Self.select) where id = ?", doing: "read a shipment", bind: { $0.bind(id) }, Self.read)
    }

    /// The shipments of a phase, oldest first.
    public func all(in phase: String) throws(StorageError) -> [ShipmentRow] {
        try connection.all("\(Self.select) where phase = ? order by id", doing: "read shipments", bind: { $0.bind(phase) }, Self.read)
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// The shipments by a provider that it accepted and that were made since an instant, oldest first.
    public func accepted(provider: String, since: Timestamp) throws(StorageError) -> [ShipmentRow] {
        try connection.all(
            "\(Self.select) where provider = ? and phase = 'accepted' and created_at >= ? order by created_at",
            doing: "read a provider's shipments",
            bind: {
                $0.bind(provider)
                $0.bind(since)
            }, Self.read)
    }

    /// The payouts that a shipment carries, in order.
    public func payouts(of shipment: String) throws(StorageError) -> [String] {
        try connection.all(
            "select payout_id from shipment_item where shipment_id = ? order by place", doing: "read a shipment's payouts",
            bind: { $0.bind(shipment) }
        ) { (row) throws(StorageError) in try row.text() }
    }

    /// The shipments that carry or carried a payout, oldest first.
    public func carrying(_ payout: String) throws(StorageError) -> [ShipmentRow] {
        try connection.all(
            "select \(Self.columns.of("s")) from shipment_item i join shipment s on s.id = i.shipment_id where i.payout_id = ?",
            doing: "read a payout's shipments", bind: { $0.bind(payout) }, Self.read
        ).sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// Moves a shipment's state, if it is still the one that was read.
    /// - Returns: false if somebody else was faster: then nothing was changed.
    public func move(_ row: ShipmentRow, from revision: Int64) throws(StorageError) -> Bool {
        let sql = """
            update shipment set phase = ?, epoch = ?, first_sent_at = ?, attempts = ?, provider_id = ?, authorisations = ?, revision = ?,
              changed_at = ?, remote = ? where id = ? and revision = ?
            """
        return try connection.run(sql, doing: "move a shipment") {
            $0.bind(row.phase)
            $0.bind(row.epoch)
            $0.bind(row.firstSentAt)
            $0.bind(row.attempts)
            $0.bind(row.providerID)
            $0.bind(JSON.array(row.authorisations.map(JSON.string)))
            $0.bind(row.revision)
            $0.bind(row.changedAt)
            $0.bind(row.remote)
            $0.bind(row.id)
            $0.bind(revision)
        } > 0
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> ShipmentRow {
        ShipmentRow(
            id: try row.text(), provider: try row.text(), phase: try row.text(), epoch: try row.count(),
            firstSentAt: row.optionalTime(), attempts: try row.count(), providerID: row.optionalText(),
            authorisations: (try row.json().array ?? []).compactMap(\.string), revision: try row.integer(),
            keyLife: .milliseconds(try row.integer()), margin: .milliseconds(try row.integer()), largestBatch: try row.count(),
            isSettledAtOnce: try row.flag(), createdAt: try row.time(), changedAt: try row.time(), runID: try row.text(),
            remote: row.optionalText())
    }
}
