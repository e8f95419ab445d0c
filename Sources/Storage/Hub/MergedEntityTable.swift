public import Model

/// An entity that was merged into another, with all that is needed to take them apart again (R24).
public struct MergedEntity: Sendable, Equatable {
    /// The merge's id, `merge_...`.
    public var id: String
    /// The entity that stayed.
    public var winner: EntityID
    /// The entity that was merged into it.
    public var loser: EntityID
    /// When.
    public var at: Timestamp
    /// Who merged them: a person, or `entente`.
    public var by: String
    /// The rule.
    public var rule: String
    /// The loser's links before, each with the state it had.
    public var links: [RecordKey: LinkState]
    /// Values that the winner did not have and took over, by field.
    public var filled: FieldValues
    /// Entities that referred to the loser, each with the field that did.
    public var references: [EntityID: String]
    /// When they were taken apart again.
    public var splitAt: Timestamp?
    /// By whom.
    public var splitBy: String?

    /// Describes one.
    public init(
        id: String, winner: EntityID, loser: EntityID, at: Timestamp, by: String, rule: String, links: [RecordKey: LinkState] = [:],
        filled: FieldValues = [:], references: [EntityID: String] = [:], splitAt: Timestamp? = nil, splitBy: String? = nil
    ) {
        self.id = id
        self.winner = winner
        self.loser = loser
        self.at = at
        self.by = by
        self.rule = rule
        self.links = links
        self.filled = filled
        self.references = references
        self.splitAt = splitAt
        self.splitBy = splitBy
    }
}

/// Entities that were merged into others.
public struct MergedEntityTable {
    let connection: Connection

    /// A longer chain of merges than people make; beyond it the ids run in a circle.
    private static let longestChain = 32
    private static let select = """
        select id, winner, loser, at, merged_by, rule, links, filled, refs, split_at, split_by from merged_entity
        """

    /// Adds a merge.
    public func add(_ merge: MergedEntity) throws(StorageError) {
        let sql = """
            insert into merged_entity(id, kind, winner, loser, at, merged_by, rule, links, filled, refs, split_at, split_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try connection.run(sql, doing: "add a merge") {
            $0.bind(merge.id)
            $0.bind(merge.winner.kind.rawValue)
            $0.bind(merge.winner)
            $0.bind(merge.loser)
            $0.bind(merge.at)
            $0.bind(merge.by)
            $0.bind(merge.rule)
            $0.bind(Self.stored(merge.links))
            $0.bind(merge.filled)
            $0.bind(Self.stored(merge.references))
            $0.bind(merge.splitAt)
            $0.bind(merge.splitBy)
        }
    }

    /// Notes that a merge was taken back.
    public func split(_ id: String, at now: Timestamp, by person: String) throws(StorageError) {
        try connection.run("update merged_entity set split_at = ?, split_by = ? where id = ?", doing: "take a merge back") {
            $0.bind(now)
            $0.bind(person)
            $0.bind(id)
        }
    }

    /// The merge of that id.
    public func get(_ id: String) throws(StorageError) -> MergedEntity? {
        try connection.first("\(Self.select) where id = ?", doing: "read a merge", bind: { $0.bind(id) }, Self.read)
    }

    /// The merges that an entity took part in and that still stand, latest first.
    public func standing(of entity: EntityID) throws(StorageError) -> [MergedEntity] {
        try connection.all(
            "\(Self.select) where (winner = ? or loser = ?) and split_at is null order by at desc, id desc", doing: "read merges",
            bind: {
                $0.bind(entity)
                $0.bind(entity)
            }, Self.read)
    }

    /// What an entity is now: itself, or the one it was merged into in the end.
    public func resolve(_ entity: EntityID) throws(StorageError) -> EntityID {
        var current = entity
        for _ in 0..<Self.longestChain {
            let next = try connection.first(
                "select winner from merged_entity where loser = ? and split_at is null", doing: "look up a merge",
                bind: { $0.bind(current) }
            ) { (row) throws(StorageError) in try row.entity() }
            guard let next else { return current }
            current = next
        }
        return current
    }

    /// Every entity that is now another, with the one that it was merged into.
    public func standing() throws(StorageError) -> [(loser: EntityID, winner: EntityID)] {
        try connection.all("select loser, winner from merged_entity where split_at is null order by at, id", doing: "read merges") {
            (row) throws(StorageError) in (loser: try row.entity(), winner: try row.entity())
        }
    }

    private static func stored(_ links: [RecordKey: LinkState]) -> JSON {
        .array(
            links.sorted { $0.key < $1.key }.map { key, state -> JSON in
                [
                    "remote": .string(key.remote), "object": .string(key.object), "record": .string(key.id),
                    "state": .string(state.rawValue),
                ]
            })
    }

    private static func stored(_ references: [EntityID: String]) -> JSON {
        .object(JSONObject(references.sorted { $0.key < $1.key }.map { ($0.key.text, .string($0.value)) }))
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> MergedEntity {
        var merge = MergedEntity(
            id: try row.text(), winner: try row.entity(), loser: try row.entity(), at: try row.time(), by: try row.text(),
            rule: try row.text())
        for element in try row.require(try row.json().array) {
            let key = RecordKey(
                remote: try row.require(element["remote"]?.string), object: try row.require(element["object"]?.string),
                id: try row.require(element["record"]?.string))
            merge.links[key] = try row.require(element["state"]?.string.flatMap(LinkState.init))
        }
        merge.filled = try row.values()
        for (id, field) in try row.require(try row.json().object).members {
            merge.references[try row.require(EntityID(id))] = try row.require(field.string)
        }
        merge.splitAt = row.optionalTime()
        merge.splitBy = row.optionalText()
        return merge
    }
}
