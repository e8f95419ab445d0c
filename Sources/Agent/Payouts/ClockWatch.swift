import Model
import ProgramRules
import Storage

/// Notices a clock that was put back. The life of a key is counted from the first request under it (P6): if the clock was ahead then, the
/// key would count as alive when the provider has long forgotten it, and later nothing would show it, because the clock catches up.
struct ClockWatch {
    private static let setting = "latest_instant"

    let services: Services
    let run: String

    /// Notes the present instant. Where the clock was put back by more than the margin of a key bears, requests of which nobody knows what
    /// became of them wait for a person.
    /// - Returns: how many.
    @discardableResult
    func begin() throws(RunError) -> Int {
        try services.racing { tx -> Int? in
            let now = services.clock.now()
            let known = try tx.settings.get(Self.setting).flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) } ?? now
            try tx.settings.set(Self.setting, to: String(now.milliseconds))
            guard services.guards.stands(.keyLife) else { return 0 }
            let desk = ShipmentDesk(tx: tx, now: now, guards: services.guards, run: run)
            let open = try [Shipment.Phase.sending, .unknown].flatMap { try tx.shipments.all(in: $0.rawValue) }
            return try open.count { try distrust($0, latest: max(known, $0.changedAt), desk) }
        } ?? 0
    }

    /// Half of the margin is left for a request that is under way.
    private func distrust(_ row: ShipmentRow, latest: Timestamp, _ desk: ShipmentDesk) throws -> Bool {
        guard (latest - desk.now).milliseconds > row.margin.milliseconds / 2 else { return false }
        var known = try desk.known(row)
        guard !known.value.apply(.keyDoubted, at: desk.now).isEmpty else { return false }
        let detail: JSON = ["latest": .string(latest.iso)]
        try desk.store(&known, action: "clock", key: known.value.key, outcome: "put_back", detail: detail)
        let book = PayoutBook(tx: desk.tx, now: desk.now, guards: services.guards)
        for id in known.value.intents {
            guard var payout = try book.get(id) else { continue }
            try book.apply(.doubt, to: &payout)
        }
        try desk.raise(
            known.value.intents.first ?? row.id, about: row.id,
            "the clock was put back from \(latest.iso): nobody knows since when the provider has the key of \(row.id)", rule: "P6",
            review: services.identifier("review_"))
        return true
    }
}
