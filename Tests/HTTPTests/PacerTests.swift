import HTTP
import HTTPTypes
import Synchronization
import Testing

@Suite struct PacerTests {
    private let time = ManualTime()

    /// Remembers what went when.
    private final class Log: Sendable {
        private let entries = Mutex<[(at: Duration, cost: Int, tag: String)]>([])
        var all: [(at: Duration, cost: Int, tag: String)] { entries.withLock { $0 } }
        func note(_ at: Duration, _ cost: Int = 1, _ tag: String = "") { entries.withLock { $0.append((at, cost, tag)) } }

        /// The most that went within any window of the given length.
        func most(within span: Duration) -> Int {
            let sorted = all.sorted { $0.at < $1.at }
            var (first, sum, most) = (0, 0, 0)
            for entry in sorted {
                sum += entry.cost
                while sorted[first].at + span <= entry.at {
                    sum -= sorted[first].cost
                    first += 1
                }
                most = max(most, sum)
            }
            return most
        }
    }

    /// How many are inside at once.
    private final class Gauge: Sendable {
        private let count = Mutex((now: 0, most: 0))
        var most: Int { count.withLock { $0.most } }
        func enter() { count.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
        func leave() { count.withLock { $0.now -= 1 } }
    }

    @Test(arguments: [(5, Duration.seconds(1)), (100, .seconds(10)), (190, .seconds(10)), (1, .milliseconds(200)), (10_000, .seconds(60))])
    func `a rate is never exceeded in any window and used to 95 per cent`(max: Int, per: Duration) async throws {
        let pacer = Pacer([Budget(.rate(max: max, per: per))], ticker: time.ticker)
        let log = Log()
        while time.now < per * 20 {
            let permit = try await pacer.acquire()
            log.note(time.now)
            await pacer.release(permit)
            // Now and then a call takes a moment, so that calls do not all fall on the same instant.
            if log.all.count % 7 == 0 || max > 1000 { time.advance(per / (max * 3)) }
            if log.all.count > max * 25 { break }
        }
        #expect(log.most(within: per) <= max)
        #expect(Double(log.all.count) >= 0.95 * Double(max) * (time.now / per))
    }

    @Test func `costs count in a rate, and one above the whole still goes, alone`() async throws {
        let pacer = Pacer([Budget(.rate(max: 100, per: .seconds(1)))], ticker: time.ticker)
        var random = Seeded(state: 3)
        let log = Log()
        for _ in 0..<300 {
            let cost = Int.random(in: 1...60, using: &random)
            await pacer.release(try await pacer.acquire(Draw(cost: cost)))
            log.note(time.now, cost)
        }
        #expect(log.most(within: .seconds(1)) <= 100)
        let before = time.now
        await pacer.release(try await pacer.acquire(Draw(cost: 1000)))
        await pacer.release(try await pacer.acquire())
        #expect(time.now - before >= .seconds(1))
    }

    @Test(arguments: 0..<12)
    func `whatever mix of calls comes, no budget is exceeded and every call goes`(seed: UInt64) async throws {
        let budgets = [
            Budget(.rate(max: 20, per: .seconds(1))), Budget(.concurrency(max: 4)), Budget(name: "search", .rate(max: 3, per: .seconds(2))),
            Budget(name: "bulk", .concurrency(max: 1)),
        ]
        let pacer = Pacer(budgets, ticker: time.ticker)
        var random = Seeded(state: seed)
        let draws = (0..<120).map { _ in
            Draw(
                cost: Int.random(in: 1...3, using: &random), name: ["search", "bulk", nil, nil, nil].randomElement(using: &random) ?? nil,
                priority: Int.random(in: 0..<5, using: &random) == 0 ? .settle : .ordinary)
        }
        let log = Log()
        let all = Gauge()
        let bulk = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for draw in draws {
                group.addTask {
                    let permit = try await pacer.acquire(draw)
                    log.note(time.now, draw.cost, draw.name ?? "")
                    all.enter()
                    if draw.name == "bulk" { bulk.enter() }
                    for _ in 0..<(draw.cost * 5) { await Task.yield() }
                    if draw.name == "bulk" { bulk.leave() }
                    all.leave()
                    await pacer.release(permit)
                }
            }
            try await group.waitForAll()
        }
        #expect(log.all.count == 120)
        #expect((1...4).contains(all.most) && bulk.most <= 1)
        let cost = draws.reduce(0) { $0 + $1.cost }
        let searches = draws.reduce(0) { $0 + ($1.name == "search" ? $1.cost : 0) }
        #expect(time.now >= .seconds((cost - 1) / 20))
        #expect(time.now >= .seconds((searches - 1) / 3 * 2))
    }

    @Test func `calls go in their order and settling reads before them (R35)`() async throws {
        let pacer = Pacer([Budget(.concurrency(max: 1))], ticker: time.ticker)
        let first = try await pacer.acquire()
        let log = Log()
        await withTaskGroup(of: Void.self) { group in
            for (place, priority) in [Draw.Priority.ordinary, .ordinary, .settle, .ordinary, .settle].enumerated() {
                group.addTask {
                    guard let permit = try? await pacer.acquire(Draw(priority: priority)) else { return }
                    log.note(.zero, 1, "\(place)")
                    await pacer.release(permit)
                }
                while await pacer.waiting <= place { await Task.yield() }
            }
            await pacer.release(first)
        }
        #expect(log.all.map(\.tag) == ["2", "4", "0", "1", "3"])
    }

    @Test func `who lacks a named budget holds nobody up`() async throws {
        let pacer = Pacer([Budget(.concurrency(max: 5)), Budget(name: "search", .concurrency(max: 1))], ticker: time.ticker)
        let searching = try await pacer.acquire(Draw(name: "search"))
        async let second = pacer.acquire(Draw(name: "search"))
        while await pacer.waiting < 1 { await Task.yield() }
        await pacer.release(try await pacer.acquire())
        #expect(await pacer.waiting == 1)
        await pacer.release(searching)
        await pacer.release(try await second)
    }

    @Test func `a quota keeps its reserve for settling and refuses instead of waiting (R35)`() async throws {
        let pacer = Pacer([Budget(.quota(size: 100, per: .seconds(86_400), reservePercent: 20))], ticker: time.ticker)
        for _ in 0..<80 { await pacer.release(try await pacer.acquire()) }
        await #expect(throws: HTTPError.budgetSpent(seconds: 86_400)) { try await pacer.acquire() }
        for _ in 0..<20 { await pacer.release(try await pacer.acquire(Draw(priority: .settle))) }
        await #expect(throws: HTTPError.self) { try await pacer.acquire(Draw(priority: .settle)) }
        #expect(await pacer.report().first?.left == 0)
        time.advance(.seconds(86_401))
        await pacer.release(try await pacer.acquire())
        #expect(time.sleeps.isEmpty)
    }

    @Test func `a quota follows what the remote says, up and down`() async throws {
        let pacer = Pacer([Budget(.quota(size: nil, per: .seconds(86_400), reservePercent: 20))], ticker: time.ticker)
        #expect(await pacer.report() == [BudgetReport(name: nil, left: nil, of: nil, per: .seconds(86_400))])
        await pacer.release(try await pacer.acquire(), corrections: [0: Correction(used: 790, size: 1000)])
        #expect(await pacer.report() == [BudgetReport(name: nil, left: 210, of: 1000, per: .seconds(86_400))])
        await pacer.release(try await pacer.acquire(Draw(cost: 10)), corrections: [0: Correction(left: 200)])
        await #expect(throws: HTTPError.self) { try await pacer.acquire() }
        await pacer.correct([0: Correction(used: 5)])
        await pacer.release(try await pacer.acquire())
        #expect(await pacer.report().first?.left == 994)
    }

    @Test func `a rate counts the calls of others, never takes back its own, and grows only by a size that is read`() async throws {
        let pacer = Pacer([Budget(.rate(max: 10, per: .seconds(10)))], ticker: time.ticker)
        await pacer.release(try await pacer.acquire(), corrections: [0: Correction(left: 2)])
        #expect(await pacer.report().first?.left == 2)
        await pacer.correct([0: Correction(left: 10)])
        #expect(await pacer.report().first?.left == 2)
        await pacer.correct([0: Correction(left: 500)])
        #expect(await pacer.report().first?.of == 10)
        await pacer.correct([0: Correction(size: 20)])
        #expect(await pacer.report().first == BudgetReport(name: nil, left: 12, of: 20, per: .seconds(10)))
    }

    @Test func `a bucket waits for what is missing of its level`() async throws {
        let pacer = Pacer([Budget(.bucket(size: 1000, restorePerSecond: 50, reservePercent: 0))], ticker: time.ticker)
        await pacer.release(try await pacer.acquire(Draw(cost: 70)), corrections: [0: Correction(left: 66)])
        await pacer.release(try await pacer.acquire(Draw(cost: 70)))
        #expect(time.sleeps == [.milliseconds(80)])
    }

    @Test func `a bucket of unknown size sends one call at a time until it is told, and keeps a reserve (R35)`() async throws {
        let pacer = Pacer([Budget(.bucket(size: nil, restorePerSecond: nil, reservePercent: 10))], ticker: time.ticker)
        let first = try await pacer.acquire()
        async let second = pacer.acquire(Draw(cost: 20))
        while await pacer.waiting < 1 { await Task.yield() }
        await pacer.release(first, corrections: [0: Correction(left: 115, size: 1000, restorePerSecond: 10)])
        await pacer.release(try await second)
        #expect(time.now == .milliseconds(500))
        await pacer.release(try await pacer.acquire(Draw(cost: 100, priority: .settle)))
        #expect(time.now == .milliseconds(500))
    }

    @Test func `a hold keeps everybody away for as long as the remote said, or fails at once if that is too long`() async throws {
        let pacer = Pacer([Budget(name: "search", .concurrency(max: 9))], patience: .seconds(60), ticker: time.ticker)
        await pacer.hold(for: .seconds(30), name: "search")
        await pacer.release(try await pacer.acquire())
        #expect(time.now == .zero)
        await pacer.release(try await pacer.acquire(Draw(name: "search", priority: .settle)))
        #expect(time.now == .seconds(30))
        await pacer.hold(for: .seconds(900))
        await #expect(throws: HTTPError.budgetSpent(seconds: 900)) { try await pacer.acquire() }
    }

    @Test func `a cancelled caller leaves its place to the next`() async throws {
        let pacer = Pacer([Budget(.concurrency(max: 1))], ticker: time.ticker)
        let first = try await pacer.acquire()
        await withTaskGroup(of: HTTPError?.self) { group in
            group.addTask {
                do throws(HTTPError) {
                    _ = try await pacer.acquire()
                    return nil
                } catch { return error }
            }
            while await pacer.waiting < 1 { await Task.yield() }
            group.cancelAll()
            #expect(await group.next() == .cancelled)
        }
        #expect(await pacer.waiting == 0)
        await pacer.release(first)
        await pacer.release(try await pacer.acquire())
    }

    @Test func `a call that fails gives its place back, and releasing twice changes nothing`() async throws {
        let pacer = Pacer([Budget(.concurrency(max: 1))], ticker: time.ticker)
        await #expect(throws: HTTPError.badURL("")) { try await pacer.paced { () throws(HTTPError) in throw .badURL("") } }
        let permit = try await pacer.acquire()
        await pacer.release(permit)
        await pacer.release(permit)
        #expect(await pacer.report().first?.left == 1)
        let response = try await pacer.paced(reading: { _ in [0: Correction(size: 7)] }) { () throws(HTTPError) in answer(200) }
        #expect(response.head.status.code == 200)
    }
}
