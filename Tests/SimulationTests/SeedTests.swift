import Foundation
import Model
import Testing

/// The production agent over the production store against the vendors' stand-ins, everything decided by one seed.
@Suite struct SeedTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `people edit, everything fails, all heals: it comes together and nothing is lost`(seed: UInt64) async throws {
        let verdict = try await onThread { try Play.verdict(seed) }
        #expect(verdict.violations == [], "seed \(seed)")
    }

    /// The order of a dictionary must not depend on where it lies in memory: the environment says so, as scripts/test does.
    private static let isDecided = ProcessInfo.processInfo.environment["SWIFT_DETERMINISTIC_HASHING"] != nil

    @Test(.enabled(if: isDecided, "scripts/test sets SWIFT_DETERMINISTIC_HASHING"))
    func `M3 the same seed does the same twice`() async throws {
        let (one, two) = (try await onThread { try Play.verdict(7) }, try await onThread { try Play.verdict(7) })
        #expect(one.hash == two.hash)
        #expect(one.counts == two.counts)
        let other = try await onThread { try Play.verdict(8) }
        #expect(other.hash != one.hash)
    }
}
