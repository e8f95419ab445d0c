import Model
import Reconciliation
import Testing

@Suite struct MatcherTests {
    private let one: EntityID
    private let two: EntityID

    init() throws {
        one = try #require(EntityID("c_01JD3Z0000000000000000000A"))
        two = try #require(EntityID("c_01JD3Z0000000000000000000B"))
    }

    private func hits(_ key: String, _ entities: [EntityID] = [], linked: String? = nil, others: [String] = []) -> KeyHits {
        KeyHits(key: key, value: "v", entities: entities.map { EntityHit(entity: $0, linkedRecord: linked) }, otherRecords: others)
    }

    private func decide(
        _ key: ExternalKey = .none, alias: EntityHit? = nil, _ hits: [KeyHits] = [], creates: Bool = true
    ) -> MatchDecision {
        Matcher.decide(MatchInput(recordID: "r1", externalKey: key, alias: alias, hits: hits, createsInHub: creates))
    }

    private func decide(_ hits: [KeyHits], creates: Bool = true) -> MatchDecision { decide(.none, hits, creates: creates) }

    @Test func `R25 without a hit a record makes an entity, if it may`() {
        #expect(decide() == .create(rule: "R25"))
        #expect(decide([hits("email")]) == .create(rule: "R25"))
        #expect(decide([hits("email")], creates: false) == .ignore)
    }

    @Test func `R25 one hit links`() {
        #expect(decide([hits("domain"), hits("email", [one])]) == .link(one, rule: "R25 email"))
        #expect(decide([hits("domain", [one]), hits("email", [one])], creates: false) == .link(one, rule: "R25 domain"))
    }

    @Test func `R25 the external key comes first, then the alias, then the keys in order`() {
        let own = ExternalKey.own(one, exists: true, linkedRecord: nil)
        #expect(decide(own, alias: EntityHit(entity: one), [hits("email", [one])]) == .link(one, rule: "R25 external_key"))
        #expect(decide(alias: EntityHit(entity: one), [hits("email", [one])]) == .link(one, rule: "R24 alias"))
        #expect(decide(.own(one, exists: true, linkedRecord: "r1")) == .link(one, rule: "R25 external_key"))
    }

    @Test func `R25 pointers to different entities go to review`() {
        let both = [one, two]
        #expect(
            decide([hits("domain", [one]), hits("email", [two])])
                == .review(reason: "domain and email point to different entities", candidates: both, records: ["r1"], rule: "R25 domain"))
        #expect(
            decide(.own(two, exists: true, linkedRecord: nil), [hits("email", [one])])
                == .review(
                    reason: "external_key and email point to different entities", candidates: both, records: ["r1"],
                    rule: "R25 external_key"))
        #expect(
            decide(alias: EntityHit(entity: one), [hits("email", [two])])
                == .review(reason: "alias and email point to different entities", candidates: both, records: ["r1"], rule: "R24 alias"))
    }

    @Test func `R25 a key that two entities share goes to review`() {
        #expect(
            decide([hits("email", [two, one])])
                == .review(reason: "several entities share the email", candidates: [one, two], records: ["r1"], rule: "R25 email"))
    }

    @Test func `R25 a key that two records share goes to review, with or without an entity`() {
        #expect(
            decide([hits("email", [one], others: ["r2"])])
                == .review(reason: "several records share the email", candidates: [one], records: ["r1", "r2"], rule: "R25 email"))
        #expect(
            decide([hits("domain"), hits("email", others: ["r0"])], creates: false)
                == .review(reason: "several records share the email", candidates: [], records: ["r0", "r1"], rule: "R25 email"))
    }

    @Test func `S8 an entity that has a live record of the object takes no second one`() {
        let reason = "the entity is linked to another record of the same object"
        #expect(
            decide([hits("email", [one], linked: "r9")])
                == .review(reason: reason, candidates: [one], records: ["r1", "r9"], rule: "R25 email"))
        #expect(
            decide(.own(one, exists: true, linkedRecord: "r9"))
                == .review(reason: reason, candidates: [one], records: ["r1", "r9"], rule: "R25 external_key"))
        #expect(decide([hits("email", [one], linked: "r1")]) == .link(one, rule: "R25 email"))
    }

    @Test func `R12 a key of another hub is refused whatever else matches`() {
        #expect(
            decide(.foreign("southwind"), [hits("email", [one])])
                == .refuse(reason: "the external key belongs to the hub southwind", rule: "R25 external_key"))
    }

    @Test func `a key that no hub writes, or of an entity the hub has not, goes to review`() {
        guard case .review(_, let none, ["r1"], _) = decide(.malformed("x")), none.isEmpty else {
            Issue.record("malformed")
            return
        }
        guard case .review(_, let lost, ["r1"], _) = decide(.own(one, exists: false, linkedRecord: nil)), lost == [one] else {
            Issue.record("unknown entity")
            return
        }
    }

    @Test func `S13 the decision does not depend on the order of entities and records in a hit`() {
        var random = Seeded(25)
        for _ in 0..<2_000 {
            let key: ExternalKey = random.chance(20) ? .own(random.pick([one, two]), exists: true, linkedRecord: nil) : .none
            var found: [KeyHits] = []
            for name in ["domain", "email"] {
                let entities = [one, two].filter { _ in random.chance(30) }
                found.append(
                    hits(name, entities, linked: random.chance(20) ? "r9" : nil, others: ["r2", "r3"].filter { _ in random.chance(20) }))
            }
            let turned = found.map { hit in
                KeyHits(key: hit.key, value: hit.value, entities: hit.entities.reversed(), otherRecords: hit.otherRecords.reversed())
            }
            #expect(decide(key, found) == decide(key, turned))
        }
    }
}
