import Model
import Reconciliation
import Testing

/// R26: sides without a base.
@Suite struct FirstContactTests {
    private func bench(_ policy: MergePolicy, hub: String?, a: String? = nil, b: String? = nil, from: String? = "hub") -> MergeBench {
        var bench = MergeBench(policy)
        if let hub { bench.hub(.text(hub), from: from) }
        if let a { bench.first("a", shows: a == "null" ? .null : .text(a), ago: 100) }
        if let b { bench.first("b", shows: b == "null" ? .null : .text(b), ago: 5000) }
        return bench
    }

    private static let choosing: [MergePolicy] = [.prefer(["a", "b"]), .latest, .preferNonblank]

    @Test(arguments: choosing + [.manual, .immutable, .owner("hub", othersIgnored: false)])
    func `equal values become bases`(policy: MergePolicy) {
        #expect(bench(policy, hub: "x", a: "x", b: "x").merge().summary == "a:x/x; b:x/x")
    }

    @Test(arguments: choosing + [.manual, .immutable, .owner("hub", othersIgnored: false), .owner("b", othersIgnored: false)])
    func `blanks are filled on both ends without asking`(policy: MergePolicy) {
        #expect(bench(policy, hub: nil, a: "x", b: "null").merge().summary == "hub=x<a; b<-x; a:x/x")
        #expect(bench(policy, hub: "x", a: "null").merge().summary == "a<-x")
        #expect(bench(policy, hub: nil, a: "null").merge().summary == "a:null/null")
    }

    @Test func `a remote's value that must be overwritten is held`() {
        #expect(bench(.prefer(["hub", "a"]), hub: "mine", a: "x").merge().summary == "held a<-mine")
        #expect(bench(.owner("hub", othersIgnored: false), hub: "mine", a: "x").merge().summary == "held a<-mine")
        #expect(!bench(.prefer(["hub"]), hub: "mine", a: "x").merge().isSettled)
    }

    @Test func `a hub value that must be overwritten is held, and with it what would follow`() {
        #expect(bench(.prefer(["a"]), hub: "mine", a: "x").merge().summary == "held hub=x<a")
        #expect(bench(.prefer(["a", "b"]), hub: "mine", a: "x", b: "y").merge().summary == "held b<-x; held hub=x<a")
        #expect(bench(.prefer(["a", "b"]), hub: "mine", a: "x", b: "mine").merge().summary == "b:mine/mine; held hub=x<a")
    }

    @Test func `an approval makes both overwrites, and every loser is kept`() {
        var approved = bench(.prefer(["hub", "a"]), hub: "mine", a: "x")
        approved.approves = true
        #expect(approved.merge().summary == "a<-mine; lost a=x")
        approved = bench(.prefer(["a", "b"]), hub: "mine", a: "x", b: "y")
        approved.approves = true
        #expect(approved.merge().summary == "hub=x<a; b<-x; a:x/x; lost b=y,hub=mine")
        #expect(approved.merge().changes.first?.provenance.rule == "R26 prefer")
    }

    @Test func `a new entity takes its value by policy from all its records, and the others are held`() {
        var fresh = bench(.prefer(["b", "a"]), hub: nil, a: "x", b: "y")
        fresh.isNew = true
        #expect(fresh.merge().summary == "hub=y<b; b:y/y; held a<-y")
        fresh = bench(.latest, hub: nil, a: "x", b: "y")
        fresh.isNew = true
        #expect(fresh.merge().summary == "hub=x<a; a:x/x; held b<-x")
        fresh.approves = true
        #expect(fresh.merge().summary == "hub=x<a; b<-x; a:x/x; lost b=y")
    }

    @Test func `a record of the hub's own making waits for no approval`() {
        var own = MergeBench(.prefer(["hub"]))
        own.hub(.text("mine"), from: "hub")
        own.first("a", shows: .text("default"), createdByHub: true)
        #expect(own.merge().summary == "a<-mine; lost a=default")
    }

    @Test func `a record of the hub's own making may show our value as it keeps it`() {
        var own = MergeBench(.prefer(["a"]))
        own.hub(.text("Northwind"), from: "hub")
        own.first("a", shows: .text("NORTHWIND"), createdByHub: true)
        #expect(own.merge().summary == "a:Northwind/NORTHWIND recased")
    }

    @Test func `a value that the remote cannot hold any better is accepted at once`() {
        var short = MergeBench(.prefer(["a"]), remotes: ["a": FieldSide(remoteField: "A", maximumLength: 5)])
        short.hub(.text("Northwind"), from: "hub")
        short.first("a", shows: .text("North"))
        #expect(short.merge().summary == "a:Northwind/North truncated")
    }

    @Test func `unknown choices are accepted as they are`() {
        var unknown = MergeBench(.prefer(["a"]), .enumeration(["new"]))
        unknown.hub(.text("new"), from: "hub")
        unknown.first("a", shows: .raw("Odd"))
        unknown.approves = true
        #expect(unknown.merge().summary == "a:new/raw(Odd) unknown-value")
    }

    @Test func `an owner that shows nothing is filled; an owner known to hold nothing empties others, after approval`() {
        #expect(bench(.owner("a", othersIgnored: false), hub: "x", a: "null").merge().summary == "a<-x")
        var known = MergeBench(.owner("a", othersIgnored: false))
        known.based("a", hub: .null)
        known.first("b", shows: .text("y"))
        #expect(known.merge().summary == "held b<-null")
    }

    @Test func `a hub-owned field that a person emptied is not filled again`() {
        var emptied = MergeBench(.owner("hub", othersIgnored: false))
        emptied.hub(.null, from: "hub")
        emptied.first("a", shows: .text("x"))
        #expect(emptied.merge().summary == "held a<-null")
    }

    @Test func `others that are ignored keep their first value`() {
        #expect(bench(.owner("hub", othersIgnored: true), hub: "mine", a: "x").merge().summary == "a:mine/x ignored")
    }

    @Test func `R8 and immutable differences go to review`() {
        #expect(bench(.manual, hub: "mine", a: "x").merge().summary == "review R8")
        #expect(bench(.immutable, hub: "mine", a: "x").merge().summary == "review R6 immutable")
        #expect(bench(.immutable, hub: nil, a: "x", b: "y").merge().summary == "review R6 immutable")
    }

    @Test func `an ordinary change flows while a first contact waits`() {
        var mixed = MergeBench(.prefer(["c", "a"]))
        mixed.hub(.text("old"), from: "a")
        mixed.based("a", hub: .text("old"), shows: .text("new"))
        mixed.based("b", hub: .text("old"))
        mixed.first("c", shows: .text("z"))
        #expect(mixed.merge().summary == "hub=new<a; b<-new; a:new/new; held hub=z<c")
    }

    @Test func `sets of several sides are joined, after approval`() {
        var sets = MergeBench(.setUnion, .set)
        sets.hub(.set(["h"]), from: "hub")
        sets.first("a", shows: .set(["x"]))
        #expect(sets.merge().summary == "held a<-h; x; held hub=h; x<a")
        sets.approves = true
        #expect(sets.merge().summary == "hub=h; x<a; a<-h; x")
    }

    @Test func `a field that is only written waits for its first approval too`() {
        var silent = MergeBench(.owner("hub", othersIgnored: false), remotes: ["a": FieldSide(remoteField: "A", reads: false)])
        silent.hub(.text("mine"), from: "hub")
        silent.first("a", shows: .text("x"))
        #expect(silent.merge().summary == "held a<-mine")
    }

    @Test func `creates send what the hub has and the remote takes`() throws {
        let id = try #require(MergeBench.entity)
        let values: FieldValues = ["name": .text("Northwind"), "notes": .null, "tier": .text("gold"), "odd": .raw("x")]
        let hub = Entity(id: id, rev: 1, values: values, provenance: [:], createdAt: MergeBench.now, updatedAt: MergeBench.now)
        func rule(_ name: String, _ side: FieldSide) -> FieldRule {
            FieldRule(name: name, type: .text, policy: .latest, sides: ["a": side])
        }
        let plain = FieldSide(remoteField: "X")
        let rules = [
            rule("tier", FieldSide(remoteField: "T", writesOnUpdate: false)), rule("notes", plain), rule("name", plain), rule("odd", plain),
        ]
        let pushes = EntityMerge.valuesForCreate(hub: hub, rules: rules, remote: "a")
        #expect(pushes.map(\.field) == ["name", "tier"])
        #expect(pushes.allSatisfy { $0.old == nil && $0.rule == "R12" })
        #expect(EntityMerge.valuesForCreate(hub: hub, rules: rules, remote: "b").isEmpty)
        let readOnly = [rule("name", FieldSide(remoteField: "N", writesOnCreate: false))]
        #expect(EntityMerge.valuesForCreate(hub: hub, rules: readOnly, remote: "a").isEmpty)
    }
}

/// R9.
@Suite struct WarTests {
    private func bench(conflicts: Int) -> MergeBench {
        var bench = MergeBench(.prefer(["a"]))
        bench.hub(.text("old"))
        bench.based("a", hub: .text("old"), shows: .text("x"))
        bench.based("b", hub: .text("old"), shows: .text("y"))
        bench.recentConflicts = ["field": conflicts]
        return bench
    }

    @Test func `R9 the fourth conflict of a field in a day freezes it`() {
        #expect(bench(conflicts: 2).merge().summary == "hub=x<a; b<-x; a:x/x; lost b=y")
        let war = bench(conflicts: 3).merge()
        #expect(war.summary == "review R9")
        #expect(war.reviews.first?.reason == "war: 3 conflicts in 24 hours and another one")
        #expect(war.reviews.first?.candidates.map(\.from) == ["hub", "a", "b"])
    }

    @Test func `R9 what a person has answered is written without another conflict`() {
        var answered = bench(conflicts: 9)
        answered.sides = []
        answered.hub(.text("old"), from: "hub")
        let pair = BasePair.answered(.text("x"))
        answered.based("a", hub: pair.hub, remote: pair.remote, shows: .text("x"))
        #expect(answered.merge().summary == "a<-old")
    }

    @Test func `R9 without another conflict there is no war`() {
        var quiet = bench(conflicts: 9)
        quiet.sides.removeLast()
        #expect(quiet.merge().summary == "hub=x<a; a:x/x")
    }
}
