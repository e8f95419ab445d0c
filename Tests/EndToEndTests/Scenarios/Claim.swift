/// What must hold in the end. That no value was lost, nothing waits and nothing is left to do holds unless the row says otherwise.
enum Claim: Sendable {
    /// A record shows these values.
    case shows(Side, String, [Field])
    /// The entity of the row's first record holds these.
    case holds([Field])
    /// A record is deleted or archived.
    case gone(Side, String)
    /// A record is there.
    case stays(Side, String)
    /// So many live records of the row stand at a side.
    case count(Side, Int)
    /// So many entities of the hub hold the row's records.
    case entities(Int)
    /// What a field of a record held, oldest first: nobody wrote more often than that.
    case past(Side, String, String, [String])
    /// Nobody but people wrote a record since the first contact.
    case unwritten(Side, String)
    /// The records are linked to the same entity.
    case together([String])
    /// A divergence of a field is accepted, for this reason.
    case accepted(String, String)
    /// Operations stay planned, by remote and kind.
    case pending([String])
    /// What no word above says.
    case check(String, @Sendable (ScenarioPlay) async throws -> Bool)

    static func crm(_ fields: String..., of record: String = "a") -> Claim { .shows(.crm, record, fields.map(Field.init)) }
    static func marketing(_ fields: String..., of record: String = "a") -> Claim { .shows(.marketing, record, fields.map(Field.init)) }
    static func events(_ fields: String..., of record: String = "a") -> Claim { .shows(.events, record, fields.map(Field.init)) }
    static func hub(_ fields: String...) -> Claim { .holds(fields.map(Field.init)) }
}
