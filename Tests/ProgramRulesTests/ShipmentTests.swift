import Model
import ProgramRules
import Testing

/// The request's state machine, case by case.
@Suite struct ShipmentTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    private func sent(_ rules: ProviderRules = .stripe) -> Shipment {
        var shipment = Shipment(id: "po_1", intents: ["po_1"], rules: rules)
        _ = shipment.apply(.begin, at: start)
        return shipment
    }

    private func unknown(_ rules: ProviderRules = .stripe) -> Shipment {
        var shipment = sent(rules)
        _ = shipment.apply(.answer(epoch: 1, .doubtful), at: start)
        return shipment
    }

    @Test func `P3 the key is the id and the epoch, and the first use is stored with the state that asks for the request`() {
        var shipment = Shipment(id: "po_1", intents: ["po_1"], rules: .stripe)
        let actions = shipment.apply(.begin, at: start)
        #expect(actions == [.post(key: "po_1-1", epoch: 1, notAfter: start + .seconds(23 * 3600))])
        #expect(shipment.firstSentAt == start && shipment.phase == .sending && shipment.revision == 2)
        #expect(shipment.apply(.begin, at: start).isEmpty)
        #expect(shipment.revision == 2)
    }

    @Test func `P13 a fresh success of a provider that pays at once is believed, a replayed one is read first`() {
        var fresh = sent()
        #expect(fresh.apply(.answer(epoch: 1, .accepted(id: "tr_1", isReplay: false)), at: start) == [.settle(providerID: "tr_1")])
        var replayed = sent()
        #expect(replayed.apply(.answer(epoch: 1, .accepted(id: "tr_1", isReplay: true)), at: start) == [.read(providerID: "tr_1")])
        var batch = sent(.paypal)
        #expect(batch.apply(.answer(epoch: 1, .accepted(id: "b_1", isReplay: false)), at: start) == [.read(providerID: "b_1")])
    }

    @Test func `P5 a duplicate batch is the batch`() {
        var shipment = unknown(.paypal)
        #expect(shipment.apply(.lookedUp(.notFound), at: start).count == 1)
        #expect(shipment.apply(.answer(epoch: 1, .duplicate(id: "b_1")), at: start) == [.read(providerID: "b_1")])
        #expect(shipment.phase == .accepted && shipment.providerID == "b_1")
    }

    @Test func `P5 what is in doubt is looked up, and an empty listing only repeats the same key`() {
        var shipment = sent()
        #expect(shipment.apply(.answer(epoch: 1, .doubtful), at: start) == [.lookUp(keys: ["po_1-1"], providerID: nil)])
        #expect(shipment.phase == .unknown)
        let later = start + .seconds(3600)
        #expect(
            shipment.apply(.lookedUp(.notFound), at: later) == [.post(key: "po_1-1", epoch: 1, notAfter: start + .seconds(23 * 3600))])
        #expect(shipment.attempts == 2)
    }

    @Test func `P7 a refusal settles the first request of a key, and no later one`() {
        var first = sent()
        #expect(first.apply(.answer(epoch: 1, .refused(code: "400")), at: start) == [.release])
        #expect(first.phase == .refused)
        var second = unknown()
        _ = second.apply(.lookedUp(.notFound), at: start)
        #expect(second.apply(.answer(epoch: 1, .refused(code: "400")), at: start) == [.lookUp(keys: ["po_1-1"], providerID: nil)])
        #expect(second.phase == .unknown)
    }

    @Test func `P7 a refusal that comes after the doubt settles nothing`() {
        var shipment = unknown()
        #expect(shipment.apply(.answer(epoch: 1, .refused(code: "400")), at: start).isEmpty)
        #expect(shipment.phase == .unknown)
    }

    @Test func `P6 after the key's life a person decides, and only by name`() {
        var shipment = unknown()
        let late = start + .seconds(23 * 3600 + 1)
        #expect(shipment.apply(.lookedUp(.notFound), at: late) == [.askPerson])
        #expect(shipment.phase == .waitsForPerson)
        #expect(shipment.apply(.begin, at: late).isEmpty)
        #expect(shipment.apply(.authorise(by: "  "), at: late).isEmpty)
        #expect(shipment.phase == .waitsForPerson)
        _ = shipment.apply(.authorise(by: "ana"), at: late)
        #expect(shipment.phase == .ready && shipment.epoch == 2 && shipment.key == "po_1-2")
        #expect(shipment.authorisations == ["ana"])
        // Before anything leaves, the earlier key is looked up once more.
        #expect(shipment.apply(.begin, at: late) == [.lookUp(keys: ["po_1-2", "po_1-1"], providerID: nil)])
        #expect(shipment.apply(.lookedUp(.failed), at: late).isEmpty)
        #expect(shipment.apply(.lookedUp(.notFound), at: late) == [.post(key: "po_1-2", epoch: 2, notAfter: late + .seconds(23 * 3600))])
    }

    @Test func `P9 what is not true any more goes back to the person who authorised it, and what is unknown stays so`() {
        var shipment = unknown()
        let (before, late) = (shipment, start + .seconds(90_000))
        #expect(shipment.apply(.held, at: start).isEmpty && shipment == before)
        for event in [ShipmentEvent.lookedUp(.notFound), .authorise(by: "ana"), .begin] { _ = shipment.apply(event, at: late) }
        #expect(shipment.phase == .checking)
        #expect(shipment.apply(.held, at: late).isEmpty && shipment.phase == .waitsForPerson)
        #expect(shipment.apply(.lookedUp(.notFound), at: late).isEmpty)
        #expect(shipment.apply(.abandon(by: "ana"), at: late) == [.release])
    }

    @Test func `P6 a key that proves nothing is not used again, whatever the clock says`() {
        for var shipment in [sent(), unknown()] {
            #expect(shipment.apply(.keyDoubted, at: start) == [.askPerson])
            #expect(shipment.phase == .waitsForPerson)
            #expect(shipment.apply(.lookedUp(.notFound), at: start).isEmpty)
            // What it paid after all is still found.
            var found = shipment
            #expect(found.apply(.lookedUp(.found(id: "tr_1")), at: start) == [.read(providerID: "tr_1")])
            #expect(shipment.apply(.answer(epoch: 1, .accepted(id: "tr_1", isReplay: false)), at: start) == [.settle(providerID: "tr_1")])
        }
        var ready = Shipment(id: "po_1", intents: ["po_1"], rules: .stripe)
        #expect(ready.apply(.keyDoubted, at: start).isEmpty && ready.phase == .ready)
    }

    @Test func `P6 what a look-up finds ends the waiting, even for a person`() {
        var shipment = unknown()
        let late = start + .seconds(90_000)
        _ = shipment.apply(.lookedUp(.notFound), at: late)
        #expect(shipment.apply(.resume, at: late) == [.lookUp(keys: ["po_1-1"], providerID: nil)])
        #expect(shipment.apply(.lookedUp(.found(id: "tr_9")), at: late) == [.read(providerID: "tr_9")])
        #expect(shipment.phase == .accepted)
    }

    @Test func `P6 a person may declare that the provider never had it`() {
        var shipment = unknown()
        let late = start + .seconds(90_000)
        _ = shipment.apply(.lookedUp(.notFound), at: late)
        #expect(shipment.apply(.abandon(by: "ana"), at: late) == [.release])
        #expect(shipment.phase == .refused && shipment.authorisations == ["ana"])
        // If it had it after all, that is an alarm and no silent payment.
        #expect(shipment.apply(.answer(epoch: 1, .accepted(id: "tr_1", isReplay: false)), at: late) == [.alarm(providerID: "tr_1")])
    }

    @Test func `P7 a request that never left does not count, and one that may have left still does`() {
        var shipment = sent()
        #expect(shipment.apply(.notSent(epoch: 1), at: start) == [.release])
        #expect(shipment.phase == .refused && shipment.attempts == 0 && shipment.firstSentAt == nil)
        var renewed = unknown()
        let late = start + .seconds(90_000)
        for event in [ShipmentEvent.lookedUp(.notFound), .authorise(by: "ana"), .begin, .lookedUp(.notFound)] {
            _ = renewed.apply(event, at: late)
        }
        #expect(renewed.apply(.notSent(epoch: 2), at: late).isEmpty && renewed.phase == .ready && renewed.epoch == 2)
        var doubtful = unknown()
        _ = doubtful.apply(.lookedUp(.notFound), at: start)
        _ = doubtful.apply(.notSent(epoch: 1), at: start)
        #expect(doubtful.phase == .unknown && doubtful.attempts == 1 && doubtful.firstSentAt == start)
        _ = doubtful.apply(.lookedUp(.notFound), at: start)
        #expect(doubtful.apply(.answer(epoch: 1, .refused(code: "400")), at: start) == [.lookUp(keys: ["po_1-1"], providerID: nil)])
        #expect(doubtful.apply(.notSent(epoch: 2), at: start).isEmpty && doubtful.attempts == 2)
    }

    @Test func `P6 a new epoch under which nothing was sent may be given up`() {
        var shipment = unknown()
        let late = start + .seconds(90_000)
        for event in [ShipmentEvent.lookedUp(.notFound), .authorise(by: "ana")] { _ = shipment.apply(event, at: late) }
        #expect(shipment.apply(.abandon(by: "bo"), at: late) == [.release])
        #expect(shipment.phase == .refused && shipment.authorisations == ["ana", "bo"])
        var fresh = Shipment(id: "po_1", intents: ["po_1"], rules: .stripe)
        #expect(fresh.apply(.abandon(by: "bo"), at: late).isEmpty)
        // Nor does it wait for ever for look-ups that never come; what has left under it is another matter.
        for (events, isFree) in [([ShipmentEvent.begin, .lookedUp(.failed)], true), ([.begin, .lookedUp(.notFound)], false)] {
            var checking = unknown()
            for event in [ShipmentEvent.lookedUp(.notFound), .authorise(by: "ana")] + events { _ = checking.apply(event, at: late) }
            #expect(checking.apply(.abandon(by: "bo"), at: late) == (isFree ? [.release] : []))
            #expect(checking.phase == (isFree ? .refused : .sending))
        }
    }

    @Test func `a shipment that is read back goes on as if it had never been away`() {
        var shipment = unknown()
        for event in [ShipmentEvent.lookedUp(.notFound), .answer(epoch: 1, .accepted(id: "tr_1", isReplay: true))] {
            let back = Shipment(
                id: shipment.id, intents: shipment.intents, rules: shipment.rules, phase: shipment.phase, epoch: shipment.epoch,
                firstSentAt: shipment.firstSentAt, attempts: shipment.attempts, providerID: shipment.providerID,
                authorisations: shipment.authorisations, revision: shipment.revision)
            #expect(back == shipment)
            _ = shipment.apply(event, at: start)
        }
    }

    @Test func `P6 what stands in the provider's own list is accepted as a whole, and in part waits for a person`() {
        let late = start + .seconds(90_000)
        var whole = unknown()
        _ = whole.apply(.lookedUp(.notFound), at: late)
        #expect(whole.apply(.listed(isWhole: true), at: late).isEmpty && whole.phase == .accepted && whole.providerID == nil)
        #expect(whole.apply(.authorise(by: "ana"), at: late).isEmpty && whole.phase == .accepted)
        // The name that it gets in the end is no second payment.
        #expect(whole.apply(.answer(epoch: 1, .duplicate(id: "b_1")), at: late) == [.read(providerID: "b_1")])
        #expect(whole.apply(.answer(epoch: 1, .duplicate(id: "b_2")), at: late) == [.alarm(providerID: "b_2")])
        var part = unknown()
        for event in [ShipmentEvent.lookedUp(.notFound), .authorise(by: "ana"), .begin] { _ = part.apply(event, at: late) }
        #expect(part.phase == .checking)
        #expect(part.apply(.listed(isWhole: false), at: late).isEmpty && part.phase == .waitsForPerson)
        #expect(part.apply(.abandon(by: "ana"), at: late) == [.release])
        var refused = sent()
        _ = refused.apply(.answer(epoch: 1, .refused(code: "400")), at: late)
        #expect(refused.apply(.listed(isWhole: true), at: late).isEmpty && refused.phase == .refused)
    }

    @Test func `an old key that paid while the new one is under way raises an alarm`() {
        var shipment = unknown()
        let late = start + .seconds(90_000)
        for event in [ShipmentEvent.lookedUp(.notFound), .authorise(by: "ana"), .begin, .lookedUp(.notFound)] {
            _ = shipment.apply(event, at: late)
        }
        #expect(shipment.phase == .sending && shipment.epoch == 2)
        let actions = shipment.apply(.answer(epoch: 1, .accepted(id: "tr_1", isReplay: false)), at: late)
        #expect(actions == [.alarm(providerID: "tr_1"), .read(providerID: "tr_1")])
        #expect(shipment.apply(.answer(epoch: 2, .accepted(id: "tr_2", isReplay: false)), at: late) == [.alarm(providerID: "tr_2")])
    }

    @Test func `a crash while sending is doubt, and while accepted a reason to read`() {
        var shipment = sent()
        #expect(shipment.apply(.resume, at: start) == [.lookUp(keys: ["po_1-1"], providerID: nil)])
        #expect(shipment.phase == .unknown)
        _ = shipment.apply(.lookedUp(.found(id: "tr_1")), at: start)
        #expect(shipment.apply(.resume, at: start) == [.read(providerID: "tr_1")])
    }

    @Test func `P8 a refused batch goes on without those who were named, or in halves down to the bad one`() {
        var shipment = Shipment(id: "b_1", intents: ["a", "b", "c", "d", "e"], rules: .paypal)
        #expect(Batching.afterRefusal(shipment).again.isEmpty)
        _ = shipment.apply(.begin, at: start)
        _ = shipment.apply(.answer(epoch: 1, .refused(code: "400")), at: start)
        let named = Batching.afterRefusal(shipment, named: [1, 9])
        #expect(named.failed == ["b"] && named.again == [["a", "c", "d", "e"]])
        let halves = Batching.afterRefusal(shipment)
        #expect(halves.failed.isEmpty && halves.again == [["a", "b"], ["c", "d", "e"]])
    }

    @Test func `P8 one bad receiver among any number sinks at last only itself`() {
        var random = Seeded(8)
        for count in 1...40 {
            let intents = (0..<count).map { "i\($0)" }
            let bad = random.pick(intents)
            var (open, failed, sent) = ([intents], [String](), [String]())
            while let batch = open.popLast() {
                var shipment = Shipment(id: batch.joined(), intents: batch, rules: .paypal)
                _ = shipment.apply(.begin, at: start)
                guard batch.contains(bad) else {
                    sent += batch
                    continue
                }
                _ = shipment.apply(.answer(epoch: 1, .refused(code: "VALIDATION_ERROR")), at: start)
                let next = Batching.afterRefusal(shipment)
                failed += next.failed
                open += next.again
            }
            #expect(failed == [bad])
            #expect(Set(sent) == Set(intents).subtracting([bad]) && sent.count == count - 1)
        }
    }
}
