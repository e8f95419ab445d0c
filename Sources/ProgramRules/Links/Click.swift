public import Model

/// A click on a link as it came, with hashes in place of who it was (K3).
public struct Click: Hashable, Sendable {
    /// The click's id.
    public var id: String
    /// The code that was followed, as it stood in the address.
    public var code: String
    /// When.
    public var at: Timestamp
    /// The keyed hash of the visitor.
    public var visitor: String
    /// The keyed hash of the address.
    public var address: String?
    /// What the browser called itself.
    public var agent: String?
    /// Where the visitor came from; nil or blank without one.
    public var referrer: String?
    /// The parameters of the landing address, by name.
    public var parameters: [String: String]
    /// True for a request that only looked, such as `HEAD` or a prefetch.
    public var isProbe: Bool

    /// Describes a click.
    public init(
        id: String, code: String, at: Timestamp, visitor: String, address: String? = nil, agent: String? = nil, referrer: String? = nil,
        parameters: [String: String] = [:], isProbe: Bool = false
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
    }

    /// The parameters that paid search and paid social add, with their names in lower case (K4).
    public var paidParameters: [String] { parameters.keys.map { $0.lowercased() }.filter(PaidSearch.parameters.contains).sorted() }
}

/// The address parameters by which paid search and paid social mark a click (K4). Source: the vendors' pages on auto-tagging.
public enum PaidSearch {
    /// The names, in lower case.
    public static let parameters: Set<String> = [
        "gclid", "gbraid", "wbraid", "gclsrc", "dclid", "msclkid", "fbclid", "ttclid", "li_fat_id", "twclid", "epik", "sccid", "tblci",
        "obclid", "rdt_cid", "yclid", "qclid",
    ]
}
