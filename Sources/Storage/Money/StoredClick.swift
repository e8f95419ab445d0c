public import Model

/// What became of a click (K3). Source: the names of `ClickVerdict` in ProgramRules.
public struct StoredVerdict: Sendable, Hashable {
    /// Its name: accepted, bot, duplicate, unknown_link, partner_may_not.
    public var name: String
    /// What gave a machine away, or the id of the click that a duplicate repeats.
    public var detail: String?

    /// Describes a verdict.
    public init(_ name: String, detail: String? = nil) {
        self.name = name
        self.detail = detail
    }
}

/// A click as the hub keeps it: hashes in place of who it was (K3).
public struct StoredClick: Sendable, Equatable {
    /// The click's id.
    public var id: String
    /// The code that was followed.
    public var code: String
    /// When.
    public var at: Timestamp
    /// The keyed hash of the visitor.
    public var visitor: String
    /// The keyed hash of the address.
    public var address: String?
    /// What the browser called itself.
    public var agent: String?
    /// Where the visitor came from, without the query.
    public var referrer: String?
    /// The parameters of the landing address (K4).
    public var parameters: [String: String]
    /// True for a request that only looked.
    public var isProbe: Bool
    /// What became of it.
    public var verdict: StoredVerdict
    /// Whose link it followed; nil of an unknown one.
    public var partner: EntityID?
    /// The campaign of the link.
    public var campaign: String?
    /// What it was read from.
    public var source: String
    /// When it was read.
    public var importedAt: Timestamp

    /// Describes a click.
    public init(
        id: String, code: String, at: Timestamp, visitor: String, address: String? = nil, agent: String? = nil, referrer: String? = nil,
        parameters: [String: String] = [:], isProbe: Bool = false, verdict: StoredVerdict, partner: EntityID? = nil,
        campaign: String? = nil, source: String, importedAt: Timestamp
    ) {
        self.id = id
        self.code = code
        self.at = at
        self.visitor = visitor
        self.address = address
        self.agent = agent
        self.referrer = referrer
        self.parameters = parameters
        self.isProbe = isProbe
        self.verdict = verdict
        self.partner = partner
        self.campaign = campaign
        self.source = source
        self.importedAt = importedAt
    }
}
