import Foundation
import Model
import Testing

/// `rewards give` by the built binary, against a shop and a payment provider over sockets: whatever goes wrong, their own books have each
/// coupon and each credit at most once (R10 to R12, P3 to P7).
@Suite struct RewardFaultTests {
    private static let plays = Task { try await RewardPlay.play(RewardRow.table) }

    @Test(arguments: RewardRow.table) func `each trouble comes out as the table says`(row: RewardRow) async throws {
        let differences = try #require(try await Self.plays.value[row.testDescription])
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: [(RewardMaker.coupon, "R10-reward"), (.credit, "R10-reward")])
    func `without the code stored first a reward is made twice, and the verdict sees it`(maker: RewardMaker, rule: String) async throws {
        let died = RewardRow("killed after the answer", maker, when: [.die(.rewardAnswered)])
        let told = try #require(try await RewardPlay.play([died], without: rule)[died.testDescription])
        #expect(told.contains { $0.hasSuffix("was made 2 times") }, "\(told)")
    }

    @Test func `every row has a name of its own`() {
        #expect(Set(RewardRow.table.map(\.testDescription)).count == RewardRow.table.count)
    }
}
