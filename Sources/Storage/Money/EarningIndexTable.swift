public import Model

/// A line that may earn, as earning last saw it.
public struct IndexedLine: Sendable, Hashable {
    /// The line.
    public var id: String
    /// The deal or referral that it belongs to.
    public var subject: String
    /// The customer, if known.
    public var customer: EntityID?
    /// A hash of everything that it says.
    public var content: Int64

    /// Describes a line.
    public init(id: String, subject: String, customer: EntityID?, content: Int64) {
        self.id = id
        self.subject = subject
        self.customer = customer
        self.content = content
    }
}

/// Where a line stands or stood: whose part of it counts in the periods of which instant.
public struct LinePlace: Sendable, Hashable {
    /// The partner.
    public var partner: EntityID
    /// When it came to stand.
    public var at: Timestamp

    /// Describes a place.
    public init(partner: EntityID, at: Timestamp) {
        self.partner = partner
        self.at = at
    }
}

/// Every line that may earn, and where it counts: by it earning finds what shares a tier or a cap with what changed. It can be made anew
/// from the hub at any time.
public struct EarningIndexTable {
    let connection: Connection

    private static let select = "select l.id, l.subject, l.customer, l.content from earning_line l"

    /// Puts lines with their places into the place of what stood under their ids.
    public func put(_ lines: [(line: IndexedLine, places: Set<LinePlace>)]) throws(StorageError) {
        try removePlaces(lines.map { $0.line.id })
        var statement = try connection.bulk(
            "insert or replace into earning_line(id, subject, customer, content) values (?, ?, ?, ?)", doing: "index a line")
        var second = try connection.bulk("insert into earning_place(line, partner, at) values (?, ?, ?)", doing: "index a place")
        for (line, places) in lines {
            statement.bind(line.id)
            statement.bind(line.subject)
            statement.bind(line.customer)
            statement.bind(line.content)
            try statement.run()
            for place in places {
                second.bind(line.id)
                second.bind(place.partner)
                second.bind(place.at)
                try second.run()
            }
        }
    }

    /// Takes lines out.
    public func remove(_ ids: some Collection<String>) throws(StorageError) {
        try removePlaces(ids)
        try connection.run("delete from earning_line where id in (select value from json_each(?))", doing: "take lines out of the index") {
            $0.bind(list: ids)
        }
    }

    /// Takes everything out.
    public func removeAll() throws(StorageError) {
        for table in ["earning_line", "earning_place", "earning_rate"] {
            try connection.run("delete from \(table)", doing: "empty the index of lines")
        }
    }

    private func removePlaces(_ ids: some Collection<String>) throws(StorageError) {
        try connection.run("delete from earning_place where line in (select value from json_each(?))", doing: "take places out") {
            $0.bind(list: ids)
        }
    }

    /// The lines of deals and referrals.
    public func lines(of subjects: some Sequence<String>) throws(StorageError) -> [IndexedLine] {
        try read("where l.subject in (select value from json_each(?))") { $0.bind(list: subjects) }
    }

    /// The lines of these ids, as far as they are there.
    public func lines(_ ids: some Sequence<String>) throws(StorageError) -> [IndexedLine] {
        try read("where l.id in (select value from json_each(?))") { $0.bind(list: ids) }
    }

    /// The line of an id and those below it.
    public func lines(below id: String) throws(StorageError) -> [IndexedLine] {
        try read("where l.id = ?1 or (l.id >= ?1 || '/' and l.id < ?1 || '0')") { $0.bind(id) }
    }

    /// Where lines stand.
    public func places(of ids: some Sequence<String>) throws(StorageError) -> [String: [LinePlace]] {
        let sql = "select line, partner, at from earning_place where line in (select value from json_each(?))"
        let rows = try connection.all(sql, doing: "read places of lines", bind: { $0.bind(list: ids) }) { (row) throws(StorageError) in
            (line: try row.text(), place: LinePlace(partner: try row.entity(), at: try row.time()))
        }
        return Dictionary(grouping: rows) { $0.line }.mapValues { rows in rows.map { $0.place } }
    }

    // MARK: What shares something

    /// The lines in which a partner has a part, within some time.
    public func lines(of partner: EntityID, from: Timestamp, until: Timestamp) throws(StorageError) -> [String] {
        try ids("select distinct line from earning_place where partner = ? and at >= ? and at < ?") {
            $0.bind(partner)
            $0.bind(from)
            $0.bind(until)
        }
    }

    /// The lines of everybody, within some time.
    public func lines(from: Timestamp, until: Timestamp) throws(StorageError) -> [String] {
        try ids("select distinct line from earning_place where at >= ? and at < ?") {
            $0.bind(from)
            $0.bind(until)
        }
    }

    /// The lines of a customer in which a partner has a part.
    public func lines(of partner: EntityID, with customer: EntityID) throws(StorageError) -> [String] {
        try ids("select distinct l.id from earning_line l join earning_place p on p.line = l.id where l.customer = ? and p.partner = ?") {
            $0.bind(customer)
            $0.bind(partner)
        }
    }

    // MARK: Rates

    /// The lines that asked the file of rates and were given nothing that is frozen.
    public func askers() throws(StorageError) -> [String] { try ids("select line from earning_rate") { _ in } }

    /// Notes which of some lines asked.
    public func setAskers(_ asked: some Sequence<String>, of lines: some Sequence<String>) throws(StorageError) {
        try connection.run("delete from earning_rate where line in (select value from json_each(?))", doing: "note who asked for rates") {
            $0.bind(list: lines)
        }
        var statement = try connection.bulk("insert or ignore into earning_rate(line) values (?)", doing: "note who asked for rates")
        for line in asked {
            statement.bind(line)
            try statement.run()
        }
    }

    private func ids(_ sql: String, bind: (inout BulkStatement) -> Void) throws(StorageError) -> [String] {
        try connection.all(sql, doing: "look up lines", bind: bind) { (row) throws(StorageError) in try row.text() }
    }

    private func read(_ condition: String, bind: (inout BulkStatement) -> Void) throws(StorageError) -> [IndexedLine] {
        try connection.all("\(Self.select) \(condition)", doing: "read lines", bind: bind) { (row) throws(StorageError) in
            IndexedLine(id: try row.text(), subject: try row.text(), customer: try row.optionalEntity(), content: try row.integer())
        }
    }
}
