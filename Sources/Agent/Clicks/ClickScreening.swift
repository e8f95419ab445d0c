import Model
import ProgramRules
import Storage

/// Sorts a group of clicks among those that are stored (K3): what a late click changes about its neighbours is changed with it (A3).
struct ClickScreening {
    let tx: Transaction
    /// Within which a second click of a visitor on a link repeats the first.
    let window: Duration
    let source: String
    let now: Timestamp

    /// How many clicks were stored for the first time, and how many stored ones became something else.
    struct Outcome {
        var added = 0
        var changed = 0
    }

    /// Stores the clicks that are not there yet.
    func take(_ clicks: [Click]) throws -> Outcome {
        let known = try tx.clicks.known(clicks.map(\.id))
        var fresh: [Click] = []
        var ids: Set<String> = []
        for click in clicks where !known.contains(click.id) && ids.insert(click.id).inserted { fresh.append(click) }
        guard !fresh.isEmpty else { return Outcome() }
        let links = try tx.trackingLinks.get(Set(fresh.compactMap { LinkCode($0.code)?.text }))
        let neighbours = try neighbours(of: fresh, links)
        let verdicts = try verdicts(fresh + neighbours.values.map(Self.click), links)
        try tx.clicks.add(fresh.map { stored($0, verdicts[$0.id] ?? .unknownLink, links) })
        var outcome = Outcome(added: fresh.count)
        for (id, neighbour) in neighbours.sorted(by: { $0.key < $1.key }) {
            guard let verdict = verdicts[id].map(Self.stored), verdict != neighbour.verdict else { continue }
            try tx.clicks.judge(id, verdict)
            outcome.changed += 1
        }
        return outcome
    }

    private struct Visit: Hashable {
        var visitor: String
        var code: String
    }

    /// The stored clicks whose verdict the new ones may decide, or be decided by.
    private func neighbours(of fresh: [Click], _ links: [String: StoredLink]) throws -> [String: StoredClick] {
        var firsts: [Visit: Timestamp] = [:]
        for click in fresh {
            guard let code = LinkCode(click.code)?.text, links[code] != nil else { continue }
            let visit = Visit(visitor: click.visitor, code: code)
            firsts[visit] = min(firsts[visit] ?? click.at, click.at)
        }
        var found: [String: StoredClick] = [:]
        for (visit, first) in firsts {
            for click in try tx.clicks.line(of: visit.visitor, on: visit.code, around: first, window: window) { found[click.id] = click }
        }
        return found
    }

    /// What the rules say. A link that was retired is unknown from then on, and was known before.
    private func verdicts(_ clicks: [Click], _ links: [String: StoredLink]) throws -> [String: ClickVerdict] {
        var book = LinkBook()
        var partners: [EntityID: PartnerFacts] = [:]
        for link in links.values {
            guard let code = LinkCode(link.code) else { continue }
            let partner = try tx.mergedEntities.resolve(link.partner)
            _ = book.add(TrackingLink(code: code, partner: partner, campaign: link.campaign, coupon: link.coupon.flatMap(CouponCode.init)))
            if partners[partner] == nil { partners[partner] = try facts(of: partner) }
        }
        let standing = clicks.filter { click in
            guard let retired = LinkCode(click.code).flatMap({ links[$0.text]?.retiredAt }) else { return true }
            return click.at < retired
        }
        return ClickScreen(links: book, partners: partners, window: window).verdicts(standing)
    }

    private func facts(of partner: EntityID) throws -> PartnerFacts? {
        guard let status = try tx.entities.get(partner)?.values["status"].flatMap({ PartnerStatus(rawValue: $0.display) }) else {
            return nil
        }
        return PartnerFacts(id: partner, status: DatedValues(status))
    }

    private func stored(_ click: Click, _ verdict: ClickVerdict, _ links: [String: StoredLink]) -> StoredClick {
        let link = LinkCode(click.code).flatMap { links[$0.text] }
        return StoredClick(
            id: click.id, code: link?.code ?? click.code, at: click.at, visitor: click.visitor, address: click.address, agent: click.agent,
            referrer: click.referrer, parameters: click.parameters, isProbe: click.isProbe, verdict: Self.stored(verdict),
            partner: link?.partner, campaign: link?.campaign, source: source, importedAt: now)
    }

    private static func stored(_ verdict: ClickVerdict) -> StoredVerdict {
        switch verdict {
        case .bot(let sign): StoredVerdict(verdict.name, detail: sign)
        case .duplicate(let of): StoredVerdict(verdict.name, detail: of)
        case .accepted, .unknownLink, .partnerMayNot: StoredVerdict(verdict.name)
        }
    }

    private static func click(_ stored: StoredClick) -> Click {
        Click(
            id: stored.id, code: stored.code, at: stored.at, visitor: stored.visitor, address: stored.address, agent: stored.agent,
            referrer: stored.referrer, parameters: stored.parameters, isProbe: stored.isProbe)
    }
}
