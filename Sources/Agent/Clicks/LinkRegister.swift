import Foundation
public import Model
import ProgramRules
public import Storage

/// The partners' links: minted here, and known for ever after (K1).
public struct LinkRegister: Sendable {
    /// A link as people are shown it.
    public struct View: Sendable, Equatable {
        /// The link.
        public var link: StoredLink
        /// Its whole address; nil if config.yaml names no base.
        public var address: String?
        /// True if this call made it.
        public var isNew: Bool
        /// The arms of experiments that are not over, as far as somebody asked.
        public var arms: [ExperimentArms.Given] = []
    }

    let services: Services

    /// Prepares to work on the links of the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Makes a link for a partner, or gives the one that stands with the same target, campaign and coupon.
    /// - Throws: `RunError.badValue` for a target or coupon that is none, `RunError.refused` for a host that is not allowed, a partner
    ///   whose status earns nothing, and a coupon that stands for another link.
    public func mint(
        _ partner: EntityID, target: String? = nil, campaign: String? = nil, coupon: String? = nil, by person: String? = nil
    ) throws(RunError) -> View {
        let target = try allowed(target)
        let coupon = try coupon.map { typed throws(RunError) in try Self.coupon(typed) }
        let campaign = campaign.flatMap { $0.isEmpty ? nil : $0 }
        let now = services.clock.now()
        return try services.writing { tx in
            try demandEarner(partner, tx)
            if let coupon, let other = try tx.trackingLinks.get(coupon: coupon.text), !matches(other) {
                throw RunError.refused(.click(.couponTaken(coupon.text, link: other.code)))
            }
            func matches(_ link: StoredLink) -> Bool {
                link.partner == partner && link.target == target && link.campaign == campaign && link.coupon == coupon?.text
                    && link.retiredAt == nil
            }
            if let link = try tx.trackingLinks.of(partner).first(where: matches) { return view(link) }
            var code = LinkCode(from: AnyRandomness(services.randomness))
            while try tx.trackingLinks.get(code.text) != nil { code = LinkCode(from: AnyRandomness(services.randomness)) }
            let link = StoredLink(
                code: code.text, partner: partner, campaign: campaign, coupon: coupon?.text, target: target, createdAt: now,
                createdBy: person)
            try tx.trackingLinks.add(link)
            try tx.audit.add(AuditEntry(at: now, actor: person ?? "cli", action: "link mint", detail: view(link).json))
            return view(link, isNew: true)
        }
    }

    /// The links of a partner, or of all, the oldest code first.
    public func list(_ partner: EntityID? = nil, limit: Int = .max) throws(RunError) -> [View] {
        try services.reading { tx in
            let links = try partner.map { try tx.trackingLinks.of($0) } ?? tx.trackingLinks.page(limit: limit)
            return links.prefix(limit).map { view($0) }
        }
    }

    /// Takes a link out of use: clicks from now on are of an unknown link. Its code and coupon are never given again.
    /// - Throws: `RunError.notFound` for an unknown code.
    public func retire(_ typed: String, by person: String) throws(RunError) -> View {
        let now = services.clock.now()
        return try services.writing { tx in
            guard let code = LinkCode(typed), var link = try tx.trackingLinks.get(code.text) else {
                throw RunError.notFound(what: "link", id: typed)
            }
            guard link.retiredAt == nil else { return view(link) }
            try tx.trackingLinks.retire(link.code, at: now)
            link.retiredAt = now
            try tx.audit.add(AuditEntry(at: now, actor: person, action: "link retire", detail: view(link).json))
            return view(link, isNew: true)
        }
    }

    private func view(_ link: StoredLink, isNew: Bool = false) -> View {
        View(link: link, address: LinkCode(link.code).flatMap(LinkPlace(base: services.settings.links.base).address), isNew: isNew)
    }

    /// Refuses a partner who is no more, or whose status earns nothing.
    private func demandEarner(_ partner: EntityID, _ tx: Transaction) throws {
        guard let entity = try tx.entities.get(partner) else { throw RunError.notFound(what: "partner", id: partner.text) }
        guard entity.deletedAt == nil else {
            let now = try tx.mergedEntities.resolve(partner)
            if now == partner { throw RunError.refused(.click(.partnerDeleted(partner))) }
            throw RunError.refused(.click(.partnerMerged(partner, into: now)))
        }
        let status = entity.values["status"]?.display ?? ""
        guard PartnerStatus(rawValue: status)?.allows(.click) == true else {
            throw RunError.refused(.click(.earnsNothing(status: status)))
        }
    }

    private static func coupon(_ typed: String) throws(RunError) -> CouponCode {
        guard let coupon = CouponCode(typed) else {
            throw .badValue(field: "--coupon", found: typed, expected: "one word of at most 64 characters")
        }
        return coupon
    }

    /// The target, if it leads to an allowed host (K2); the configured one where none is named.
    private func allowed(_ typed: String?) throws(RunError) -> String? {
        let links = services.settings.links
        guard let typed else { return links.target }
        guard let host = Self.host(of: typed) else {
            throw .badValue(field: "--to", found: typed, expected: "an http or https address such as https://shop.example/offer")
        }
        let hosts = links.hosts.isEmpty ? links.target.flatMap(Self.host).map { [$0] } ?? [] : links.hosts.map { $0.lowercased() }
        guard hosts.contains(host) else {
            throw .refused(.click(.foreignHost(host, known: hosts)))
        }
        return typed
    }

    /// The host of an address that a browser follows; nil for one with a user in it, which only deceives.
    private static func host(of address: String) -> String? {
        guard let parts = URLComponents(string: address, encodingInvalidCharacters: false), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), parts.user == nil, let host = parts.host?.lowercased(), !host.isEmpty
        else { return nil }
        return host
    }
}

extension LinkRegister.View {
    /// The link as `link --json` prints it.
    public var json: JSON {
        var object = JSONObject([("code", .string(link.code)), ("partner", .string(link.partner.text))])
        object["url"] = address.map(JSON.string)
        object["target"] = link.target.map(JSON.string)
        object["campaign"] = link.campaign.map(JSON.string)
        object["coupon"] = link.coupon.map(JSON.string)
        object["created"] = .string(link.createdAt.iso)
        object["by"] = link.createdBy.map(JSON.string)
        object["retired"] = link.retiredAt.map { .string($0.iso) }
        object["new"] = .bool(isNew)
        if !arms.isEmpty { object["arms"] = .array(arms.map(\.json)) }
        return .object(object)
    }
}
