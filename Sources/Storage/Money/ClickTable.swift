public import Model

/// Every click that was read, whatever became of it (K3).
public struct ClickTable {
    let connection: Connection

    private static let columns: ColumnList = """
        id, code, at, visitor, address, agent, referrer, parameters, is_probe, verdict, detail, partner, campaign, source, imported_at
        """
    private static let select = "select \(columns) from click"
    private static let insert = columns.insert(into: "click")

    /// Adds clicks that are not there yet.
    public func add(_ clicks: some Sequence<StoredClick>) throws(StorageError) {
        var statement = try connection.bulk(Self.insert, doing: "add a click")
        for click in clicks {
            Self.bind(click, to: &statement)
            try statement.run()
        }
    }

    /// Which of these ids are there.
    public func known(_ ids: some Sequence<String>) throws(StorageError) -> Set<String> {
        var statement = try connection.bulk("select 1 from click where id = ?", doing: "look up a click")
        var known: Set<String> = []
        for id in ids {
            statement.bind(id)
            let isThere = try statement.first { (row) throws(StorageError) in try row.count() } != nil
            if isThere { known.insert(id) }
        }
        return known
    }

    /// A visitor's clicks on a link that an added click may stand in line with: those that count within the window before it, and all
    /// that are no machine's from it on.
    public func line(of visitor: String, on code: String, around instant: Timestamp, window: Duration) throws(StorageError) -> [StoredClick]
    {
        let sql = """
            \(Self.select) where visitor = ?1 and code = ?2 and at > ?3 and verdict not in ('bot', 'unknown_link')
              and (at >= ?4 or verdict = 'accepted') order by at, id
            """
        return try connection.all(
            sql, doing: "read a visitor's clicks",
            bind: {
                $0.bind(visitor)
                $0.bind(code)
                $0.bind(instant - window)
                $0.bind(instant)
            }, Self.read)
    }

    /// Says anew what became of a click.
    public func judge(_ id: String, _ verdict: StoredVerdict) throws(StorageError) {
        try connection.run("update click set verdict = ?, detail = ? where id = ?", doing: "judge a click") {
            $0.bind(verdict.name)
            $0.bind(verdict.detail)
            $0.bind(id)
        }
    }

    /// The click of that id.
    public func get(_ id: String) throws(StorageError) -> StoredClick? {
        try connection.first("\(Self.select) where id = ?", doing: "read a click", bind: { $0.bind(id) }, Self.read)
    }

    /// The next clicks behind a number, in the order in which they came, each with its number.
    public func page(after number: Int64 = 0, limit: Int) throws(StorageError) -> [(number: Int64, click: StoredClick)] {
        try connection.all(
            "select number, \(Self.columns) from click where number > ? order by number limit ?", doing: "read clicks",
            bind: {
                $0.bind(number)
                $0.bind(limit)
            }
        ) { (row) throws(StorageError) in (number: try row.integer(), click: try Self.read(&row)) }
    }

    /// The clicks of a visitor, the earliest first.
    public func of(visitor: String) throws(StorageError) -> [StoredClick] {
        try connection.all(
            "\(Self.select) where visitor = ? order by at, id", doing: "read a visitor's clicks", bind: { $0.bind(visitor) }, Self.read)
    }

    /// Every click that counts, with whose link it was on, in the order of time.
    public func accepted() throws(StorageError) -> [(id: String, partner: EntityID, at: Timestamp, campaign: String?)] {
        let sql = "select id, partner, at, campaign from click where verdict = 'accepted' and partner is not null order by at, id"
        return try connection.all(sql, doing: "read accepted clicks") { (row) throws(StorageError) in
            (id: try row.text(), partner: try row.entity(), at: try row.time(), campaign: row.optionalText())
        }
    }

    /// The number of the click that came last; 0 without any.
    public func last() throws(StorageError) -> Int64 {
        Int64(try connection.number("select coalesce(max(number), 0) from click", doing: "read the last click"))
    }

    /// How many clicks have each verdict, of those that came behind a number.
    public func counts(after number: Int64 = 0) throws(StorageError) -> [String: Int] {
        let rows = try connection.all(
            "select verdict, count(*) from click where number > ? group by verdict", doing: "count clicks", bind: { $0.bind(number) }
        ) { (row) throws(StorageError) in (try row.text(), try row.count()) }
        return Dictionary(rows, uniquingKeysWith: { $1 })
    }

    private static func bind(_ click: StoredClick, to statement: inout BulkStatement) {
        statement.bind(click.id)
        statement.bind(click.code)
        statement.bind(click.at)
        statement.bind(click.visitor)
        statement.bind(click.address)
        statement.bind(click.agent)
        statement.bind(click.referrer)
        statement.bind(text(click.parameters))
        statement.bind(click.isProbe)
        statement.bind(click.verdict.name)
        statement.bind(click.verdict.detail)
        statement.bind(click.partner)
        statement.bind(click.campaign)
        statement.bind(click.source)
        statement.bind(click.importedAt)
    }

    private static func text(_ parameters: [String: String]) -> String {
        if parameters.isEmpty { return "{}" }
        return JSON.object(JSONObject(parameters.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) })).text
    }

    static func read(_ row: inout RowReader) throws(StorageError) -> StoredClick {
        var click = StoredClick(
            id: try row.text(), code: try row.text(), at: try row.time(), visitor: try row.text(), address: row.optionalText(),
            agent: row.optionalText(), referrer: row.optionalText(), verdict: StoredVerdict(""), source: "",
            importedAt: Timestamp(milliseconds: 0))
        for (name, value) in try row.require(try row.json().object).members { click.parameters[name] = try row.require(value.string) }
        click.isProbe = try row.flag()
        click.verdict = StoredVerdict(try row.text(), detail: row.optionalText())
        click.partner = try row.optionalEntity()
        click.campaign = row.optionalText()
        click.source = try row.text()
        click.importedAt = try row.time()
        return click
    }
}
