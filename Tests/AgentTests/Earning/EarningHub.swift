@testable import Agent
import Foundation
import Model
import ProgramRules
import Storage
import Testing
import YAML

/// A hub to which things happen by a seed: sales, payments, clicks, leads, coupons, verdicts, merges, in no order that makes sense.
struct EarningHub {
    /// Terms that couple commissions in different ways.
    static let terms = [
        """
        {attribution: {model: linear}, commissions: [{id: a, for: sale, pay: 10%, of: gross},
         {id: l, for: 'lead:qualified', pay: 5.00 USD}]}
        """,
        """
        {attribution: {model: position, recurring: {months: 12, payments: 3}}, commissions: [{id: a, for: sale, of: gross,
         tiers: {per: month, steps: [{above: 0, pay: 10%}, {above: 1, pay: 15%}, {above: 3, pay: 20%}]}}, {id: r, for: renewal, pay: 5%}]}
        """,
        """
        {commissions: [{id: a, for: sale, of: gross, tiers: {per: quarter, by: amount, marginal: false, steps: [
         {above: 0 USD, pay: 10%}, {above: 900 USD, pay: 12.5%}]}}, {id: s, for: 'stage:demo', pay: 3.00 USD}]}
        """,
        """
        {attribution: {model: linear, recurring: {payments: 4}},
         caps: {per_deal: 30.00 USD, per_partner: {most: 60.00 USD, per: month}, program: {most: 200.00 USD, per: quarter}},
         commissions: [{id: a, for: sale, pay: 10%, of: gross}, {id: r, for: renewal, pay: 5%}]}
        """,
        """
        {attribution: {model: first_click, window: 90d}, caps: {per_partner_and_customer: 40.00 USD},
         commissions: [{id: a, for: sale, pay: 10%, of: gross}, {id: l, for: 'lead:qualified', pay: 5.00 USD}]}
        """,
        """
        {attribution: {model: linear},
         commissions: [{id: a, for: sale, pay: 10%, of: gross}, {id: r, for: recruiting, pay: 10%, of: gross}]}
        """,
    ]

    private(set) var world: World
    private let bits: SeededBits
    private let begin: Timestamp
    private let folder: PlanFolder
    private let partners: [EntityID]
    private let customers: [EntityID]
    private var deals: [EntityID] = []
    private var referrals: [EntityID] = []
    private var serial = 0

    init(_ seed: UInt64) throws {
        bits = SeededBits(seed)
        world = try World(seed: seed)
        folder = try PlanFolder()
        let (clock, dice) = (world.clock, self.bits)
        begin = clock.now() - .seconds(120 * 86_400)
        func ids(_ kind: EntityKind, _ count: Int) -> [EntityID] {
            (0..<count).map { _ in EntityID(kind: kind, at: clock.now(), randomness: dice) }
        }
        (partners, customers) = (ids(.partner, 4), ids(.customer, 5))
        try put(partners.enumerated().map { ($1, ["name": .text("P\($0)"), "status": .text("approved")]) })
        try put(customers.enumerated().map { ($1, ["email": .text("c\($0)@x.example")]) })
        try writeRates()
        try agree(on: Self.terms[Int(seed % UInt64(Self.terms.count))])
    }

    /// Other terms from now on.
    mutating func agree(on text: String) throws {
        let rates = ", rates: {file: '\(folder.path)/rates.csv', base: EUR, source: ECB, max_age: 0d}"
        let fraud = ", fraud: {auto_approval_ceiling: 20.00 USD, disposable_mail: lead.example}}"
        let session = DecodingSession()
        let node = try YAMLReader.read(String(text.trimmingCharacters(in: .newlines).dropLast()) + rates + fraud, file: "terms.yaml")
        world.settings.terms = TermsReader(program: world.settings.program).kind.read(node, .root.key("terms"), session)
        #expect(session.diagnostics.isEmpty, "\(session.diagnostics)")
    }

    // MARK: What happens

    /// Something happens.
    mutating func step() throws {
        world.clock.advance(.seconds(Int64(60 + bits.below(3_000))))
        switch bits.below(20) {
        case 0...4: try open()
        case 5, 6: try change(["state": .text(["won", "won", "open", "lost"][bits.below(4)]), "won_at": .timestamp(instant())])
        case 7: try change(["amount": .money(amount())])
        case 8: try change(["customer": bits.below(4) == 0 ? .null : .ref(pick(customers))])
        case 9: try relate()
        case 10, 11: try pay()
        case 12, 13: try click()
        case 14: try refer()
        case 15: try give()
        case 16: try judge()
        case 17: try change(partner: pick(partners))
        case 18: try link()
        default: try mergeOrDelete()
        }
    }

    private mutating func open() throws {
        let id = EntityID(kind: .deal, at: world.clock.now(), randomness: bits)
        deals.append(id)
        let at = instant()
        var values: FieldValues = ["opened_at": .timestamp(at), "amount": .money(amount()), "state": .text("open")]
        if bits.below(5) > 0 { values["customer"] = .ref(pick(customers)) }
        if bits.below(4) == 0 { values["partner"] = .ref(pick(partners)) }
        if bits.below(4) == 0 { values["coupon"] = .text(" save\(bits.below(3))") }
        if bits.below(2) == 0 { values["click"] = .text("k\(bits.below(30))") }
        if let referral = referrals.last, bits.below(6) == 0 { values["referral"] = .ref(referral) }
        if bits.below(3) > 0 {
            (values["state"], values["won_at"], values["paid_at"]) = (.text("won"), .timestamp(at), .timestamp(at + .seconds(9)))
        }
        values["order_number"] = .text("o\(bits.below(40))")
        try put([(id, values)])
    }

    private func change(_ values: FieldValues) throws {
        guard let deal = chosen(deals) else { return }
        try put([(deal, values)])
    }

    private func relate() throws {
        let all: [FieldValues] = [
            ["partner": .ref(pick(partners))], ["coupon": .text("SAVE\(bits.below(3))")], ["stage": .text("demo")],
        ]
        try change(all[bits.below(3)])
    }

    private func change(partner id: EntityID) throws {
        let states = ["approved", "approved", "suspended", "banned"]
        let all: [FieldValues] = [
            ["status": .text(states[bits.below(4)])], ["email": .text("c\(bits.below(5))@x.example")], ["recruiter": .ref(pick(partners))],
        ]
        try put([(id, all[bits.below(3)])])
    }

    private mutating func pay() throws {
        guard let deal = chosen(deals) else { return }
        serial += 1
        let kind = ["refund", "refund", "dispute", "dispute_won", "charge", "charge"][bits.below(6)]
        var values: FieldValues = [
            "deal": .ref(deal), "kind": .text(kind), "amount": .money(amount()), "provider_id": .text("ch_\(serial)"),
            "occurred_at": .timestamp(instant()),
        ]
        if kind == "charge" || bits.below(2) == 0 { values["invoice"] = .text("in_\(kind == "charge" ? serial : bits.below(serial + 1))") }
        try put([(EntityID(kind: .payment, at: world.clock.now(), randomness: bits), values)])
    }

    private mutating func click() throws {
        let name = "k\(bits.below(30))"
        try world.store.write { tx in
            if let known = try tx.clicks.get(name) {
                try tx.clicks.judge(name, StoredVerdict(known.verdict.name == "accepted" ? "duplicate" : "accepted"))
            } else {
                let click = StoredClick(
                    id: name, code: "code", at: instant(), visitor: "v\(bits.below(6))", verdict: StoredVerdict("accepted"),
                    partner: pick(partners), source: "test", importedAt: world.clock.now())
                try tx.clicks.add([click])
            }
        }
    }

    private mutating func refer() throws {
        let known = bits.below(2) == 0 ? chosen(referrals) : nil
        let id = known ?? EntityID(kind: .referral, at: world.clock.now(), randomness: bits)
        if known == nil { referrals.append(id) }
        try put([
            (
                id,
                [
                    "partner": .ref(pick(partners)), "customer": bits.below(4) == 0 ? .null : .ref(pick(customers)),
                    "submitted_at": .timestamp(instant()), "state": .text(["new", "qualified"][bits.below(2)]),
                    "email": .text(["c\(bits.below(5))@x.example", "l@lead.example"][bits.below(2)]),
                ]
            )
        ])
    }

    private mutating func give() throws {
        guard let deal = chosen(deals) else { return }
        serial += 1
        let touch = ManualTouch(
            id: "touch_\(serial)", partner: pick(partners), deal: deal, at: world.clock.now(), by: "ana", why: "she said so")
        try world.store.write { try $0.manualTouches.add(touch) }
    }

    private func judge() throws {
        try world.store.write { tx in
            let line = bits.below(2) == 0 ? nil : chosen(try tx.commissions.all())?.line
            let finding = FraudFinding(.person, partner: pick(partners), subject: line.map { .line($0) } ?? .partner, evidence: [])
            let now = world.clock.now()
            try tx.findings.put(Findings.row(finding, at: now, run: ""))
            try tx.findings.decide(finding.id, bits.below(3) == 0 ? "released" : "voided", by: "ana", at: now, why: "")
        }
    }

    private mutating func link() throws {
        serial += 1
        try world.store.write { tx in
            let coupon = "SAVE\(bits.below(3))"
            let isFree = try tx.trackingLinks.get(coupon: coupon) == nil
            try tx.trackingLinks.add(
                StoredLink(code: "code\(serial)", partner: pick(partners), coupon: isFree ? coupon : nil, createdAt: world.clock.now()))
        }
    }

    private mutating func mergeOrDelete() throws {
        let services = world.services
        let kinds = [partners, customers, deals]
        let ids = kinds[bits.below(3)]
        guard let (loser, winner) = chosen(ids).flatMap({ first in chosen(ids).map { (first, $0) } }) else { return }
        if loser.kind == .deal, bits.below(2) == 0 {
            try world.store.write { tx in
                guard var deal = try tx.entities.get(loser) else { return }
                // What is gone may come back.
                deal.deletedAt = deal.deletedAt == nil || bits.below(2) == 0 ? world.clock.now() : nil
                (deal.rev, deal.updatedAt) = (deal.rev + 1, world.clock.now())
                try tx.entities.put(deal)
            }
            return
        }
        // Two that cannot be one, because one of them is gone, stay as they are.
        try? world.store.write { tx in
            _ = try IdentityMerge(services: services, tx: tx).merge(loser, into: winner, by: "ana", rule: "test")
        }
    }

    /// A file of rates with or without some days.
    func writeRates() throws {
        let days = (0..<125).filter { _ in bits.below(3) > 0 }.map { day in
            "\(zone(begin + .seconds(Int64(day) * 86_400))),1.\(bits.below(9))"
        }
        try Data("Date,USD\n\(days.joined(separator: "\n"))\n".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/rates.csv"))
    }

    private func zone(_ at: Timestamp) -> String { at.date.text }

    // MARK: Words

    private func chosen<T>(_ all: [T]) -> T? { all.isEmpty ? nil : all[bits.below(all.count)] }
    private func pick(_ all: [EntityID]) -> EntityID { all[bits.below(all.count)] }
    private func instant() -> Timestamp { begin + .seconds(Int64(bits.below(120 * 86_400))) }

    private func amount() -> Money {
        let currency = bits.below(5) == 0 ? Currency("EUR") : nil
        return Money(minor: Int64(1 + bits.below(60_000)), currency: currency ?? world.settings.program.currency)
    }

    private func put(_ changes: [(id: EntityID, values: FieldValues)]) throws {
        let now = world.clock.now()
        try world.store.write { tx in
            for (id, values) in changes {
                let known = try tx.entities.get(id)
                guard known?.deletedAt == nil else { continue }
                var entity = known ?? Entity(id: id, rev: 0, values: [:], provenance: [:], createdAt: now, updatedAt: now)
                (entity.rev, entity.updatedAt) = (entity.rev + 1, now)
                for (field, value) in values {
                    entity.values[field] = value
                    entity.provenance[field] = Provenance(from: "crm", at: instant(), rule: "R5", rev: entity.rev)
                }
                try tx.entities.put(entity)
            }
        }
    }
}
