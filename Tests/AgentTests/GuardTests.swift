import Agent
import Connectors
import Foundation
import Model
import Reconciliation
import Storage
import Testing

/// Each guard of a rule, taken out by its name, lets something happen that the rule forbids.
@Suite struct GuardTests {
    /// A few steps after which a rule has been kept, or not.
    struct Play: Sendable, CustomTestStringConvertible {
        var name: RuleGuard
        var isKept: @Sendable (Guards) async throws -> Bool

        var testDescription: String { name.rawValue }
    }

    @Test(arguments: GuardPlays.all) func `a rule is kept with its guard and broken without it`(play: Play) async throws {
        #expect(try await play.isKept(Guards()), "with \(play.name.rawValue)")
        #expect(try await !play.isKept(Guards.without(play.name.rawValue).guards), "without \(play.name.rawValue)")
    }

    @Test func `a guard is named by itself or by its rule, and what means nothing is told`() {
        let (one, _) = Guards.without("R20-canary")
        #expect(!one.stands(.canary) && one.stands(.absence))
        let (several, unknown) = Guards.without("R20,R13,R99,banana")
        #expect(!several.stands(.canary) && !several.stands(.absence) && !several.stands(.verify) && several.stands(.echo))
        #expect(unknown == ["R99", "banana"])
        #expect(Guards.without(nil).guards == Guards())
    }

    @Test func `every guard is told in docs/TESTING.md, and every brake has one`() throws {
        let page = try String(contentsOf: SettingsSample.root.appending(path: "docs/TESTING.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { line in ["R", "P", "A", "C", "L"].contains { line.hasPrefix("| `\($0)") } }.map {
            $0.dropFirst(3).prefix { $0 != "`" }
        }
        #expect(Set(rows.map(String.init)) == Set(RuleGuard.allCases.map(\.rawValue)))
        let brakes = ["deletes", "creates", "updates", "same_value", "blanks", "unknown", "conflicts", "listing", "all_changed", "schema"]
        #expect(brakes.allSatisfy { RuleGuard.brake($0) != nil })
    }
}
