@testable import Agent
import Connectors
import Model
import ProgramRules
import Storage
import Testing
import YAML

/// A program with terms of its own, sales that a test tells it of, and a shop in memory that takes coupons.
struct RewardBench {
    var world: World
    let shop: MemoryRemote
    /// The partner who brings the sales.
    let partner: EntityID
    /// Who recruited the partner.
    let recruiter: EntityID
    private let usd: Currency

    init(_ terms: String, seed: UInt64 = 1, guards: Guards = Guards()) throws {
        var world = try World(WorldShape(remotes: []), seed: seed)
        usd = try #require(Currency("USD"))
        world.guards = guards
        world.clock.set(try Self.time("2026-03-20T00:00:00Z"))
        world.settings.terms = try Self.terms(terms, world.settings.program)
        world.settings.rewards.coupon = "shop"
        world.settings.rewards.credit = "shop"
        world.settings.remotes = [
            RemoteSettings(
                name: "shop", connector: "memory", with: [:], access: .readWrite, schedule: nil, reserve: nil, url: nil,
                allowsUnsafeCreate: false)
        ]
        let coupons = MemoryObject(fields: ["code", "off", "used"], externalKey: nil, unique: ["code"])
        // Nothing keeps two credits of one key apart: this remote has no memory of keys.
        let credits = MemoryObject(fields: ["key", "amount", "account"], externalKey: nil)
        shop = MemoryRemote("shop", clock: world.clock, objects: ["coupon": coupons, "credit": credits])
        world.remotes = ["shop": shop]
        self.world = world
        let ids = (0..<2).map { _ in EntityID(kind: .partner, at: world.clock.now(), randomness: world.bits) }
        (partner, recruiter) = (ids[0], ids[1])
        try put(recruiter, ["name": .text("Rita"), "status": .text("approved")])
        try put(partner, ["name": .text("Paul"), "status": .text("approved"), "recruiter": .ref(recruiter)])
    }

    static func terms(_ text: String, _ program: Agent.Program) throws -> TermsSettings {
        let session = DecodingSession()
        let read = TermsReader(program: program).kind.read(try YAMLReader.read(Array(text.utf8), file: "terms.yaml"), .root, session)
        #expect(session.diagnostics.isEmpty, "\(session.diagnostics.map(\.description))")
        return try #require(read)
    }

    static func time(_ text: String) throws -> Timestamp { try #require(Timestamp(iso: text)) }

    var services: Services {
        var services = world.services
        services.remotes["shop"]?.coupons = { order in
            let off = order.amount?.text ?? "\(order.share ?? 0)"
            return .success(
                RewardRecord(
                    object: "coupon", codeField: "code", usedField: "used", values: ["code": .text(order.code), "off": .text(off)]))
        }
        services.remotes["shop"]?.credits = CreditForm(accounts: "account", keyLife: .seconds(86_400)) { order in
            .success(
                RewardRecord(
                    object: "credit", codeField: "key",
                    values: ["key": .text(order.key), "amount": .text(order.amount.text), "account": .text(order.account)]))
        }
        return services
    }

    // MARK: What happens

    func money(_ text: String) throws -> Money { try #require(Money(text)) }

    func put(_ id: EntityID, _ values: FieldValues) throws {
        let now = world.clock.now()
        let known = try world.store.read { try $0.entities.get(id) }
        let rev = (known?.rev ?? 0) + 1
        let entity = Entity(
            id: id, rev: rev, values: (known?.values ?? [:]).merging(values) { $1 }, provenance: [:], createdAt: known?.createdAt ?? now,
            updatedAt: now)
        try world.store.write { try $0.entities.put(entity) }
    }

    func new(_ kind: EntityKind) -> EntityID { EntityID(kind: kind, at: world.clock.now(), randomness: world.bits) }

    func customer(_ email: String = "dee@customer.example") throws -> EntityID {
        let id = new(.customer)
        try put(id, ["email": .text(email)])
        return id
    }

    /// The customer has an account at the provider.
    func open(_ account: String, for customer: EntityID) throws {
        let link = Link(entity: customer, key: RecordKey(remote: "shop", object: "account", id: account))
        try world.store.write { try $0.links.put(link) }
    }

    /// The partner brings a sale, paid at once.
    @discardableResult
    func sale(_ amount: String, at: String, customer: EntityID? = nil) throws -> EntityID {
        let (id, time) = (new(.deal), try Self.time(at))
        var values: FieldValues = [
            "partner": .ref(partner), "state": .text("won"), "opened_at": .timestamp(time), "won_at": .timestamp(time),
            "paid_at": .timestamp(time), "amount": .money(try money(amount)),
        ]
        values["customer"] = customer.map(FieldValue.ref)
        try put(id, values)
        return id
    }

    func refund(_ deal: EntityID, _ amount: String, at: String) throws {
        let id = new(.payment)
        try put(
            id,
            [
                "deal": .ref(deal), "kind": .text("refund"), "amount": .money(try money(amount)), "provider": .text("bank"),
                "provider_id": .text(id.text), "occurred_at": .timestamp(try Self.time(at)),
            ])
    }

    // MARK: What is seen

    /// Earns, and then once more, which must change nothing.
    @discardableResult
    func earn() async throws -> EarningsRun.Report {
        let report = try await EarningsRun(services: services).run()
        let again = try await EarningsRun(services: services).run()
        #expect(again.booked == 0 && again.changed == 0 && again.raised == 0 && again.rewards == 0 && again.fallen == 0, "\(again)")
        #expect(try Verify(services: services).run().isEmpty)
        return report
    }

    @discardableResult
    func give() async throws -> RewardRun.Report { try await RewardRun(services: services).run() }

    /// What stands of a partner's commissions of a kind, in the order in which they were earned.
    func amounts(_ partner: EntityID, _ kind: String) throws -> [String] {
        try CommissionList(services: services).all().filter { $0.commission.partner == partner && $0.commission.kind == kind }
            .map(\.commission.amount.amountText)
    }

    /// The amounts of the entries of a partner's commissions of a kind.
    func entries(_ partner: EntityID, _ kind: String) throws -> [[String]] {
        try CommissionList(services: services).all().filter { $0.commission.partner == partner && $0.commission.kind == kind }
            .map { ($0.commission.entries.array ?? []).compactMap { $0["amount"]?["amount"]?.string } }
    }

    func rewards() throws -> [StoredReward] { try RewardList(services: services).all().map(\.reward) }

    func states() throws -> [String] { try rewards().map(\.state.rawValue) }

    /// What waits for a person about rewards.
    func asked() throws -> [Review] { try world.reviews().filter { $0.kind == "reward" } }

    /// The credits that were given: account and amount.
    var credits: [String] {
        shop.rows("credit").map { row in ["account", "amount"].compactMap { row.values[$0]?.display }.joined(separator: " ") }
    }

    /// The codes at the shop.
    var coupons: [String] { shop.rows("coupon").compactMap { $0.values["code"]?.display } }
}
