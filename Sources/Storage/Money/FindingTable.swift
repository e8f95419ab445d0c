public import Model

/// What a test of the fraud screen, or a person, saw; and what was decided.
public struct StoredFinding: Sendable, Equatable {
    /// Its name: what is found again is the same finding.
    public var id: String
    /// The test.
    public var test: String
    /// Whose commissions it holds.
    public var partner: EntityID
    /// The line that it holds; nil for everything of the partner.
    public var line: String?
    /// What was seen: a list of name and value.
    public var evidence: JSON
    /// When it was first found.
    public var since: Timestamp
    /// The run that found it.
    public var runID: String
    /// What was decided: `released` or `voided`; nil while it waits.
    public var verdict: String?
    /// Who decided.
    public var decidedBy: String?
    /// When.
    public var decidedAt: Timestamp?
    /// Why.
    public var why: String?

    /// Describes a finding.
    public init(
        id: String, test: String, partner: EntityID, line: String?, evidence: JSON, since: Timestamp, runID: String,
        verdict: String? = nil, decidedBy: String? = nil, decidedAt: Timestamp? = nil, why: String? = nil
    ) {
        self.id = id
        self.test = test
        self.partner = partner
        self.line = line
        self.evidence = evidence
        self.since = since
        self.runID = runID
        self.verdict = verdict
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.why = why
    }
}

/// Every finding: none is removed, and none decides itself with time.
public struct FindingTable {
    let connection: Connection

    private static let columns = "id, test, partner, line, evidence, since, run_id, verdict, decided_by, decided_at, why"

    /// Puts a finding; of one that waits the evidence is renewed, of one that was decided nothing.
    public func put(_ finding: StoredFinding) throws(StorageError) {
        let sql = """
            insert into commission_finding(\(Self.columns)) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict(id) do update set evidence = excluded.evidence where verdict is null
            """
        try connection.run(sql, doing: "put a finding") {
            $0.bind(finding.id)
            $0.bind(finding.test)
            $0.bind(finding.partner)
            $0.bind(finding.line)
            $0.bind(finding.evidence)
            $0.bind(finding.since)
            $0.bind(finding.runID)
            $0.bind(finding.verdict)
            $0.bind(finding.decidedBy)
            $0.bind(finding.decidedAt)
            $0.bind(finding.why)
        }
    }

    /// Notes what a person decided; a later decision takes the place of an earlier one.
    public func decide(_ id: String, _ verdict: String?, by person: String, at now: Timestamp, why: String) throws(StorageError) {
        let sql = "update commission_finding set verdict = ?, decided_by = ?, decided_at = ?, why = ? where id = ?"
        try connection.run(sql, doing: "decide a finding") {
            $0.bind(verdict)
            $0.bind(person)
            $0.bind(now)
            $0.bind(why)
            $0.bind(id)
        }
    }

    /// Every finding, the oldest first.
    public func all() throws(StorageError) -> [StoredFinding] {
        try connection.all("select \(Self.columns) from commission_finding order by since, id", doing: "read findings", Self.read)
    }

    /// The findings about a partner, the oldest first.
    public func of(_ partner: EntityID) throws(StorageError) -> [StoredFinding] {
        try connection.all(
            "select \(Self.columns) from commission_finding where partner = ? order by since, id", doing: "read findings",
            bind: { $0.bind(partner) }, Self.read)
    }

    /// The findings that wait for a person, the oldest first.
    public func open() throws(StorageError) -> [StoredFinding] {
        try connection.all(
            "select \(Self.columns) from commission_finding where verdict is null order by since, id", doing: "read findings", Self.read)
    }

    /// What persons voided, the oldest first.
    public func voided() throws(StorageError) -> [StoredFinding] {
        try connection.all(
            "select \(Self.columns) from commission_finding where verdict = 'voided' order by since, id", doing: "read findings", Self.read)
    }

    /// The finding of that name.
    public func get(_ id: String) throws(StorageError) -> StoredFinding? {
        try connection.first(
            "select \(Self.columns) from commission_finding where id = ?", doing: "read a finding", bind: { $0.bind(id) }, Self.read)
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> StoredFinding {
        StoredFinding(
            id: try row.text(), test: try row.text(), partner: try row.entity(), line: row.optionalText(), evidence: try row.json(),
            since: try row.time(), runID: try row.text(), verdict: row.optionalText(), decidedBy: row.optionalText(),
            decidedAt: row.optionalTime(), why: row.optionalText())
    }
}
