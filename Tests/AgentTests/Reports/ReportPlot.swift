@testable import Agent
import Foundation
import Model
import ProgramRules
import Storage
import Testing

/// A year of a program, of a seed, in a store that is a file: partners who come and go, links, clicks, leads, deals of two currencies,
/// refunds, disputes, later invoices, customers who leave.
struct ReportPlot {
    private static let begin = Timestamp(seconds: 1_767_225_600)

    let world: World
    let path: String
    private let bits: SeededBits
    private let usd: Currency
    private let eur: Currency
    /// How many of a hundred deals are in euros: none for odd seeds, so that what one currency asks for is seen too.
    private let foreign: Int

    /// Makes the hub, lets it earn, and takes it away when the body is done.
    static func open(_ seed: UInt64, _ body: (ReportPlot) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("report-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let plot = try ReportPlot(seed, path: folder + "/hub.db")
        try plot.fill()
        _ = try await EarningsRun(services: plot.world.services).run()
        try await body(plot)
    }

    private init(_ seed: UInt64, path: String) throws {
        self.path = path
        bits = SeededBits(seed)
        foreign = seed.isMultiple(of: 2) ? 15 : 0
        usd = try #require(Currency("USD"))
        eur = try #require(Currency("EUR"))
        var world = try World(store: try Store(path: path, access: .readWrite))
        var terms = Terms(currency: usd, zone: try #require(ProgramZone("UTC")))
        terms.attribution = AttributionTerms(model: .linear, windowDays: 90, recurring: RecurringTerms(months: 6))
        terms.rules = [CommissionKind.sale, .renewal].map { kind in
            CommissionRule(
                id: kind.text, kind: kind, versions: [RuleVersion(pay: .rate(.percent(Percentage(basisPoints: 1_250))), holdDays: 0)])
        }
        terms.allowableCAC = Money(minor: 9_000, currency: usd)
        world.settings.terms = TermsSettings(
            isGiven: true, book: TermsBook(id: "terms_plot", terms: terms), text: "plot", rates: nil,
            costs: MonthlyCosts([MonthlyCosts.Rate(platform: 12_000, management: 30_000)]), places: [:])
        self.world = world
    }

    /// An instant of the year.
    private func day(_ first: Int, _ last: Int) -> Timestamp {
        Self.begin + .seconds(Int64(86_400 * first + bits.below(86_400 * max(1, last - first))))
    }

    private func id(_ kind: EntityKind) -> EntityID { EntityID(kind: kind, at: Self.begin, randomness: bits) }

    private func put(_ id: EntityID, _ values: FieldValues, at time: Timestamp) throws {
        let provenance = Provenance(from: "crm", at: time, rule: "owner", rev: 1)
        let entity = Entity(
            id: id, rev: 1, values: values, provenance: ["status": provenance, "state": provenance], createdAt: Self.begin, updatedAt: time)
        try world.store.write { try $0.entities.put(entity) }
    }

    private func fill() throws {
        let partners = try (0..<13).map { try partner($0) }
        let customers = try (0..<30).map { number in try customer(number) }
        var clicks: [String] = []
        for partner in partners { clicks += try follow(partner) }
        let leads = try (0..<12).map { _ in try lead(partners, customers) }
        for _ in 0..<60 { try deal(partners, customers, clicks, leads) }
    }

    private func partner(_ number: Int) throws -> EntityID {
        let id = id(.partner)
        var values: FieldValues = ["name": .text("Partner \(number)"), "status": .text("applied")]
        let asked = day(0, 100)
        if bits.chance(50) { values["joined_at"] = .timestamp(asked - .seconds(Int64(bits.below(86_400)))) }
        if bits.chance(70) { try put(id, values, at: asked) }
        for (status, chance) in [("approved", 85), ("suspended", 25), ("approved", 50)] where bits.chance(chance) {
            values["status"] = .text(status)
            try put(id, values, at: day(status == "suspended" ? 200 : 100, 330))
        }
        try put(id, values, at: day(330, 331))
        return id
    }

    private func customer(_ number: Int) throws -> EntityID {
        let id = id(.customer)
        var values: FieldValues = ["last_name": .text("Customer \(number)")]
        if bits.chance(60) {
            values["lifetime_value"] = .money(Money(minor: Int64(bits.below(90_000)), currency: bits.chance(80) ? usd : eur))
        }
        if bits.chance(60) { values["support_tickets"] = .integer(Int64(bits.below(9))) }
        if bits.chance(40) { values["cancelled_at"] = .timestamp(day(120, 400)) }
        try put(id, values, at: Self.begin)
        return id
    }

    /// A link with a coupon, and clicks on it.
    private func follow(_ partner: EntityID) throws -> [String] {
        guard bits.chance(85) else { return [] }
        let code = String(id(.partner).text.suffix(16))
        let made = day(0, 150)
        let clicks = (0..<bits.below(12)).map { number in
            StoredClick(
                id: "\(code)-\(number)", code: code, at: day(20, 340), visitor: "v\(bits.below(20))",
                verdict: StoredVerdict(bits.pick(["accepted", "accepted", "accepted", "bot", "duplicate"]) ?? ""), partner: partner,
                source: "plot",
                importedAt: made)
        }
        try world.store.write { tx in
            try tx.trackingLinks.add(StoredLink(code: code, partner: partner, coupon: "C\(code)", createdAt: made))
            try tx.clicks.add(clicks)
        }
        return clicks.map(\.id)
    }

    private func lead(_ partners: [EntityID], _ customers: [EntityID]) throws -> EntityID {
        let id = id(.referral)
        var values: FieldValues = ["state": .text("new")]
        values["partner"] = bits.pick(partners).map(FieldValue.ref)
        values["customer"] = bits.pick(customers).map(FieldValue.ref)
        if bits.chance(80) { values["submitted_at"] = .timestamp(day(30, 330)) }
        try put(id, values, at: day(30, 330))
        return id
    }

    private func deal(_ partners: [EntityID], _ customers: [EntityID], _ clicks: [String], _ leads: [EntityID]) throws {
        let id = id(.deal)
        let opened = day(40, 340)
        let currency = bits.chance(foreign) ? eur : usd
        var values: FieldValues = ["state": .text(bits.chance(80) ? "won" : bits.chance(50) ? "open" : "lost")]
        if bits.chance(95) { values["amount"] = .money(Money(minor: Int64(1_000 + bits.below(200_000)), currency: currency)) }
        if bits.chance(90) { values["customer"] = bits.pick(customers).map(FieldValue.ref) }
        if bits.chance(90) { values["opened_at"] = .timestamp(opened) }
        if bits.chance(90) { values["won_at"] = .timestamp(opened + .seconds(Int64(bits.below(400_000)))) }
        if bits.chance(90) { values["paid_at"] = .timestamp(opened + .seconds(Int64(bits.below(900_000)))) }
        if bits.chance(25) { values["partner"] = bits.pick(partners).map(FieldValue.ref) }
        if bits.chance(40) { values["click"] = bits.pick(clicks).map(FieldValue.text) }
        if bits.chance(15) { values["referral"] = bits.pick(leads).map(FieldValue.ref) }
        try put(id, values, at: opened)
        for kind in ["charge", "charge", "refund", "dispute", "dispute_won"] where bits.chance(kind == "charge" ? 40 : 15) {
            try put(
                self.id(.payment),
                [
                    "deal": .ref(id), "kind": .text(kind), "amount": .money(Money(minor: Int64(100 + bits.below(900)), currency: currency)),
                    "provider": .text("bank"), "provider_id": .text("\(bits.next())"), "invoice": .text(bits.chance(70) ? "in_1" : " "),
                    "occurred_at": .timestamp(opened + .seconds(Int64(bits.below(5_000_000)))),
                ], at: opened)
        }
    }
}
