import Connectors
import Model
import ProgramRules
import Storage

/// A shipment as it is stored, in the words of the rules.
struct KnownShipment: Sendable {
    /// The row as it was read.
    var row: ShipmentRow
    /// How far it is.
    var value: Shipment
}

/// The shipments of one transaction: their state is stored by compare-and-set before what it asks for is done (P3, P4).
struct ShipmentDesk {
    let tx: Transaction
    let now: Timestamp
    let guards: Guards
    let run: String

    /// Reads a row back.
    func known(_ row: ShipmentRow) throws -> KnownShipment {
        guard let phase = Shipment.Phase(rawValue: row.phase) else {
            throw StorageError.damaged(path: "shipment", detail: "\(row.id) holds what it should not")
        }
        let rules = ProviderRules(
            name: row.provider, keyLife: guards.stands(.keyLife) ? row.keyLife : .seconds(3_650 * 86_400), margin: row.margin,
            isSettledAtOnce: row.isSettledAtOnce, largestBatch: row.largestBatch)
        let value = Shipment(
            id: row.id, intents: try tx.shipments.payouts(of: row.id), rules: rules, phase: phase, epoch: row.epoch,
            firstSentAt: row.firstSentAt, attempts: row.attempts, providerID: row.providerID, authorisations: row.authorisations,
            revision: row.revision)
        return KnownShipment(row: row, value: value)
    }

    /// Adds a new shipment.
    func add(_ shipment: Shipment, remote: String? = nil) throws -> KnownShipment {
        let row = ShipmentRow(
            id: shipment.id, provider: shipment.rules.name, phase: shipment.phase.rawValue, epoch: shipment.epoch,
            firstSentAt: shipment.firstSentAt, attempts: shipment.attempts, providerID: shipment.providerID,
            authorisations: shipment.authorisations, revision: shipment.revision, keyLife: shipment.rules.keyLife,
            margin: shipment.rules.margin, largestBatch: shipment.rules.largestBatch, isSettledAtOnce: shipment.rules.isSettledAtOnce,
            createdAt: now, changedAt: now, runID: run, remote: remote)
        try tx.shipments.add(row, payouts: shipment.intents)
        return KnownShipment(row: row, value: shipment)
    }

    /// Stores what became of a shipment, and notes the step.
    /// - Throws: `PayoutRace` if another executor changed it since it was read.
    func store(_ known: inout KnownShipment, action: String, key: String?, outcome: String, detail: JSON) throws {
        var row = known.row
        let shipment = known.value
        (row.phase, row.epoch, row.firstSentAt) = (shipment.phase.rawValue, shipment.epoch, shipment.firstSentAt)
        (row.attempts, row.providerID, row.authorisations) = (shipment.attempts, shipment.providerID, shipment.authorisations)
        row.revision = shipment.revision
        row.changedAt = now
        let read = guards.stands(.payoutRevision) ? known.row.revision : try tx.shipments.get(row.id)?.revision ?? 0
        guard try tx.shipments.move(row, from: read) else { throw PayoutRace() }
        known.row = row
        try note(known, action: action, key: key, outcome: outcome, detail: detail)
    }

    /// Notes a step that changed nothing.
    func note(_ known: KnownShipment, action: String, key: String?, outcome: String, detail: JSON) throws {
        try tx.shipmentAttempts.add(
            ShipmentAttemptRow(
                shipment: known.row.id, epoch: known.value.epoch, action: action, key: key, outcome: outcome, detail: detail, at: now,
                runID: run))
    }

    /// The requests by a method of which nobody knows what became of them, or that were never sent.
    func open(_ method: String) throws -> [ShipmentRow] { try open().filter { $0.provider == method } }

    /// Those of every method.
    func open() throws -> [ShipmentRow] {
        try [Shipment.Phase.sending, .unknown, .checking, .waitsForPerson, .ready].flatMap { try tx.shipments.all(in: $0.rawValue) }
    }

    /// The provider has another amount under the payout's id: its request goes out no more unless a person says so.
    func hold(_ payout: String) throws {
        for row in try tx.shipments.carrying(payout) {
            var known = try known(row)
            guard known.value.phase != .waitsForPerson else { continue }
            _ = known.value.apply(.listed(isWhole: false), at: now)
            guard known.value.revision != row.revision else { continue }
            try store(&known, action: "settle", key: nil, outcome: "amount_differs", detail: [:])
        }
    }

    /// Ends a request whose key is out of use once the provider's own list has settled its payouts: all of them, or those about which a
    /// person need not decide any more.
    func closeListed(_ row: ShipmentRow) throws {
        guard [Shipment.Phase.checking, .waitsForPerson].map(\.rawValue).contains(row.phase) else { return }
        let states = try tx.shipments.payouts(of: row.id).compactMap { try tx.payouts.get($0)?.state }
        let unsettled = states.count { $0 == PayoutState.Phase.unknown.rawValue || $0 == PayoutState.Phase.submitted.rawValue }
        guard unsettled < states.count else { return }
        var known = try known(row)
        _ = known.value.apply(.listed(isWhole: unsettled == 0), at: now)
        guard known.value.revision != row.revision else { return }
        try store(&known, action: "settle", key: nil, outcome: "listed", detail: [:])
        if unsettled == 0 { try closeReview(of: row.id, by: nil) }
    }

    /// Puts something about a request before a person; `mark` makes it the same when it is raised again.
    /// - Returns: how far a person got with it.
    @discardableResult
    func raise(
        _ id: String, about subject: String, _ reason: String, rule: String, mark: String? = nil, review: String
    ) throws -> ReviewState {
        let fingerprint = "payout:\(rule):\(mark ?? subject)"
        return try tx.reviews.raise(
            Review(
                id: review, kind: "unknown", object: "payout", record: subject, reason: reason, candidates: [.string(id)], rule: rule,
                since: now, runID: run, fingerprint: fingerprint)
        ).state
    }

    /// Puts a payment before a person that was made after its payout had counted as not paid: its claims may have been paid since.
    func raiseLatePayment(_ payout: String, by whom: String, review: String) throws {
        try raise(payout, about: payout, "\(whom) paid \(payout) after it had counted as not paid", rule: "P12", review: review)
    }

    /// What kept a request from going out is over.
    func closeHeld(of subject: String) throws {
        for review in try tx.reviews.open(kind: "unknown")
        where review.record == subject && review.object == "payout" && review.rule == "P9" {
            _ = try tx.reviews.close(review.id, as: .done, by: nil, at: now)
        }
    }

    /// What waited about a request is decided; what a settlement found of its payouts is not.
    func closeReview(of subject: String, by person: String?) throws {
        let open = try tx.reviews.open(kind: "unknown").filter { $0.record == subject && $0.object == "payout" && $0.rule != "P12" }
        for review in open {
            _ = try tx.reviews.close(review.id, as: .done, by: person, at: now)
        }
    }
}
