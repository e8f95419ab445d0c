import Connectors
import Model
import ProgramRules

/// A gateway's answer in the words of the rules, with what people are told of it.
struct AnswerNews {
    /// What it is to the shipment.
    let event: ShipmentEvent
    /// One word.
    let outcome: String
    /// The particulars.
    let detail: JSON
    /// What it says of items.
    let items: [PayoutItemReport]
    /// The provider's words.
    let words: String
    /// The keys of the items that it names as the fault.
    let faulty: [String]
    /// True if the reason lies in none of the payouts: credentials, rights, funds, no connection.
    let isForAll: Bool
    /// The shipment as a proof build without a guard sees it.
    let forged: Shipment?

    init(_ answer: PayoutAnswer, epoch: Int, guards: Guards, _ shipment: Shipment) {
        var (faulty, items, isForAll): ([String], [PayoutItemReport], Bool) = ([], [], false)
        var forged: Shipment?
        switch answer {
        case .accepted(let id, let isReplay, let reported):
            event = .answer(epoch: epoch, .accepted(id: id, isReplay: isReplay && guards.stands(.replay)))
            (outcome, words) = (isReplay ? "replayed" : "accepted", id)
            items = reported
        case .duplicate(let id?): (event, outcome, words) = (.answer(epoch: epoch, .duplicate(id: id)), "duplicate", id)
        case .duplicate(nil): (event, outcome, words) = (.answer(epoch: epoch, .doubtful), "duplicate", "without an id")
        case .refused(let code, let message, let named):
            (event, outcome, words) = (.answer(epoch: epoch, .refused(code: code)), "refused", "\(code): \(message)")
            faulty = named
            isForAll = named.isEmpty && Self.isForAll(code)
            if !guards.stands(.firstRefusal) { forged = Self.first(shipment) }
        case .notSent(let reason):
            (event, outcome, words) = (.notSent(epoch: epoch), "not_sent", reason)
            isForAll = true
        case .doubtful(let reason):
            let isRefused = !guards.stands(.payoutDoubt)
            event = .answer(epoch: epoch, isRefused ? .refused(code: "doubt") : .doubtful)
            (outcome, words) = ("doubtful", reason)
            if isRefused { forged = Self.first(shipment) }
        }
        detail = ["said": .string(words)]
        self.faulty = faulty
        self.items = items
        self.isForAll = isForAll
        self.forged = forged
    }

    /// The places of the faulty items in a shipment.
    func named(_ shipment: Shipment) -> Set<Int> { Set(faulty.compactMap { shipment.intents.firstIndex(of: $0) }) }

    /// Source: the error codes of PayPal Payouts that speak of the sender, and Stripe's of the balance. Whoever is not let in at all has
    /// not sent anything.
    private static let codesForAll: Set = [
        "INSUFFICIENT_FUNDS", "SENDER_ACCOUNT_UNVERIFIED", "SENDER_ACCOUNT_LOCKED", "USER_COUNTRY_NOT_ALLOWED",
        "USER_FUNDING_SOURCE_INELIGIBLE", "SPENDING_LIMIT_EXCEEDED", "BALANCE_INSUFFICIENT",
    ]

    private static func isForAll(_ code: String) -> Bool { codesForAll.contains(code.uppercased()) }

    /// The shipment as if this were the first answer to its key.
    private static func first(_ shipment: Shipment) -> Shipment {
        Shipment(
            id: shipment.id, intents: shipment.intents, rules: shipment.rules, phase: .sending, epoch: shipment.epoch,
            firstSentAt: shipment.firstSentAt, attempts: 1, providerID: shipment.providerID, authorisations: shipment.authorisations,
            revision: shipment.revision)
    }
}
