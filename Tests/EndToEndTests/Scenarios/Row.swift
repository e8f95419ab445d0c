import Model

/// A row in play: its records by name, and what went otherwise than it says.
struct Row: Sendable {
    let scenario: Scenario
    let number: Int
    /// The ids of its records, by side and name.
    var records: [Side: [String: String]] = [:]
    /// An entity that a person made in the hub.
    var made: String?
    /// The worst that a sync told about it.
    var exit = 0
    var trouble: [String] = []

    init(_ scenario: Scenario, number: Int) {
        self.scenario = scenario
        self.number = number
    }

    /// What stands in the keys of all its records.
    var token: String { Scenario.token(number) }

    func id(_ record: String, at side: Side) -> String? { records[side]?[record] }

    /// The names under which the hub may speak of its records.
    var keys: Set<String> { Set(records.flatMap { side, ids in ids.values.map { "\(side)/\($0)" } }) }

    /// A text with what it stands for filled in.
    func filled(_ text: String, entity: String?) -> String {
        guard text.contains("#") || text.contains("{") else { return text }
        var text = text.replacing("#", with: token)
        for (side, ids) in records {
            for (name, id) in ids { text = text.replacing("{\(side).\(name)}", with: id) }
        }
        return text.replacing("{hub}", with: entity ?? "{hub}")
    }

    /// The kind's own fields at a side, under those that are named.
    func record(at side: Side, with fields: [Field]) -> [Field] {
        scenario.kind.fields(at: side).filter { own in !fields.contains { $0.name == own.name } } + fields
    }
}
