public import Model
import ProgramRules
import Storage

/// What persons decide about payouts, each by name: approvals, destinations, withdrawals, and what becomes of an unknown one (P6, P10).
public struct PayoutDecisions: Sendable {
    let services: Services
    let rail: PayoutRail

    /// Prepares to decide.
    public init(services: Services, rail: PayoutRail) {
        self.services = services
        self.rail = rail
    }

    /// Approves payouts, or all that lack an approval where none is named. A payout over the limit needs two persons (P10); a limit that
    /// was lowered asks for the second one of what was approved and not sent.
    /// - Returns: the payouts as they are then.
    public func approve(_ ids: [String], by name: String) throws(RunError) -> [PayoutView] {
        let person = try person(name)
        let wanted = try whole(ids)
        return try change { tx, book, now in
            let facts = PayoutFacts(tx: tx, now: now, guards: services.guards)
            func missing(_ payout: KnownPayout) throws -> Int {
                PayoutApprovals.missing(payout.intent, try facts.approvals(of: payout), rail.terms)
            }
            let lacking = try book.all(in: .approved).filter { try missing($0) > 0 }
            let payouts = wanted.isEmpty ? try book.all(in: .draft) + lacking : try wanted.map { try found($0, book) }
            return try payouts.map { payout in
                var payout = payout
                guard payout.state.phase == .draft || lacking.contains(where: { $0.row.id == payout.row.id }) else {
                    throw RunError.refused(.payout(.noDraft(payout.row.id, state: payout.row.state)))
                }
                let row = PayoutApprovalRow(payout: payout.row.id, person: person, hash: payout.intent.hash, by: name, at: now)
                _ = try tx.payoutApprovals.add(row)
                try note("approve payout", payout.row.id, name, tx)
                if try missing(payout) == 0 { try book.apply(.approve, to: &payout) }
                return try PayoutView(payout, tx, rail.terms, now: now)
            }
        }
    }

    /// Withdraws payouts that were not sent: their claims wait for the next plan.
    public func withdraw(_ ids: [String], by name: String, why: String?) throws(RunError) -> [PayoutView] {
        _ = try person(name)
        let wanted = try whole(ids)
        return try change { tx, book, now in
            try wanted.map { id in
                var payout = try found(id, book)
                guard try book.apply(.withdraw, to: &payout, PayoutNews(reason: why)) != nil else {
                    throw RunError.refused(.payout(.sent(id, state: payout.row.state)))
                }
                try note("withdraw payout", id, name, tx)
                return try PayoutView(payout, tx, rail.terms, now: now)
            }
        }
    }

    /// Stands for the present destination of a partner: its cool-down begins (P10). One that changed since it was last shown is refused:
    /// nobody stands for what nobody has seen.
    public func approveDestination(of partner: EntityID, by name: String) throws(RunError) -> DestinationView {
        _ = try person(name)
        return try services.writing { tx in
            let now = services.clock.now()
            let facts = PayoutFacts(tx: tx, now: now, guards: services.guards)
            let shown = try tx.destinations.now(partner)
            guard let present = try facts.noted(partner)?.destination else {
                throw RunError.refused(.payout(.noDestination(partner)))
            }
            if let shown, shown.provider != present.provider || shown.account != present.account {
                throw RunError.refused(.payout(.destinationChanged(partner)))
            }
            _ = try tx.destinations.approve(partner, by: name, at: now)
            try note("approve destination", partner.text, name, tx)
            guard let row = try tx.destinations.now(partner) else { throw RunError.notFound(what: "partner", id: partner.text) }
            return DestinationView(row: row, name: try Self.name(of: partner, tx), coolDownDays: rail.terms.coolDownDays)
        }
    }

    /// The destinations of all partners that have one, new ones noted.
    public func destinations() throws(RunError) -> [DestinationView] {
        try services.writing { tx in
            let facts = PayoutFacts(tx: tx, now: services.clock.now(), guards: services.guards)
            var views: [DestinationView] = []
            for partner in try tx.entities.page(.partner, limit: 1_000_000) {
                guard try facts.noted(partner.id) != nil, let row = try tx.destinations.now(partner.id) else { continue }
                views.append(
                    DestinationView(row: row, name: try Self.name(of: partner.id, tx), coolDownDays: rail.terms.coolDownDays))
            }
            return views
        }
    }

    /// A person looked at the provider's own books: the payout's request may be sent once more under a new key (`authorise`), or it was
    /// never made and its claims are free (P6).
    public func decide(_ id: String, authorise: Bool, by name: String) throws(RunError) -> PayoutView {
        _ = try person(name)
        let whole = try Payouts(services: services, terms: rail.terms).id(id)
        return try change { tx, book, now in
            let desk = ShipmentDesk(tx: tx, now: now, guards: services.guards, run: "")
            guard let shipment = try tx.shipments.carrying(whole).last else {
                throw RunError.refused(.payout(.neverSent(whole)))
            }
            var known = try desk.known(shipment)
            if authorise { try refuseSettled(known.value, book) }
            let actions = known.value.apply(authorise ? .authorise(by: name) : .abandon(by: name), at: now)
            guard known.value.revision != known.row.revision else {
                throw RunError.refused(.payout(.notForgotten(whole, phase: "\(shipment.phase)")))
            }
            // A new key goes to the account that config.yaml names when it is sent.
            if authorise { known.row.remote = nil }
            try desk.store(&known, action: authorise ? "authorise" : "abandon", key: nil, outcome: name, detail: [:])
            if actions.contains(.release) {
                for payout in known.value.intents {
                    var payout = try found(payout, book)
                    try book.apply(.refuse, to: &payout, PayoutNews(reason: "given up by \(name)"))
                }
            }
            try note(authorise ? "authorise payout" : "abandon payout", whole, name, tx)
            try desk.closeReview(of: known.value.id, by: name)
            return try PayoutView(found(whole, book), tx, rail.terms, now: now)
        }
    }

    /// A request that paid some of its payouts never goes out again: it would pay them twice.
    private func refuseSettled(_ shipment: Shipment, _ book: PayoutBook) throws {
        let settled = try shipment.intents.compactMap { try book.get($0) }.filter { ![.unknown, .submitted].contains($0.state.phase) }
        guard let first = settled.first else { return }
        throw RunError.refused(.payout(.sameRequest(first.row.id, state: first.row.state)))
    }

    private func whole(_ ids: [String]) throws(RunError) -> [String] {
        let payouts = Payouts(services: services, terms: rail.terms)
        var whole: [String] = []
        for id in ids { whole.append(try payouts.id(id)) }
        return whole
    }

    private func found(_ id: String, _ book: PayoutBook) throws -> KnownPayout {
        guard let payout = try book.get(id) else { throw RunError.notFound(what: "payout", id: id) }
        return payout
    }

    private func change<T>(_ body: (Transaction, PayoutBook, Timestamp) throws -> T) throws(RunError) -> T {
        try services.writing { tx in
            let now = services.clock.now()
            return try body(tx, PayoutBook(tx: tx, now: now, guards: services.guards), now)
        }
    }

    private func person(_ name: String) throws(RunError) -> String {
        guard let person = PayoutApprovals.person(name) else {
            throw .badValue(field: "--by", found: "nothing", expected: "the name of the person who decides")
        }
        return person
    }

    private func note(_ action: String, _ subject: String, _ name: String, _ tx: Transaction) throws {
        try tx.audit.add(AuditEntry(at: services.clock.now(), actor: name, action: action, detail: ["subject": .string(subject)]))
    }

    private static func name(of partner: EntityID, _ tx: Transaction) throws -> String {
        try tx.entities.get(partner)?.values["name"]?.display ?? partner.text
    }
}
