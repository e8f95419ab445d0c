import Model
import Reconciliation
import Testing

@Suite struct TombstonesTests {
    private let one: EntityID
    private let two: EntityID
    private let now = Timestamp(seconds: 1_800_000_000)

    init() throws {
        one = try #require(EntityID("c_01JD3Z0000000000000000000A"))
        two = try #require(EntityID("c_01JD3Z0000000000000000000B"))
    }

    private func proof(
        complete: Bool = true, gone: Bool? = true, before: Bool = true, after: Bool = true, since: Int64? = 7200
    ) -> DeletionEvidence {
        .absent(
            AbsenceProof(
                isListingComplete: complete, isGoneByID: gone, isCanaryReadableBefore: before, isCanaryReadableAfter: after,
                missingSince: since.map { now - .seconds($0) }))
    }

    private func decide(
        _ evidence: DeletionEvidence, others: [OtherLink] = [], hubChanged: Bool = false, money: Bool = false, winner: MergeWinner? = nil
    ) -> TombstoneDecision {
        Tombstones.decide(
            TombstoneInput(
                entity: one, evidence: evidence, winner: winner, isHubChanged: hubChanged, isMoneyBearing: money, others: others, now: now))
    }

    private func waits(_ decision: TombstoneDecision) -> Bool {
        if case .keepWaiting = decision { return true }
        return false
    }

    @Test func `R20 every part of the proof is needed`() {
        #expect(decide(proof()) == .unlink(rule: "R20"))
        #expect(waits(decide(proof(complete: false))))
        #expect(waits(decide(proof(gone: nil))))
        #expect(waits(decide(proof(gone: false))))
        #expect(waits(decide(proof(before: false))))
        #expect(waits(decide(proof(after: false))))
    }

    @Test func `R20 deleting elsewhere asks for two complete listings an hour apart`() {
        let owned = [OtherLink(remote: "b", onDelete: .propagate, isOwned: true)]
        #expect(decide(proof(since: 3600), others: owned) == .propagate(["b": .delete], rule: "R20"))
        #expect(waits(decide(proof(since: 3599), others: owned)))
        #expect(waits(decide(proof(since: nil), others: owned)))
        #expect(decide(.explicit, others: owned) == .propagate(["b": .delete], rule: "R21"))
        #expect(
            decide(proof(since: nil), others: [OtherLink(remote: "b", onDelete: .archive, isOwned: true)])
                == .propagate(["b": .archive], rule: "R20"))
    }

    @Test(
        arguments: [
            (DeletePolicy.propagate, Removal.delete), (.archive, .archive), (.unlink, .unlink), (.ignore, nil),
        ] as [(DeletePolicy, Removal?)])
    func `R21 the receiving side's policy decides`(policy: DeletePolicy, removal: Removal?) {
        let decision = decide(.explicit, others: [OtherLink(remote: "b", onDelete: policy, isOwned: true)])
        #expect(decision == (removal.map { .propagate(["b": $0], rule: "R21") } ?? .unlink(rule: "R21")))
    }

    @Test func `R21 a record that is not ours is never deleted or archived`() {
        for policy in [DeletePolicy.propagate, .archive] {
            #expect(decide(.explicit, others: [OtherLink(remote: "b", onDelete: policy, isOwned: false)]) == .unlink(rule: "R21"))
            let readOnly = OtherLink(remote: "b", onDelete: policy, isOwned: true, isWritable: false)
            #expect(decide(.explicit, others: [readOnly]) == .unlink(rule: "R21"))
        }
    }

    @Test func `R21 what money hangs on is never deleted`() {
        let links = [OtherLink(remote: "b", onDelete: .propagate, isOwned: true), OtherLink(remote: "c", onDelete: .unlink, isOwned: true)]
        #expect(decide(.explicit, others: links, money: true) == .propagate(["c": .unlink], rule: "R21"))
    }

    @Test func `R21 a change wins over a deletion that would reach it`() {
        let still = OtherLink(remote: "b", onDelete: .propagate, isOwned: true)
        let changed = OtherLink(remote: "b", onDelete: .propagate, isOwned: true, isChanged: true)
        #expect(decide(.explicit, others: [still], hubChanged: true) == .review(reason: "deleted there, changed in the hub", rule: "R21"))
        #expect(decide(.explicit, others: [changed]) == .review(reason: "deleted there, changed at b", rule: "R21"))
        let unlinked = OtherLink(remote: "b", onDelete: .unlink, isOwned: true, isChanged: true)
        #expect(decide(.explicit, others: [unlinked]) == .review(reason: "deleted there, changed at b", rule: "R21"))
        let ignored = OtherLink(remote: "c", onDelete: .ignore, isOwned: true, isChanged: true)
        #expect(decide(.explicit, others: [still, ignored]) == .review(reason: "deleted there, changed at c", rule: "R21"))
        #expect(decide(.explicit, others: [ignored]) == .unlink(rule: "R21"))
        let foreign = OtherLink(remote: "b", onDelete: .archive, isOwned: false, isChanged: true)
        #expect(decide(.explicit, others: [foreign]) == .review(reason: "deleted there, changed at b", rule: "R21"))
        #expect(decide(.explicit, hubChanged: true) == .unlink(rule: "R21"))
    }

    @Test func `R24 a merged record is followed`() {
        #expect(decide(.merged(into: "n1")) == .alias(to: "n1", rule: "R24"))
        #expect(decide(.merged(into: "n1"), winner: MergeWinner(entity: nil, hasMoneyDifference: true)) == .alias(to: "n1", rule: "R24"))
        #expect(decide(.merged(into: "n1"), winner: MergeWinner(entity: one, hasMoneyDifference: true)) == .alias(to: "n1", rule: "R24"))
    }

    @Test func `R24 two entities become one only if no money differs`() {
        let equal = MergeWinner(entity: two, hasMoneyDifference: false)
        #expect(decide(.merged(into: "n1"), winner: equal) == .autoMerge(one, into: two, newID: "n1", rule: "R24"))
        #expect(decide(.merged(into: "n1"), money: true, winner: equal) == .mergeReview(one, two, newID: "n1", rule: "R24"))
        let different = MergeWinner(entity: two, hasMoneyDifference: true)
        #expect(decide(.merged(into: "n1"), winner: different) == .mergeReview(one, two, newID: "n1", rule: "R24"))
    }

    @Test func `R22 and R23 a returning id is the same record only if it was made at the same time`() {
        let later = now + .seconds(60)
        #expect(Tombstones.returned(isTombstoned: false, known: now, shown: now) == .same)
        #expect(Tombstones.returned(isTombstoned: true, known: now, shown: now) == .revive)
        #expect(Tombstones.returned(isTombstoned: true, known: nil, shown: now) == .revive)
        #expect(Tombstones.returned(isTombstoned: false, known: now, shown: nil) == .same)
        #expect(Tombstones.returned(isTombstoned: false, known: now, shown: later) == .differentRecord)
        #expect(Tombstones.returned(isTombstoned: true, known: now, shown: later) == .differentRecord)
        #expect(Tombstones.returned(isTombstoned: false, known: now + .milliseconds(250), shown: now) == .same)
    }

    @Test func `S7 nothing is deleted or archived without a proof, for a record not ours, or with money on it`() {
        var random = Seeded(20)
        for _ in 0..<5_000 {
            let evidence =
                random.chance(30)
                ? .explicit
                : proof(
                    complete: random.chance(70), gone: random.pick([nil, true, true, false]), before: random.chance(80),
                    after: random.chance(80), since: random.pick([nil, 10, 3600, 90_000]))
            let links = ["b", "c", "d"].map {
                OtherLink(
                    remote: $0, onDelete: random.pick(DeletePolicy.allCases), isOwned: random.chance(60), isChanged: random.chance(10),
                    isWritable: random.chance(80))
            }
            let money = random.chance(20)
            guard case .propagate(let removals, _) = decide(evidence, others: links, hubChanged: random.chance(10), money: money) else {
                continue
            }
            for (remote, removal) in removals where removal != .unlink {
                let link = links.first { $0.remote == remote }
                #expect(link?.isOwned == true && link?.isWritable == true && link?.isChanged == false && !money)
                if case .absent(let proof) = evidence {
                    #expect(proof.isListingComplete && proof.isGoneByID == true)
                    #expect(proof.isCanaryReadableBefore && proof.isCanaryReadableAfter)
                }
            }
        }
    }
}
