/// What tells who somebody is, of a partner or of a customer.
public struct PersonFacts: Hashable, Sendable {
    /// The address for mail.
    public var email: String?
    /// The company's domain.
    public var domain: String?
    /// The keyed hash of the account that pays or is paid.
    public var account: String?
    /// The keyed hashes of the visitor, wherever seen.
    public var visitors: Set<String>

    /// Describes somebody.
    public init(email: String? = nil, domain: String? = nil, account: String? = nil, visitors: Set<String> = []) {
        self.email = email
        self.domain = domain
        self.account = account
        self.visitors = visitors
    }

    /// The address without a tag, and for Gmail without dots: for this screen only, never for matching (PROGRAM section 7).
    public var plainEmail: String? {
        guard let email, let at = email.lastIndex(of: "@") else { return nil }
        var name = email[..<at].lowercased().prefix { $0 != "+" }
        var domain = PlainText.trimmed(email[email.index(after: at)...]).lowercased()
        if domain == "googlemail.com" { domain = "gmail.com" }
        if domain == "gmail.com" { name = Substring(name.filter { $0 != "." }) }
        let plain = PlainText.trimmed(name)
        return plain.isEmpty || domain.isEmpty ? nil : "\(plain)@\(domain)"
    }

    /// The company's domain: the one given, else that of the mail.
    public var companyDomain: String? {
        let named = domain.map { PlainText.trimmed($0).lowercased() }
        if let named, !named.isEmpty { return named }
        return plainEmail?.split(separator: "@").last.map(String.init)
    }
}
