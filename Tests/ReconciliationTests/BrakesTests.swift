import Reconciliation
import Testing

@Suite struct BrakesTests {
    private func counts(_ linked: Int, _ change: (inout BrakeCounts) -> Void = { _ in }) -> BrakeCounts {
        var counts = BrakeCounts(remote: "crm", object: "account", linked: linked)
        change(&counts)
        return counts
    }

    private func tripped(_ linked: Int, _ change: (inout BrakeCounts) -> Void) -> [String] {
        Brakes.evaluate(counts(linked, change)).map(\.brake)
    }

    @Test func `R33 a quiet plan trips nothing`() {
        #expect(Brakes.evaluate(counts(0)).isEmpty)
        #expect(Brakes.evaluate(counts(10_000)).isEmpty)
    }

    @Test func `R33 a brake has the name under which it is approved`() throws {
        let brake = try #require(Brakes.evaluate(counts(0) { $0.creates = 51 }).first)
        #expect(brake.name == "crm/account/creates")
        #expect(brake.found == 51 && brake.allowed == 50 && brake.unit == "records")
    }

    @Test(arguments: [
        (0, 10, 11), (900, 10, 11), (1_000, 10, 11), (2_000, 20, 21), (100_000, 1_000, 1_001),
    ])
    func `R33 deletes are allowed to ten or one per cent, whichever is more`(linked: Int, allowed: Int, tooMany: Int) {
        #expect(tripped(linked) { $0.deletes = allowed }.isEmpty)
        #expect(tripped(linked) { $0.deletes = tooMany } == ["deletes"])
    }

    @Test func `R33 creates are allowed to fifty or ten per cent`() {
        #expect(tripped(0) { $0.creates = 50 }.isEmpty)
        #expect(tripped(1_000) { $0.creates = 100 }.isEmpty)
        #expect(tripped(1_000) { $0.creates = 101 } == ["creates"])
    }

    @Test func `R33 limits by share alone bite from twenty records on`() {
        #expect(tripped(19) { $0.updates = 19 }.isEmpty)
        #expect(tripped(20) { $0.updates = 20 } == ["updates"])
        #expect(tripped(100) { $0.updates = 30 }.isEmpty)
        #expect(tripped(100) { $0.updates = 31 } == ["updates"])
        #expect(tripped(1_000) { $0.blanks = 19 }.isEmpty)
        #expect(tripped(1_000) { $0.blanks = 20 } == ["blanks"])
        #expect(tripped(10_000) { $0.blanks = 100 }.isEmpty)
        #expect(tripped(10_000) { $0.blanks = 101 } == ["blanks"])
    }

    @Test func `R33 one field to one value in a fifth of the records`() throws {
        let many = counts(1_000) { $0.largestSameValue = BrakeCounts.SameValue(field: "status", value: "closed", count: 201) }
        let brake = try #require(Brakes.evaluate(many).first)
        #expect(brake.brake == "same_value" && brake.detail == "status = closed" && brake.allowed == 200)
        #expect(tripped(1_000) { $0.largestSameValue = BrakeCounts.SameValue(field: "status", value: "closed", count: 200) }.isEmpty)
    }

    @Test func `R33 a listing that lost a third`() throws {
        func listing(_ previous: Int, _ now: Int) -> [String] {
            tripped(previous) { $0.listing = BrakeCounts.Listing(previous: previous, now: now) }
        }
        #expect(listing(100, 70).isEmpty)
        #expect(listing(100, 69) == ["listing"])
        #expect(listing(25, 6).isEmpty)
        #expect(listing(3, 0) == ["listing"])
        #expect(listing(0, 0).isEmpty)
        let brake = try #require(
            Brakes.evaluate(counts(100) { $0.listing = BrakeCounts.Listing(previous: 100, now: 1) }).first)
        #expect(brake.allowed == 70 && brake.found == 1)
    }

    @Test func `R33 unknown outcomes are judged against all operations, conflicts against the changed records`() {
        #expect(tripped(1_000) { ($0.unknown, $0.updates) = (20, 300) } == ["unknown"])
        #expect(tripped(10_000) { ($0.unknown, $0.updates) = (20, 980) }.isEmpty)
        #expect(tripped(10_000) { ($0.conflicts, $0.changed) = (51, 1_000) } == ["conflicts"])
        #expect(tripped(10_000) { ($0.conflicts, $0.changed) = (50, 1_000) }.isEmpty)
    }

    @Test func `R33 everything changed, a changed schema, a field that vanished`() {
        #expect(tripped(20) { $0.changed = 20 } == ["all_changed"])
        #expect(tripped(19) { $0.changed = 19 }.isEmpty)
        #expect(tripped(5) { $0.schemaChanges = ["Name is gone"] } == ["schema"])
        #expect(tripped(5) { $0.absentField = BrakeCounts.AbsentField(name: "Phone", share: 9_000) } == ["absent_field"])
        #expect(tripped(5) { $0.absentField = BrakeCounts.AbsentField(name: "Phone", share: 8_999) }.isEmpty)
    }

    @Test func `R33 limits of config replace the standard ones`() {
        var limits = BrakeLimits.standard
        limits.deletes = BrakeLimits.Limit(count: 0, share: 0)
        limits.listingAtLeast = 10_000
        let brakes = Brakes.evaluate(
            counts(100) {
                $0.deletes = 1
                $0.listing = BrakeCounts.Listing(previous: 100, now: 80)
            }, limits: limits)
        #expect(brakes.map(\.brake) == ["deletes", "listing"])
    }

    @Test func `R33 more is never allowed after less was refused`() {
        var random = Seeded(33)
        for _ in 0..<2_000 {
            let linked = Int.random(in: 0...100_000, using: &random)
            let found = Int.random(in: 0...20_000, using: &random)
            let limit = BrakeLimits.Limit(count: random.pick([nil, 0, 10, 500]), share: Int.random(in: 0...10_000, using: &random))
            let allowed = Brakes.allowance(limit, of: linked)
            #expect(allowed >= 0 && Brakes.allowance(limit, of: linked + 1) >= allowed)
            var limits = BrakeLimits.standard
            limits.creates = limit
            let trips = Brakes.evaluate(counts(linked) { $0.creates = found }, limits: limits).contains { $0.brake == "creates" }
            #expect(trips == (found > allowed))
        }
    }
}
