import Model
import ProgramRules
import Testing

/// The states of a payout, with the ledger that follows them.
@Suite struct PayoutStateTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func played(_ events: [PayoutState.Event]) -> (state: PayoutState, outcomes: [PayoutState.Outcome?]) {
        var state = PayoutState()
        let outcomes = events.map { state.apply($0) }
        return (state, outcomes)
    }

    private let sent: [PayoutState.Event] = [.approve, .send]

    @Test func `the straight road: draft, approved, submitted, paid`() {
        let (state, outcomes) = played(sent + [.report(.pending), .report(.success)])
        #expect(state.phase == .paid && state.place == .provider && state.revision == 4)
        #expect(outcomes[2] == nil)
        #expect(outcomes[3]?.move == .init(from: .clearing, to: .provider))
        #expect(outcomes.compactMap { $0 }.allSatisfy { !$0.isReleased && !$0.isAlarm })
    }

    @Test(arguments: [
        (ItemStatus.failed, PayoutState.Phase.failed), (.denied, .failed), (.blocked, .failed), (.returned, .failed), (.refunded, .failed),
        (.reversed, .failed), (.cancelled, .failed), (.success, .paid), (.unclaimed, .unclaimed), (.pending, .submitted),
        (.onHold, .submitted),
    ])
    func `P8 what a provider reports of an item that was sent`(status: ItemStatus, phase: PayoutState.Phase) {
        let (state, outcomes) = played(sent + [.report(status)])
        #expect(state.phase == phase)
        #expect(outcomes.last.map { $0?.isReleased ?? false } == (phase == .failed))
    }

    @Test(arguments: [ItemStatus.returned, .refunded, .reversed, .blocked, .cancelled])
    func `P8 what was paid or unclaimed comes back as returned, with its entry`(status: ItemStatus) {
        for first in [ItemStatus.success, .unclaimed] {
            let (state, outcomes) = played(sent + [.report(first), .report(status)])
            #expect(state.phase == .returned && state.place == .partner)
            #expect(outcomes.last??.move == .init(from: first == .success ? .provider : .unclaimed, to: .partner))
            #expect(outcomes.last??.isReleased == true)
        }
    }

    @Test func `an unclaimed payout that is taken after all is paid, without being counted twice`() {
        let (state, outcomes) = played(sent + [.report(.unclaimed), .report(.success), .report(.success)])
        #expect(state.phase == .paid)
        #expect(outcomes[3]?.move == .init(from: .unclaimed, to: .provider))
        #expect(outcomes[4] == nil)
    }

    @Test func `P5 a doubt is a state of its own: it claims, and it can become anything`() {
        let (doubtful, _) = played(sent + [.doubt])
        #expect(doubtful.phase == .unknown && doubtful.place == .clearing)
        #expect(played(sent + [.doubt, .send]).state.phase == .submitted)
        #expect(played(sent + [.doubt, .refuse]).state.phase == .failed)
        #expect(played(sent + [.doubt, .report(.pending)]).state.phase == .submitted)
        #expect(played(sent + [.doubt, .report(.success)]).state.phase == .paid)
        #expect(played(sent + [.doubt, .withdraw]).state.phase == .unknown)
    }

    @Test func `what was refused for another's fault is approved still, and what may have been paid is never called back`() {
        let (state, outcomes) = played(sent + [.recall])
        #expect(state.phase == .approved && state.place == .clearing && outcomes.last??.isReleased == false)
        #expect(played(sent + [.recall, .send]).state.phase == .submitted)
        for events in [[PayoutState.Event.doubt], [.report(.success)], [.refuse], [.report(.unclaimed)]] {
            #expect(played(sent + events + [.recall]).outcomes.last == .some(nil))
        }
    }

    @Test func `what was withdrawn or never sent cannot be sent, and a provider that reports it raises an alarm`() {
        let (state, outcomes) = played([.approve, .withdraw, .send, .approve, .report(.failed), .report(.success)])
        #expect(state.phase == .paid && state.place == .provider)
        #expect(outcomes[1]?.isReleased == true && outcomes[2] == nil && outcomes[3] == nil && outcomes[4] == nil)
        #expect(outcomes[5]?.isAlarm == true && outcomes[5]?.move == .init(from: .partner, to: .provider))
        #expect(played([.send]).state.phase == .draft)
    }

    @Test(arguments: [[], [.approve], [.approve, .withdraw]] as [[PayoutState.Event]])
    func `P12 what was never sent from here and is at the provider is sent no more`(before: [PayoutState.Event]) {
        let place: MoneyPlace = before.contains(.withdraw) ? .partner : .clearing
        for (status, phase, to) in [
            (ItemStatus.success, PayoutState.Phase.paid, MoneyPlace.provider), (.unclaimed, .unclaimed, .unclaimed),
            (.pending, .submitted, .clearing), (.onHold, .submitted, .clearing),
        ] {
            let (state, outcomes) = played(before + [.report(status)])
            #expect(state.phase == phase && state.place == to)
            #expect(outcomes.last??.isAlarm == true && outcomes.last??.isReleased == false)
            let move = place == to ? nil : PayoutState.Move(from: place, to: to)
            #expect(outcomes.last??.move == move)
            #expect(played(before + [.report(status), .send, .withdraw]).state.phase == phase)
        }
        for status in [ItemStatus.failed, .reversed, .returned] { #expect(played(before + [.report(status)]).outcomes.last == .some(nil)) }
    }

    @Test func `a provider that pays what it had refused moves the money and raises an alarm`() {
        let (state, outcomes) = played(sent + [.refuse, .report(.success)])
        #expect(state.phase == .paid && outcomes.last??.isAlarm == true)
        #expect(outcomes.last??.move == .init(from: .partner, to: .provider))
    }

    @Test func `L1 and P12 under any events the ledger has the money where the state says, balanced, and settlement agrees`() throws {
        let destination = try #require(Destination(provider: "paypal", account: "a@b.example"))
        let intent = PayoutIntent(
            id: "po_1", partner: try Bench.partner(1), destination: destination, amount: try Bench.money("9.00 USD"),
            claims: [.init(entry: 1, owed: 900)])
        let dollar = try Bench.currency("USD")
        var reached: Set<PayoutState.Phase> = []
        for seed in 1...UInt64(1500) {
            var random = Seeded(seed)
            var ledger = Ledger()
            var state = PayoutState()
            #expect(ledger.book(try #require(PayoutBooking.claim(intent, at: now))) == nil)
            for _ in 0..<10 {
                let event: PayoutState.Event = random.pick(
                    [.approve, .approve, .withdraw, .send, .send, .doubt, .refuse, .recall] + ItemStatus.allCases.map { .report($0) })
                let before = state
                guard let outcome = state.apply(event) else {
                    #expect(state == before, "seed \(seed)")
                    continue
                }
                #expect(outcome.move != nil || !outcome.isReleased)
                if let move = outcome.move {
                    var status: ItemStatus?
                    if case .report(let reported) = event { status = reported }
                    let booking = PayoutBooking.move(move, intent, status: status, happened: now, at: now)
                    #expect(ledger.book(try #require(booking)) == nil)
                }
            }
            reached.insert(state.phase)
            #expect(ledger.sums.values.allSatisfy { $0 == 0 }, "seed \(seed)")
            // What the partner is owed went down by the claim, and up again only if the money came back.
            let owed = ledger.owed(to: intent.partner)[dollar] ?? 0
            #expect(owed == (state.place == .partner ? 0 : -900), "seed \(seed)")
            #expect(ledger.balance(.clearing, dollar) == (state.place == .clearing ? -900 : 0), "seed \(seed)")
            #expect(ledger.balance(.provider("paypal"), dollar) == (state.place == .provider ? -900 : 0), "seed \(seed)")
            #expect(ledger.balance(.unclaimed("paypal"), dollar) == (state.place == .unclaimed ? -900 : 0), "seed \(seed)")
            let settlement = Settlement(payouts: [.init(intent, state)], report: [], ledger: ledger.entries)
            let isOut = state.place == .provider || state.place == .unclaimed
            #expect(settlement.findings == (isOut ? [.missingAtProvider(intent: "po_1")] : []), "seed \(seed)")
        }
        #expect(reached == Set(PayoutState.Phase.allCases))
    }
}
