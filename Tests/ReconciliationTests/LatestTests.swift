import Model
import Reconciliation
import Testing

/// R7: whose clock, and how close is the same.
@Suite struct LatestTests {
    private func winner(
        aAgo: Int64?, bAgo: Int64?, offsets: [String: ClockOffset] = [:], resolution: Duration = .seconds(1), hub: (String, Int64)? = nil
    ) -> String? {
        var bench = MergeBench(.latest)
        bench.hub(.text(hub == nil ? "old" : "mine"), from: hub?.0, ago: hub?.1 ?? 0)
        bench.based("a", hub: .text("old"), shows: .text("x"), ago: aAgo, resolution: resolution)
        bench.based("b", hub: .text("old"), shows: .text("y"), ago: bAgo, resolution: resolution)
        bench.offsets = offsets
        return bench.merge().conflicts.first?.chosen.from
    }

    @Test func `the later change wins`() {
        #expect(winner(aAgo: 100, bAgo: 1000) == "a")
        #expect(winner(aAgo: 1000, bAgo: 100) == "b")
    }

    @Test func `inside the band of 60 seconds the order is by name`() {
        #expect(winner(aAgo: 160, bAgo: 100) == "a")
        #expect(winner(aAgo: 161, bAgo: 100) == "b")
    }

    @Test func `the band grows with the clock's uncertainty and the remote's resolution`() {
        let unsure = ["b": ClockOffset(offset: .zero, uncertainty: .seconds(200))]
        #expect(winner(aAgo: 500, bAgo: 100, offsets: unsure) == "a")
        #expect(winner(aAgo: 501, bAgo: 100, offsets: unsure) == "b")
        #expect(winner(aAgo: 3700, bAgo: 100, resolution: .seconds(3600)) == "a")
    }

    @Test func `a remote's time is corrected by its measured offset`() {
        // b's clock is ten minutes ahead: its change, stamped later, was made earlier.
        let ahead = ["b": ClockOffset(offset: .seconds(600), uncertainty: .zero)]
        #expect(winner(aAgo: 300, bAgo: 100) == "b")
        #expect(winner(aAgo: 300, bAgo: 100, offsets: ahead) == "a")
    }

    @Test func `a change without a time counts as made when it was seen`() {
        #expect(winner(aAgo: 100, bAgo: nil) == "b")
    }

    @Test func `the hub's own edit counts by its own time and is not preferred`() {
        #expect(winner(aAgo: 1000, bAgo: 2000, hub: ("hub", 100)) == "hub")
        #expect(winner(aAgo: 130, bAgo: 2000, hub: ("hub", 100)) == "a")
        #expect(winner(aAgo: 100, bAgo: 2000, hub: ("hub", 1000)) == "a")
    }
}
