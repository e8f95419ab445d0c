import Model
import Reconciliation
import Testing

/// Sides with a base: R1 to R7.
@Suite struct OrdinaryMergeTests {
    /// Hub and sides agree on "old"; a and b show what is said, c is not observed.
    private func two(_ policy: MergePolicy, a: String?, b: String?, aAgo: Int64 = 100, bAgo: Int64 = 500) -> String {
        var bench = MergeBench(policy)
        bench.hub(.text("old"), from: "c")
        bench.based("a", hub: .text("old"), shows: a.map(value), ago: aAgo)
        bench.based("b", hub: .text("old"), shows: b.map(value), ago: bAgo)
        bench.based("c", hub: .text("old"))
        return bench.merge().summary
    }

    private func value(_ text: String) -> FieldValue { text == "null" ? .null : .text(text) }

    @Test(arguments: [MergePolicy.prefer(["b"]), .latest, .preferNonblank, .manual, .setUnion, .max, .owner("a", othersIgnored: false)])
    func `R1 nothing changed is nothing to do`(policy: MergePolicy) {
        #expect(two(policy, a: nil, b: nil) == "")
        if policy != .setUnion { #expect(two(policy, a: "old", b: "old") == "") }
    }

    @Test(arguments: [MergePolicy.prefer(["b"]), .latest, .preferNonblank, .manual])
    func `R5 one changed side is taken, and pushed to the others`(policy: MergePolicy) {
        #expect(two(policy, a: "new", b: nil) == "hub=new<a; b<-new; c<-new; a:new/new")
    }

    @Test(arguments: [MergePolicy.prefer(["b"]), .latest, .preferNonblank, .manual])
    func `R4 two sides that changed to the same are no conflict`(policy: MergePolicy) {
        #expect(two(policy, a: "new", b: "new") == "hub=new<a; c<-new; a:new/new; b:new/new")
    }

    @Test func `R4 a hub that already holds what a side shows only moves the base`() {
        var bench = MergeBench(.manual)
        bench.hub(.text("new"), from: "hub")
        bench.based("a", hub: .text("old"), shows: .text("new"))
        #expect(bench.merge().summary == "a:new/new")
    }

    @Test func `R6 prefer takes the first named, then the hub, then by name`() {
        #expect(two(.prefer(["b", "a"]), a: "x", b: "y") == "hub=y<b; a<-y; c<-y; b:y/y; lost a=x")
        #expect(two(.prefer(["c"]), a: "x", b: "y") == "hub=x<a; b<-x; c<-x; a:x/x; lost b=y")
        var bench = MergeBench(.prefer(["b"]))
        bench.hub(.text("mine"), from: "hub")
        bench.based("a", hub: .text("old"), shows: .text("x"))
        #expect(bench.merge().summary == "a<-mine; lost a=x")
        bench.based("b", hub: .text("old"), shows: .text("y"))
        #expect(bench.merge().summary == "hub=y<b; a<-y; b:y/y; lost a=x,hub=mine")
    }

    @Test func `R6 the hub's copy of a remote's value has that remote's rank`() {
        var bench = MergeBench(.prefer(["a", "b"]))
        bench.hub(.text("x"), from: "a")
        bench.based("a", hub: .text("x"))
        bench.based("b", hub: .text("old"), shows: .text("y"))
        #expect(bench.merge().summary == "b<-x; lost b=y")
        bench.hub(.text("x"), from: "c")
        #expect(bench.merge().summary == "hub=y<b; a<-y; b:y/y; lost c=x")
    }

    @Test func `R5 a hub value that a changed side had agreed to is superseded, not a rival`() {
        var bench = MergeBench(.prefer(["hub"]))
        bench.hub(.text("x"), from: "a")
        bench.based("a", hub: .text("x"), shows: .text("x2"))
        bench.based("b", hub: .text("old"), shows: .text("y"))
        #expect(bench.merge().summary == "hub=x2<a; b<-x2; a:x2/x2; lost b=y")
    }

    @Test func `R6 an owner's value is taken, and others are reverted and audited`() {
        let owner = MergePolicy.owner("a", othersIgnored: false)
        #expect(two(owner, a: "x", b: nil) == "hub=x<a; b<-x; c<-x; a:x/x")
        #expect(two(owner, a: nil, b: "y") == "b<-old; lost b=y")
        #expect(two(owner, a: "x", b: "y") == "hub=x<a; b<-x; c<-x; a:x/x; lost b=y")
        #expect(two(.owner("hub", othersIgnored: false), a: "x", b: "y") == "a<-old; b<-old; lost a=x,b=y")
    }

    @Test func `R6 others that are ignored keep their value as accepted divergence`() {
        let owner = MergePolicy.owner("a", othersIgnored: true)
        #expect(two(owner, a: nil, b: "y") == "b:old/y ignored")
        #expect(two(owner, a: "x", b: "y") == "hub=x<a; c<-x; a:x/x; b:x/y ignored")
    }

    @Test func `S9 a value left to its owner is audited when a later value of the field owner overwrites it`() {
        var bench = MergeBench(.owner("a", othersIgnored: true))
        bench.hub(.text("old"))
        bench.based("a", hub: .text("old"), shows: .text("new"))
        bench.based("b", hub: .text("old"), remote: .text("own"))
        #expect(bench.merge().summary == "hub=new<a; b<-new; a:new/new; lost b=own")
    }

    @Test func `R6 a person's edit in the hub goes out while the owner is still, and loses to the owner's change`() {
        var bench = MergeBench(.owner("a", othersIgnored: false))
        bench.hub(.text("mine"), from: "hub")
        bench.based("a", hub: .text("old"))
        bench.based("b", hub: .text("old"))
        #expect(bench.merge().summary == "a<-mine; b<-mine")
        bench.sides = []
        bench.based("a", hub: .text("old"), shows: .text("x"))
        #expect(bench.merge().summary == "hub=x<a; a:x/x; lost hub=mine")
    }

    @Test func `R6 prefer_nonblank never clears`() {
        #expect(two(.preferNonblank, a: "null", b: nil) == "a<-old; lost a=null")
        #expect(two(.preferNonblank, a: "null", b: "y") == "hub=y<b; a<-y; c<-y; b:y/y; lost a=null")
        #expect(two(.preferNonblank, a: "x", b: "y") == "hub=x<a; b<-x; c<-x; a:x/x; lost b=y")
    }

    @Test func `R6 other policies do clear`() {
        #expect(two(.latest, a: "null", b: nil) == "hub=null<a; b<-null; c<-null; a:null/null")
    }

    @Test func `R6 a field that never changes goes to review at its second value`() {
        #expect(two(.immutable, a: "x", b: nil) == "review R6 immutable")
        #expect(two(.immutable, a: "null", b: nil) == "a<-old; lost a=null")
        var bench = MergeBench(.immutable)
        bench.based("a", hub: .null, shows: .text("x"))
        bench.based("b", hub: .null)
        #expect(bench.merge().summary == "hub=x<a; b<-x; a:x/x")
        bench.based("c", hub: .null, shows: .text("y"))
        #expect(bench.merge().summary == "review R6 immutable")
    }

    @Test func `R8 a manual field with two values is left to a person, on all sides`() {
        let result = two(.manual, a: "x", b: "y")
        #expect(result == "review R8")
        var bench = MergeBench(.manual)
        bench.hub(.text("mine"), from: "hub")
        bench.based("a", hub: .text("old"), shows: .text("x"))
        let review = bench.merge().reviews
        #expect(review.first?.candidates.map(\.from) == ["hub", "a"])
        #expect(review.first?.field == "field")
    }

    @Test func `R8 a frozen field is left as it is`() {
        var bench = MergeBench(.latest)
        bench.hub(.text("old"))
        bench.based("a", hub: .text("old"), shows: .text("x"))
        bench.frozen = ["field"]
        #expect(bench.merge() == MergeResult())
    }

    @Test func `R6 a resolution is an edit in the hub and goes to all sides`() {
        var bench = MergeBench(.manual)
        bench.hub(.text("x"), from: "hub")
        bench.based("a", hub: .text("old"), remote: .text("old"))
        bench.based("b", hub: .text("old"), remote: .text("old"))
        #expect(bench.merge().summary == "a<-x; b<-x")
    }

    @Test func `R6 append_only keeps what is there and takes what is new`() {
        #expect(
            two(.appendOnly, a: "old and more", b: nil) == "hub=old and more<a; b<-old and more; c<-old and more; "
                + "a:old and more/old and more")
        #expect(two(.appendOnly, a: "o", b: nil) == "a<-old")
        #expect(two(.appendOnly, a: "x", b: "y") == "hub=old\nx\ny<a; a<-old\nx\ny; b<-old\nx\ny; c<-old\nx\ny")
    }

    @Test func `R6 set_union adds what any side added and takes out what any side took out`() {
        var bench = MergeBench(.setUnion, .set)
        bench.hub(.set(["k", "x", "z"]), from: "hub")
        bench.based("a", hub: .set(["k", "x"]), shows: .set(["k", "n"]))
        bench.based("b", hub: .set(["k", "x"]), shows: .set(["k", "m", "x"]))
        bench.based("c", hub: .set(["k", "x"]))
        #expect(bench.merge().summary == "hub=k; m; n; z<a; a<-k; m; n; z; b<-k; m; n; z; c<-k; m; n; z")
    }

    @Test func `R6 max and min order numbers, money of one currency, days and instants`() throws {
        func summary(_ policy: MergePolicy, _ type: FieldType, _ a: FieldValue, _ b: FieldValue) -> String {
            var bench = MergeBench(policy, type)
            bench.based("a", hub: .null, shows: a)
            bench.based("b", hub: .null, shows: b)
            return bench.merge().summary
        }
        #expect(summary(.max, .integer, .integer(9), .integer(10)) == "hub=10<b; a<-10; b:10/10; lost a=9")
        #expect(summary(.min, .integer, .integer(9), .integer(10)) == "hub=9<a; b<-9; a:9/9; lost b=10")
        let (euro, dollar) = (try #require(Currency("EUR")), try #require(Currency("USD")))
        let (small, large) = (FieldValue.money(Money(minor: 999, currency: euro)), FieldValue.money(Money(minor: 1000, currency: euro)))
        #expect(summary(.max, .money, small, large) == "hub=10.00 EUR<b; a<-10.00 EUR; b:10.00 EUR/10.00 EUR; lost a=9.99 EUR")
        #expect(summary(.max, .money, small, .money(Money(minor: 1, currency: dollar))) == "review R6 max")
        #expect(summary(.max, .money, small, .null) == "hub=9.99 EUR<a; b<-9.99 EUR; a:9.99 EUR/9.99 EUR")
        let day = try #require(CalendarDate("2026-01-15"))
        #expect(summary(.min, .date, .date(day), .date(CalendarDate(daysSinceEpoch: 0))).hasPrefix("hub=1970-01-01<b"))
    }

    @Test func `R15 an absent field says nothing, and is not written without a base`() {
        var bench = MergeBench(.latest)
        bench.hub(.text("new"), from: "hub")
        bench.first("a", shows: nil)
        bench.sides.append(SideState(remote: "b", hubBase: ["field": .text("old")], remoteBase: ["field": .text("old")], observed: [:]))
        #expect(bench.merge().summary == "b<-new")
    }

    @Test func `a side that is not read says nothing but is written`() {
        var bench = MergeBench(.latest, remotes: ["a": FieldSide(remoteField: "A", reads: false), "b": FieldSide(remoteField: "B")])
        bench.hub(.text("old"))
        bench.based("a", hub: .text("old"), shows: .text("ignored"))
        bench.based("b", hub: .text("old"), shows: .text("new"))
        #expect(bench.merge().summary == "hub=new<b; a<-new; b:new/new")
    }

    @Test func `a side that is not written keeps its value as accepted divergence, once`() {
        var bench = MergeBench(
            .prefer(["b"]), remotes: ["a": FieldSide(remoteField: "A", writesOnUpdate: false), "b": FieldSide(remoteField: "B")])
        bench.hub(.text("old"))
        bench.based("a", hub: .text("old"), shows: .text("x"))
        bench.based("b", hub: .text("old"), shows: .text("y"))
        #expect(bench.merge().summary == "hub=y<b; a:y/x ignored; b:y/y; lost a=x")
        bench.sides = []
        bench.hub(.text("y"), from: "b")
        bench.based("a", hub: .text("y"), remote: .text("x"), shows: .text("x"))
        #expect(bench.merge().summary == "")
    }

    @Test func `a remote that cannot clear keeps its value as accepted divergence`() {
        var bench = MergeBench(.latest, remotes: ["a": FieldSide(remoteField: "A", canClear: false), "b": FieldSide(remoteField: "B")])
        bench.hub(.text("old"))
        bench.based("a", hub: .text("old"))
        bench.based("b", hub: .text("old"), shows: .null)
        #expect(bench.merge().summary == "hub=null<b; a:null/old not-clearable; b:null/null")
    }

    @Test func `R1 an accepted divergence stays as long as neither end moves`() {
        var bench = MergeBench(.latest)
        bench.hub(.text("Northwind Traders"))
        bench.based("a", hub: .text("Northwind Traders"), remote: .text("NORTHWIND"), shows: .text("NORTHWIND"))
        #expect(bench.merge().summary == "")
        bench.hub(.text("Southwind"))
        #expect(bench.merge().summary == "a<-Southwind; lost a=NORTHWIND")
    }

    @Test func `R1 our own write, shown as the remote keeps it, is no change of theirs`() {
        var bench = MergeBench(.latest, remotes: ["a": FieldSide(remoteField: "A", maximumLength: 5), "b": FieldSide(remoteField: "B")])
        bench.hub(.text("Northwind"), from: "b", ago: 3000)
        bench.based("a", hub: .text("old"), shows: .text("North"))
        #expect(bench.merge().summary == "a:Northwind/North truncated")
    }

    @Test func `an unknown choice is accepted, never a candidate, and never written over by what another remote says`() {
        var bench = MergeBench(.latest, .enumeration(["new", "won"]))
        bench.hub(.text("new"))
        bench.based("a", hub: .text("new"), shows: .raw("On Hold"))
        #expect(bench.merge().summary == "a:new/raw(On Hold) unknown-value")
        bench.sides = []
        bench.based("a", hub: .text("new"), remote: .raw("On Hold"), shows: .raw("On Hold"))
        #expect(bench.merge().summary == "")
        bench.based("b", hub: .text("new"), shows: .text("won"))
        #expect(bench.merge().summary == "hub=won<b; a:won/raw(On Hold) unknown-value; b:won/won")
    }
}
