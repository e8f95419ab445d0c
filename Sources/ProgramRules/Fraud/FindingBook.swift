public import Model

/// What a person decided about a finding.
public struct FindingVerdict: Hashable, Sendable {
    /// The decision.
    public enum Decision: String, Hashable, Sendable {
        /// Nothing is wrong: the commissions go on.
        case released
        /// Something is: the commissions are voided.
        case voided
    }

    /// The decision.
    public let decision: Decision
    /// Who.
    public let by: String
    /// When.
    public let at: Timestamp

    /// Describes a decision.
    public init(_ decision: Decision, by: String, at: Timestamp) {
        self.decision = decision
        self.by = by
        self.at = at
    }
}

/// All findings, with since when each is known and what was decided. It never times out into money: only a person closes a finding.
public struct FindingBook: Sendable {
    /// A finding and its fate.
    public struct Row: Hashable, Sendable {
        /// The finding, with the evidence seen last.
        public var finding: FraudFinding
        /// When it was first found.
        public let since: Timestamp
        /// What was decided; nil while it waits.
        public var verdict: FindingVerdict?
    }

    private var rows: [String: Row] = [:]

    /// Makes an empty book.
    public init() {}

    /// Notes what a run found. What was found before keeps its age and its verdict; what is not found any more stays as it is.
    public mutating func note(_ findings: some Sequence<FraudFinding>, at now: Timestamp) {
        for finding in findings {
            if rows[finding.id] == nil { rows[finding.id] = Row(finding: finding, since: now) }
            if rows[finding.id]?.verdict == nil { rows[finding.id]?.finding = finding }
        }
    }

    /// Notes a decision.
    /// - Returns: false if there is no such finding, or if nobody is named.
    public mutating func decide(_ id: String, _ verdict: FindingVerdict) -> Bool {
        guard rows[id] != nil, !PlainText.isBlank(verdict.by) else { return false }
        rows[id]?.verdict = verdict
        return true
    }

    /// The findings that wait, the oldest first.
    public var open: [Row] {
        rows.values.filter { $0.verdict == nil }.sorted { ($0.since, $0.finding.id) < ($1.since, $1.finding.id) }
    }

    /// How many findings hold a commission.
    public func openFindings(line: String, partner: EntityID) -> Int {
        rows.values.count { $0.verdict == nil && $0.finding.holds(line: line, partner: partner) }
    }

    /// The lines with what persons voided, as changes that commissions are computed with (L2: a voided commission is an entry too).
    public func applied(to lines: [CommissionLine]) -> [CommissionLine] {
        let voided = rows.values.filter { $0.verdict?.decision == .voided }
        guard !voided.isEmpty else { return lines }
        return lines.map { line in
            let own = voided.filter { row in
                // A partner's verdict is about what there was when it was given, not about what comes after.
                let isEarlier = line.changes.first.map { $0.at <= (row.verdict?.at ?? row.since) } ?? false
                return row.finding.subject == .partner ? isEarlier : row.finding.holds(line: line.id, partner: row.finding.partner)
            }
            guard !own.isEmpty else { return line }
            let changes = own.compactMap { row in
                row.verdict.map { verdict in
                    LineChange(at: verdict.at, cause: row.finding.id, reason: .voided, effect: .bars(row.finding.partner))
                }
            }
            var line = line
            let ordered = line.changes + changes.sorted { ($0.at, $0.cause) < ($1.at, $1.cause) }
            line.changes = ordered.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
            return line
        }
    }

    /// What was voided of what recruiters earn: the same verdicts for the lines that are not there before the others are played.
    public var recruitVerdicts: [RecruitVerdict] {
        rows.values.compactMap { row in
            guard let verdict = row.verdict, verdict.decision == .voided else { return nil }
            var line: String?
            if case .line(let id) = row.finding.subject {
                guard id.contains(CommissionLine.recruited) else { return nil }
                line = id
            }
            return RecruitVerdict(line: line, recruiter: row.finding.partner, cause: row.finding.id, at: verdict.at)
        }.sorted { ($0.at, $0.cause) < ($1.at, $1.cause) }
    }

    /// How many findings wait for how long: the ageing report.
    /// `bounds` are the ages in days at which a new bucket begins.
    /// - Returns: one count more than bounds: below the first, between them, from the last on.
    public func ages(at now: Timestamp, bounds: [Int] = [7, 30, 90]) -> [Int] {
        var counts = Array(repeating: 0, count: bounds.count + 1)
        for row in open {
            let days = Int((now - row.since).milliseconds / 86_400_000)
            counts[bounds.count { days >= $0 }] += 1
        }
        return counts
    }
}
