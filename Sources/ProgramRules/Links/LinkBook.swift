public import Model

/// A partner's link (K1).
public struct TrackingLink: Hashable, Sendable {
    /// The link's code.
    public let code: LinkCode
    /// Whose it is; never another partner's.
    public let partner: EntityID
    /// The campaign it belongs to.
    public let campaign: String?
    /// The coupon that stands for the link in a shop.
    public let coupon: CouponCode?

    /// Describes a link.
    public init(code: LinkCode, partner: EntityID, campaign: String? = nil, coupon: CouponCode? = nil) {
        self.code = code
        self.partner = partner
        self.campaign = campaign
        self.coupon = coupon
    }
}

/// Why a link is refused.
public enum LinkFinding: Hashable, Sendable {
    /// The code is in use, or was.
    case codeTaken(LinkCode)
    /// The coupon stands for another link, or did.
    case couponTaken(CouponCode, by: LinkCode)
}

/// All links that ever were: a code or coupon once given is never given again, not even after its link was retired (K1).
public struct LinkBook: Sendable {
    private var links: [LinkCode: TrackingLink] = [:]
    private var coupons: [CouponCode: LinkCode] = [:]
    private var retired: Set<LinkCode> = []

    /// Makes an empty book.
    public init() {}

    /// Adds a link.
    /// - Returns: why it is refused; nil if it was added. The same link twice is no mistake.
    public mutating func add(_ link: TrackingLink) -> LinkFinding? {
        if links[link.code] == link { return nil }
        if links[link.code] != nil { return .codeTaken(link.code) }
        if let coupon = link.coupon, let owner = coupons[coupon] { return .couponTaken(coupon, by: owner) }
        links[link.code] = link
        if let coupon = link.coupon { coupons[coupon] = link.code }
        return nil
    }

    /// Makes a link with a new code.
    /// - Returns: the link, or why it is refused: only for a coupon that is taken.
    public mutating func mint(
        for partner: EntityID, campaign: String? = nil, coupon: CouponCode? = nil, randomness: some Randomness
    ) -> Result<TrackingLink, LinkRefusal> {
        if let coupon, let owner = coupons[coupon] { return .failure(LinkRefusal(finding: .couponTaken(coupon, by: owner))) }
        var code = LinkCode(from: randomness)
        while links[code] != nil { code = LinkCode(from: randomness) }
        let link = TrackingLink(code: code, partner: partner, campaign: campaign, coupon: coupon)
        if let finding = add(link) { return .failure(LinkRefusal(finding: finding)) }
        return .success(link)
    }

    /// Takes a link out of use; its code and coupon stay taken.
    public mutating func retire(_ code: LinkCode) { retired.insert(code) }

    /// The link of a code, if it is in use.
    public func link(_ code: LinkCode) -> TrackingLink? { retired.contains(code) ? nil : links[code] }

    /// The link that a coupon stands for, if it is in use.
    public func link(coupon: CouponCode) -> TrackingLink? { coupons[coupon].flatMap(link) }
}

/// A refused link as an error.
public struct LinkRefusal: Error, Hashable, Sendable {
    /// Why.
    public let finding: LinkFinding

    /// Describes a refusal.
    public init(finding: LinkFinding) { self.finding = finding }
}
