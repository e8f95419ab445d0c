import Model
import ProgramRules
import Storage

/// Asked before a request goes out once more, in the transaction that would store it: what was approved must still be true (P9), and its
/// key must mean something where it would go now (P6).
struct RequestCheck {
    let tx: Transaction
    let services: Services
    let rail: PayoutRail
    let desk: ShipmentDesk
    /// A mark of the account to which it would go.
    let mark: String?

    /// Keeps a request from going out, with the reason before a person; what was stored of it so far says who decides.
    /// - Returns: false if it may go.
    func stops(_ shipment: KnownShipment, key: String?) throws -> Bool {
        var known = shipment
        let id = known.row.id
        if let sent = known.row.remote, let mark, sent != mark, services.guards.stands(.keyLife) {
            _ = known.value.apply(.keyDoubted, at: desk.now)
            let reason = "\(id) went to another account than \(known.row.provider) leads to now, where nobody knows its key"
            try keep(&known, from: shipment, key: key, outcome: "elsewhere", detail: [:], reason, rule: "P6")
            return true
        }
        let found = try findings(known)
        guard !found.isEmpty else {
            try desk.closeHeld(of: id)
            return false
        }
        _ = known.value.apply(.held, at: desk.now)
        let reason = "nobody knows whether \(id) was paid, and it is not sent again: \(found.joined(separator: ", "))"
        try keep(&known, from: shipment, key: key, outcome: "held", detail: ["said": .array(found.map(JSON.string))], reason, rule: "P9")
        return true
    }

    /// What preflight finds about the payouts of a request now.
    private func findings(_ shipment: KnownShipment) throws -> [String] {
        let book = PayoutBook(tx: tx, now: desk.now, guards: services.guards)
        let facts = PayoutFacts(tx: tx, now: desk.now, guards: services.guards)
        return try shipment.value.intents.flatMap { id -> [String] in
            guard let payout = try book.get(id) else { return ["\(id): unknown"] }
            return try facts.findings(payout, rail.terms).map { "\(id): \($0.text)" }
        }
    }

    private func keep(
        _ known: inout KnownShipment, from before: KnownShipment, key: String?, outcome: String, detail: JSON, _ reason: String,
        rule: String
    ) throws {
        if known.value.revision == before.value.revision {
            try desk.note(known, action: "look_up", key: key, outcome: outcome, detail: detail)
        } else {
            try desk.store(&known, action: "look_up", key: key, outcome: outcome, detail: detail)
        }
        try desk.raise(
            known.value.intents.first ?? known.row.id, about: known.row.id, reason, rule: rule, review: services.identifier("review_"))
    }
}
