/// What happens in a row. People's edits of all rows of a world are made together, then comes one sync for all.
enum Deed: Sendable {
    /// A record made by a person; the kind's own fields stand unless others are named.
    case make(Side, String, [Field])
    /// A record changed by a person; `late`: it shows so many seconds after its stamp.
    case edit(Side, String, [Field], late: Int = 0)
    case delete(Side, String)
    case undelete(Side, String)
    /// A record merged into another by a person.
    case merge(Side, String, into: String)
    /// A person's edit in the hub.
    case setting([Field])
    /// A person makes an entity in the hub.
    case addition([Field])
    /// A person decides an open conflict.
    case resolve(String, take: String)
    /// A person accepts or rejects what waits.
    case accept(String)
    case reject(String)
    /// So much time passes that the clocks of all sides agree about what came first.
    case later
    /// A sync of the world; in a world of its own with the exit code that it ends with.
    case sync(Int = 0, [String] = [])

    // In a world of its own only.

    /// Faults of the vendors from here on.
    case faults(String)
    /// A text of config.yaml replaced by another.
    case configure(String, String)
    /// What the agent's clock shows from here on.
    case agentClock(String)
    /// A command of the binary, and the code that it ends with.
    case command([String], Int)
    /// The saved plan of a tripped brake carried out by a person.
    case approve(Int = 0)
    /// What holds at this moment.
    case held(Claim)
    /// What no word above says.
    case act(String, @Sendable (inout ScenarioPlay) async throws -> Void)

    static func pair(_ crm: [String] = [], _ marketing: [String] = []) -> Deed { .both(crm, marketing, nil) }
    static func trio(_ crm: [String] = [], _ marketing: [String] = [], _ events: [String] = []) -> Deed { .both(crm, marketing, events) }
    /// A record named `a` on each side.
    case both([String], [String], [String]?)

    static func crm(_ fields: String..., of record: String = "a") -> Deed { .edit(.crm, record, fields.map(Field.init)) }
    static func marketing(_ fields: String..., of record: String = "a") -> Deed { .edit(.marketing, record, fields.map(Field.init)) }
    static func events(_ fields: String..., of record: String = "a") -> Deed { .edit(.events, record, fields.map(Field.init)) }
    static func new(_ side: Side, _ record: String, _ fields: String...) -> Deed { .make(side, record, fields.map(Field.init)) }
    static func hub(_ fields: String...) -> Deed { .setting(fields.map(Field.init)) }
    static func add(_ fields: String...) -> Deed { .addition(fields.map(Field.init)) }
}
