public import Model

/// What waits for a person. The same thing raised again is the same item, until it is done.
public struct ReviewTable {
    let connection: Connection

    private static let columns: ColumnList = """
        id, kind, entity_id, entity_kind, remote, object, record, field, reason, candidates, rule, since, run_id, fingerprint, state, \
        decided_by, decided_at
        """
    private static let select = "select \(columns) from review"

    /// Raises a review. One that is open already takes over reason and candidates, so that a person sees the present facts.
    @discardableResult
    public func raise(_ review: Review) throws(StorageError) -> RaisedReview {
        let known = try connection.first(
            "select id, state from review where fingerprint = ? and state <> 'done'", doing: "look up a review",
            bind: { $0.bind(review.fingerprint) }
        ) { (row) throws(StorageError) in (try row.text(), try row.choice(ReviewState.self)) }
        guard let (id, state) = known else {
            try add(review)
            return RaisedReview(id: review.id, isNew: true, state: review.state)
        }
        if state == .open {
            try connection.run("update review set reason = ?, candidates = ? where id = ?", doing: "update a review") {
                $0.bind(review.reason)
                $0.bind(review.candidates)
                $0.bind(id)
            }
        }
        return RaisedReview(id: id, isNew: false, state: state)
    }

    /// The review of that id.
    public func get(_ id: String) throws(StorageError) -> Review? {
        try connection.first("\(Self.select) where id = ?", doing: "read a review", bind: { $0.bind(id) }, Self.read)
    }

    /// The next reviews of a state behind one that was read before, oldest first.
    public func page(_ state: ReviewState = .open, after: Review? = nil, limit: Int) throws(StorageError) -> [Review] {
        try connection.all(
            "\(Self.select) where state = ? and (since, id) > (?, ?) order by since, id limit ?", doing: "read reviews",
            bind: {
                $0.bind(state.rawValue)
                $0.bind(after?.since ?? Timestamp(milliseconds: .min))
                $0.bind(after?.id ?? "")
                $0.bind(limit)
            }, Self.read)
    }

    /// The open reviews of a kind, oldest first.
    public func open(kind: String) throws(StorageError) -> [Review] {
        try connection.all(
            "\(Self.select) where state = 'open' and kind = ? order by since, id", doing: "read reviews", bind: { $0.bind(kind) },
            Self.read)
    }

    /// Closes as done what waits about a record: it is settled, or the record is no more.
    /// - Returns: how many.
    @discardableResult
    public func closeMatching(_ key: RecordKey, kind: String? = nil, by person: String?, at now: Timestamp) throws(StorageError) -> Int {
        let sql = """
            update review set state = 'done', decided_by = ?, decided_at = ?
            where remote = ? and object = ? and record = ? and state = 'open'\(kind == nil ? "" : " and kind = ?")
            """
        return try connection.run(sql, doing: "close a record's reviews") {
            $0.bind(person)
            $0.bind(now)
            $0.bind(key)
            if let kind { $0.bind(kind) }
        }
    }

    /// The reviews of an entity that are in a state, oldest first.
    public func of(_ entity: EntityID, _ state: ReviewState = .open) throws(StorageError) -> [Review] {
        try connection.all(
            "\(Self.select) where entity_id = ? and state = ? order by since, id", doing: "read an entity's reviews",
            bind: {
                $0.bind(entity)
                $0.bind(state.rawValue)
            }, Self.read)
    }

    /// The reviews of a record, in whatever state, oldest first.
    public func of(_ key: RecordKey) throws(StorageError) -> [Review] {
        try connection.all(
            "\(Self.select) where remote = ? and object = ? and record = ? order by since, id", doing: "read a record's reviews",
            bind: { $0.bind(key) }, Self.read)
    }

    /// Moves a review to a state that a person, or the work itself, gave it.
    /// - Returns: false if there is no review of that id that was not done.
    @discardableResult
    public func close(_ id: String, as state: ReviewState, by person: String?, at now: Timestamp) throws(StorageError) -> Bool {
        let sql = """
            update review set state = ?, decided_by = coalesce(?, decided_by), decided_at = ? where id = ? and state <> 'done'
            """
        return try connection.run(sql, doing: "close a review") {
            $0.bind(state.rawValue)
            $0.bind(person)
            $0.bind(now)
            $0.bind(id)
        } > 0
    }

    /// The fields of an entity that an open review freezes on every side (R8, R9).
    public func frozenFields(of entity: EntityID) throws(StorageError) -> Set<String> {
        Set(
            try connection.all(
                "select distinct field from review where entity_id = ? and state = 'open' and kind = 'conflict' and field is not null",
                doing: "read frozen fields", bind: { $0.bind(entity) }
            ) { (row) throws(StorageError) in try row.text() })
    }

    /// How many are in a state.
    public func count(_ state: ReviewState = .open) throws(StorageError) -> Int {
        try connection.number("select count(*) from review where state = ?", doing: "count reviews") { $0.bind(state.rawValue) }
    }

    private func add(_ review: Review) throws(StorageError) {
        try connection.run(Self.columns.insert(into: "review"), doing: "raise a review") {
            $0.bind(review.id)
            $0.bind(review.kind)
            $0.bind(review.entity)
            $0.bind(review.entityKind?.rawValue)
            $0.bind(review.remote)
            $0.bind(review.object)
            $0.bind(review.record)
            $0.bind(review.field)
            $0.bind(review.reason)
            $0.bind(review.candidates)
            $0.bind(review.rule)
            $0.bind(review.since)
            $0.bind(review.runID)
            $0.bind(review.fingerprint)
            $0.bind(review.state.rawValue)
            $0.bind(review.decidedBy)
            $0.bind(review.decidedAt)
        }
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> Review {
        Review(
            id: try row.text(), kind: try row.text(), entity: try row.optionalEntity(),
            entityKind: row.optionalText().flatMap(EntityKind.init), remote: row.optionalText(), object: row.optionalText(),
            record: row.optionalText(), field: row.optionalText(), reason: try row.text(), candidates: try row.json(),
            rule: try row.text(), since: try row.time(), runID: try row.text(), fingerprint: try row.text(),
            state: try row.choice(ReviewState.self), decidedBy: row.optionalText(), decidedAt: row.optionalTime())
    }
}
