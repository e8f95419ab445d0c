public import Model

/// What becomes of a click (K3). None is dropped: each is counted under its verdict.
public enum ClickVerdict: Hashable, Sendable {
    /// It counts, for this link.
    case accepted(TrackingLink)
    /// A machine, with the sign that gave it away.
    case bot(String)
    /// The visitor had clicked the same link within the window; the id of that click.
    case duplicate(of: String)
    /// Nobody has such a link, or not any more.
    case unknownLink
    /// The partner's status earns nothing.
    case partnerMayNot

    /// The verdict's name in reports.
    public var name: String {
        switch self {
        case .accepted: "accepted"
        case .bot: "bot"
        case .duplicate: "duplicate"
        case .unknownLink: "unknown_link"
        case .partnerMayNot: "partner_may_not"
        }
    }
}

/// Sorts clicks into those that count and those that do not.
public struct ClickScreen: Sendable {
    /// The window within which a second click of a visitor on a link is a duplicate, counted from the click that was accepted.
    public var window: Duration
    /// The links.
    public var links: LinkBook
    /// The partners by id.
    public var partners: [EntityID: PartnerFacts]

    /// Makes a screen.
    public init(links: LinkBook, partners: [EntityID: PartnerFacts], window: Duration = .seconds(3600)) {
        self.links = links
        self.partners = partners
        self.window = window
    }

    /// The verdicts by click id.
    ///
    /// Promises: the order of the clicks does not matter (A3); a click delivered twice under one id counts once. What is already stored of
    /// the same visitors must be given again, at least since the last window.
    public func verdicts(_ clicks: [Click]) -> [String: ClickVerdict] {
        var verdicts: [String: ClickVerdict] = [:]
        var accepted: [Visit: Click] = [:]
        for click in clicks.sorted(by: { ($0.at, $0.id) < ($1.at, $1.id) }) where verdicts[click.id] == nil {
            verdicts[click.id] = verdict(click, &accepted)
        }
        return verdicts
    }

    /// How many clicks each verdict has, by name.
    public static func counts(_ verdicts: [String: ClickVerdict]) -> [String: Int] {
        Dictionary(grouping: verdicts.values, by: \.name).mapValues(\.count)
    }

    private struct Visit: Hashable {
        var link: LinkCode
        var visitor: String
    }

    private func verdict(_ click: Click, _ accepted: inout [Visit: Click]) -> ClickVerdict {
        guard let code = LinkCode(click.code), let link = links.link(code) else { return .unknownLink }
        if click.isProbe { return .bot("probe") }
        if let sign = BotSigns.sign(in: click.agent) { return .bot(sign) }
        guard partners[link.partner]?.may(.click, at: click.at) == true else { return .partnerMayNot }
        let visit = Visit(link: code, visitor: click.visitor)
        if let earlier = accepted[visit], click.at - earlier.at < window { return .duplicate(of: earlier.id) }
        accepted[visit] = click
        return .accepted(link)
    }
}
