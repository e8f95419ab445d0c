import Foundation
import Model
import Testing

/// The payout rail by the built binary, against providers over sockets: whatever goes wrong, each payout is paid at most once (P3 to P13).
@Suite struct RailTests {
    private static let plays = Dictionary(
        uniqueKeysWithValues: RailProvider.allCases.map { provider in
            (provider, Task { try await RailPlay.play(RailTable.rows.filter { $0.provider == provider }, at: provider) })
        })

    @Test(arguments: RailTable.rows) func `each trouble comes out as the table says`(row: RailRow) async throws {
        let told = try #require(try await Self.plays[row.provider]?.value)
        let differences = try #require(told[row.testDescription])
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: [(RailProvider.stripe, "P3"), (.paypal, "P3"), (.paypal, "P5")])
    func `without its guards the rail pays twice, and the verdict sees it`(provider: RailProvider, rule: String) async throws {
        let lost = RailRow("an answer is lost", provider, when: [.fault("response-lost", "#1"), .run(.send, nil)], then: nil)
        let told = try await RailPlay.play([lost], at: provider, without: rule)
        let differences = try #require(told[lost.testDescription])
        #expect(differences.contains { $0.hasSuffix("was sent 2 times") }, "\(differences)")
    }

    @Test func `every row has a name of its own`() {
        #expect(RailTable.rows.count >= 50)
        #expect(Set(RailTable.rows.map(\.testDescription)).count == RailTable.rows.count)
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["ENTENTE_LONG"] == "1"), arguments: RailProvider.allCases)
    func `whatever happens in whatever order, the law holds (P3 to P12)`(provider: RailProvider) async throws {
        let rows = (1...40).map { RailRow.chance(provider, seed: $0) }
        for (name, differences) in try await RailPlay.play(rows, at: provider) {
            #expect(differences.isEmpty, "\(name): \(differences.joined(separator: "\n"))")
        }
    }
}

extension RailRow {
    /// A row of troubles that follow from a seed; only the law says what must come of it.
    static func chance(_ provider: RailProvider, seed: Int) -> RailRow {
        var moments = SeededMoments(state: UInt64(seed))
        _ = moments.next()
        let kinds = [
            "response-lost", "request-lost", "reset-mid-body", "truncated-json", "duplicate-delivery", "http-409", "rate-limited",
            "http-503", "failed-after-effect", "html-login", "token-expired", "scope-removed",
        ]
        let deaths: [(CrashPoint, RailStep)] = [
            (.payoutStored, .send), (.payoutAnswered, .send), (.payoutRecorded, .send), (.payoutItemsBooked, .settle),
        ]
        var deeds: [RailDeed] = []
        for _ in 0..<Int(2 + moments.next() % 5) {
            switch moments.next() % 6 {
            case 0, 1:
                deeds.append(.fault(kinds[Int(moments.next()) % kinds.count], moments.next() % 2 == 0 ? "#1" : "1"))
                deeds.append(.run(.send, nil))
            case 2:
                let (point, step) = deaths[Int(moments.next()) % deaths.count]
                deeds.append(.mayDie(point, step))
            case 3: deeds.append(.run(.settle, nil))
            case 4: deeds.append(.pass(Int(moments.next() % 30)))
            default: deeds.append(.both(moments.next() % 2 == 0 ? [:] : ["ENTENTE_MUTATE": "R34"], [0, 3, 5, 75]))
            }
        }
        return RailRow("seed \(seed)", provider, when: deeds, then: nil)
    }
}
