import Connectors
import Model
import ProgramRules
import Storage

/// Carries payouts to one provider: each request is stored with its key before it leaves, each answer before anything is made of it.
struct ShipmentWork: Sendable {
    /// What was done.
    struct Done: Sendable {
        var method: String
        var touched: Set<String> = []
        var raised = 0
        var unreachable: String?
        /// Why the provider refused requests for a reason that lies in none of the payouts.
        var refused: String?
        /// What a person authorised, and what has become untrue meanwhile.
        var waiting: [PayoutView] = []
    }

    /// How often one shipment is sent in one run: once, and once more under the same key after a look-up.
    private static let mostPosts = 2

    let services: Services
    let rail: PayoutRail
    let method: String
    let gateway: any PayoutGateway
    let run: String

    /// Looks up what is open, then sends new payouts in batches; those of a refused batch that were not its fault go on in smaller ones.
    func send(_ payouts: [KnownPayout]) async throws(RunError) -> Done {
        var done = Done(method: method)
        for id in try open() {
            try await drive(id, first: nil, &done)
            if done.unreachable != nil { return done }
        }
        let known = Dictionary(payouts.map { ($0.intent.id, $0) }) { first, _ in first }
        let rules = ProviderRules(gateway.abilities, name: method)
        var groups = Batching.batches(payouts.map(\.intent), rules: rules).map { $0.map(\.id) }
        while !groups.isEmpty, done.unreachable == nil, !Task.isCancelled {
            let group = groups.removeFirst()
            guard let begun = try begin(group, known, rules, &done) else { continue }
            groups = try await drive(begun.shipment, first: begun.actions, &done) + groups
        }
        return done
    }

    /// Looks up what is open, and sends nothing.
    func settleOpen() async throws(RunError) -> Done {
        var done = Done(method: method)
        for id in try open() { try await drive(id, first: nil, mostPosts: 0, &done) }
        return done
    }

    private func open() throws(RunError) -> [String] {
        try services.reading { tx in try desk(tx).open(method).map(\.id) }
    }

    // MARK: The first request

    /// Stores a new shipment with its key; preflight is made once more in the same transaction (P9).
    private func begin(
        _ group: [String], _ known: [String: KnownPayout], _ rules: ProviderRules, _ done: inout Done
    ) throws(RunError) -> (shipment: String, actions: [ShipmentAction])? {
        done.touched.formUnion(group)
        return try services.racing { tx in
            let now = services.clock.now()
            let book = PayoutBook(tx: tx, now: now, guards: services.guards)
            let facts = PayoutFacts(tx: tx, now: now, guards: services.guards)
            var ready: [KnownPayout] = []
            for id in group {
                // Those of a refused batch have moved since they were selected; the others must be as they were (P4).
                guard let fresh = try book.get(id), fresh.state.phase == .approved || !services.guards.stands(.payoutRevision) else {
                    continue
                }
                var payout = fresh
                if let selected = known[id], selected.state.revision == fresh.state.revision || !services.guards.stands(.payoutRevision) {
                    payout = selected
                }
                guard try facts.findings(payout, rail.terms).isEmpty else { continue }
                ready.append(payout)
            }
            guard !ready.isEmpty else { return nil }
            var shipment = Shipment(id: try shipmentID(for: ready, rules, tx), intents: ready.map(\.intent.id), rules: rules)
            let actions = shipment.apply(.begin, at: now)
            let desk = desk(tx)
            let stored = try desk.add(shipment, remote: gateway.mark)
            try desk.note(stored, action: "send", key: shipment.key, outcome: "stored", detail: [:])
            for var payout in ready { try book.apply(.send, to: &payout) }
            return (shipment.id, actions)
        }
    }

    /// The id that keys are made of (P3): the payout's own where it goes alone, or a new one.
    private func shipmentID(for payouts: [KnownPayout], _ rules: ProviderRules, _ tx: Transaction) throws -> String {
        guard rules.largestBatch == 1, let alone = payouts.first?.intent.id else { return services.identifier("batch_") }
        let before = try tx.shipments.carrying(alone).count
        return before == 0 ? alone : "\(alone).\(before + 1)"
    }

    // MARK: Step by step

    /// Plays a shipment until it rests.
    /// - Returns: groups of payouts that go on in requests of their own.
    @discardableResult
    private func drive(
        _ id: String, first: [ShipmentAction]?, mostPosts: Int = Self.mostPosts, _ done: inout Done
    ) async throws(RunError) -> [[String]] {
        var posts = 0
        var again: [[String]] = []
        var actions: [ShipmentAction]
        if let first { actions = first } else { actions = try resume(id, mostPosts, &done) }
        while !actions.isEmpty {
            switch actions.removeFirst() {
            case .post(let key, let epoch, let notAfter):
                posts += 1
                guard let answer = try await post(id, key: key, notAfter: notAfter) else { return again }
                let (next, groups) = try record(id, epoch: epoch, answer, &done)
                again += groups
                actions += next
            case .lookUp(let keys, let providerID):
                var result = await lookUp(keys, providerID)
                if case .notFound = result.0 { result.0 = try await listed(id, &done) }
                actions += try record(id, result, keys: keys, mayPost: posts < mostPosts, &done)
            case .read(let providerID):
                done.raised += try await ItemReading(services: services, gateway: gateway, run: run).read(id, providerID)
            case .settle, .release, .askPerson, .alarm: break
            }
        }
        return again
    }

    private func resume(_ id: String, _ mostPosts: Int, _ done: inout Done) throws(RunError) -> [ShipmentAction] {
        try services.racing { tx in
            let desk = desk(tx)
            guard let row = try tx.shipments.get(id) else { return nil }
            var known = try desk.known(row)
            done.touched.formUnion(known.value.intents)
            if known.value.phase == .ready {
                // A new epoch: nothing leaves that is not true any more (P9).
                guard mostPosts > 0 else { return nil }
                let waiting = try held(known, tx)
                done.waiting += waiting
                guard waiting.isEmpty else { return nil }
            }
            let actions = known.value.apply(known.value.phase == .ready ? .begin : .resume, at: services.clock.now())
            if row.phase == Shipment.Phase.ready.rawValue { known.row.remote = gateway.mark }
            if known.value.revision != row.revision {
                try desk.store(&known, action: "resume", key: nil, outcome: known.value.phase.rawValue, detail: [:])
            }
            try follow(known, tx)
            return actions
        } ?? []
    }

    /// The payouts of a shipment that are not true any more, with what speaks against each.
    private func held(_ shipment: KnownShipment, _ tx: Transaction) throws -> [PayoutView] {
        let now = services.clock.now()
        let book = PayoutBook(tx: tx, now: now, guards: services.guards)
        let facts = PayoutFacts(tx: tx, now: now, guards: services.guards)
        return try shipment.value.intents.compactMap { try book.get($0) }.compactMap { payout in
            let findings = try facts.findings(payout, rail.terms)
            return findings.isEmpty ? nil : try PayoutView(payout, tx, rail.terms, now: now, findings: findings)
        }
    }

    /// Sends the one request. Without its row nothing leaves.
    private func post(_ id: String, key: String, notAfter: Timestamp) async throws(RunError) -> PayoutAnswer? {
        services.crash.pass(.payoutStored)
        let items = try services.reading { tx -> [PayoutItem] in
            let book = PayoutBook(tx: tx, now: services.clock.now(), guards: services.guards)
            return try tx.shipments.payouts(of: id).compactMap { payout in
                try book.get(payout).map {
                    PayoutItem(
                        key: $0.intent.id, amount: $0.intent.amount, receiver: $0.intent.destination.account,
                        receiverKind: receiverKind($0.intent.destination.account))
                }
            }
        }
        guard !items.isEmpty else { return nil }
        let key = services.guards.stands(.payoutKey) ? key : services.identifier("key_")
        let answer = await gateway.submit(
            PayoutBatch(key: key, note: services.settings.program.name, items: items, notAfter: notAfter))
        services.crash.pass(.payoutAnswered)
        return answer
    }

    private func receiverKind(_ account: String) -> String {
        let kinds = gateway.abilities.receiverKinds
        if account.contains("@"), kinds.contains("email") { return "email" }
        if account.hasPrefix("+"), kinds.contains("phone") { return "phone" }
        return kinds.contains("account") ? "account" : kinds.sorted().first ?? "account"
    }

    private func lookUp(_ keys: [String], _ providerID: String?) async -> (LookUpResult, others: [String]) {
        var isFailed = false
        for key in keys {
            switch await gateway.find(key: key, id: key == keys.first ? providerID : nil) {
            case .found(let id, let others): return (.found(id: id), others)
            case .notFound: continue
            case .failed: isFailed = true
            }
        }
        return (isFailed ? .failed : .notFound, [])
    }

    /// Before a request leaves under a new key, the provider that cannot be asked by key is asked for its own list (P6).
    private func listed(_ id: String, _ done: inout Done) async throws(RunError) -> LookUpResult {
        guard gateway.abilities.canList, !gateway.abilities.canFindByKey else { return .notFound }
        let (row, payouts) = try services.reading { tx in (try tx.shipments.get(id), Set(try tx.shipments.payouts(of: id))) }
        guard let row, row.phase == Shipment.Phase.checking.rawValue else { return .notFound }
        let until = services.clock.now() - gateway.abilities.listLag
        let items: [PayoutItemReport]
        do throws(ConnectorError) {
            items = try await gateway.report(since: row.createdAt - .seconds(3600), until: until)
        } catch {
            return .failed
        }
        let own = items.filter { $0.key.map(payouts.contains) ?? false }
        guard !own.isEmpty else { return .notFound }
        done.raised += try ItemReading(services: services, gateway: gateway, run: run).book(own, of: id) ?? 0
        _ = try services.racing { tx in try desk(tx).closeListed(row) }
        // Sent or not, the payments are known: nothing goes out.
        return .failed
    }

    // MARK: What an answer makes

    private func record(
        _ id: String, epoch: Int, _ answer: PayoutAnswer, _ done: inout Done
    ) throws(RunError) -> (actions: [ShipmentAction], again: [[String]]) {
        if case .notSent(let reason) = answer { done.unreachable = reason }
        let result = try services.racing { tx -> (actions: [ShipmentAction], again: [[String]])? in
            let desk = desk(tx)
            guard let row = try tx.shipments.get(id) else { return nil }
            var known = try desk.known(row)
            let news = AnswerNews(answer, epoch: epoch, guards: services.guards, known.value)
            if let forged = news.forged { known.value = forged }
            if news.isForAll, done.unreachable == nil { done.refused = news.words }
            let actions = known.value.apply(news.event, at: services.clock.now())
            try desk.store(&known, action: "answer", key: known.value.key(epoch), outcome: news.outcome, detail: news.detail)
            var again: [[String]] = []
            if actions.contains(.release) { again = try release(known, news, tx) } else { try follow(known, tx, news, actions) }
            done.raised += try raise(actions, known, desk)
            return (actions, again)
        }
        services.crash.pass(.payoutRecorded)
        return result ?? ([], [])
    }

    private func record(
        _ id: String, _ found: (LookUpResult, others: [String]), keys: [String], mayPost: Bool, _ done: inout Done
    ) throws(RunError) -> [ShipmentAction] {
        var raised = 0
        let actions = try services.racing { tx -> [ShipmentAction]? in
            let desk = desk(tx)
            guard let row = try tx.shipments.get(id) else { return nil }
            var known = try desk.known(row)
            let before = known
            let actions = known.value.apply(.lookedUp(found.0), at: services.clock.now())
            if !mayPost, actions.contains(where: \.isPost) {
                // It may be sent again under its key; this run has done so, or may not.
                try desk.note(before, action: "look_up", key: keys.first, outcome: found.0.word, detail: [:])
                return []
            }
            if actions.contains(where: \.isPost) {
                let check = RequestCheck(tx: tx, services: services, rail: rail, desk: desk, mark: gateway.mark)
                if try check.stops(before, key: keys.first) {
                    raised += 1
                    return []
                }
            }
            if known.value.revision == row.revision {
                try desk.note(known, action: "look_up", key: keys.first, outcome: found.0.word, detail: [:])
            } else {
                try desk.store(&known, action: "look_up", key: keys.first, outcome: found.0.word, detail: [:])
            }
            try follow(known, tx)
            // What waited about the request is over; what is raised below is about what was found.
            let isFound = if case .found = found.0 { true } else { false }
            let isSent = before.value.phase == .checking && known.value.phase == .sending
            if isFound || isSent { try desk.closeReview(of: id, by: nil) }
            if known.value.phase == .checking, found.0 == .failed {
                let reason = "the earlier requests of \(id) cannot be looked up, so that nothing is sent under the new key"
                try desk.raise(known.value.intents.first ?? id, about: id, reason, rule: "P6", review: services.identifier("review_"))
                raised += 1
            }
            if !found.others.isEmpty {
                let reason = "the provider has the key of \(known.row.id) more than once: \(found.others.joined(separator: ", "))"
                try desk.raise(known.value.intents.first ?? id, about: id, reason, rule: "P5", review: services.identifier("review_"))
                raised += 1
            }
            raised += try raise(actions, known, desk)
            return actions
        }
        done.raised += raised
        return actions ?? []
    }

    /// The payouts of a shipment follow its phase.
    private func follow(_ shipment: KnownShipment, _ tx: Transaction, _ news: AnswerNews? = nil, _ actions: [ShipmentAction] = []) throws {
        let book = PayoutBook(tx: tx, now: services.clock.now(), guards: services.guards)
        let isSettled = actions.contains { if case .settle = $0 { true } else { false } }
        for id in shipment.value.intents {
            guard var payout = try book.get(id) else { continue }
            switch shipment.value.phase {
            case .sending where payout.state.phase != .submitted: try book.apply(.send, to: &payout)
            case .unknown, .waitsForPerson: try book.apply(.doubt, to: &payout)
            case .accepted where isSettled:
                try book.apply(.report(.success), to: &payout, PayoutNews(item: shipment.value.providerID, rawState: "accepted"))
                for item in news?.items ?? [] { if let fee = item.fee { try book.book(fee: fee, of: &payout) } }
            case .accepted: try book.apply(.report(.pending), to: &payout)
            default: break
            }
        }
    }

    /// Nothing was paid: those at fault fail with their claims let go, the others go on in other requests (P7, P8).
    private func release(_ shipment: KnownShipment, _ news: AnswerNews, _ tx: Transaction) throws -> [[String]] {
        let book = PayoutBook(tx: tx, now: services.clock.now(), guards: services.guards)
        let split: (failed: [String], again: [[String]]) =
            news.isForAll
            ? ([], [shipment.value.intents])
            : services.guards.stands(.badReceiver)
                ? Batching.afterRefusal(shipment.value, named: news.named(shipment.value)) : (shipment.value.intents, [])
        for id in split.failed {
            guard var payout = try book.get(id) else { continue }
            if try book.apply(.refuse, to: &payout, PayoutNews(rawState: news.outcome, reason: news.words)) == nil {
                try book.apply(.doubt, to: &payout)
            }
        }
        for id in split.again.joined() {
            guard var payout = try book.get(id) else { continue }
            try book.apply(.recall, to: &payout, PayoutNews(reason: news.isForAll ? news.words : nil))
        }
        return news.isForAll ? [] : split.again
    }

    private func raise(_ actions: [ShipmentAction], _ shipment: KnownShipment, _ desk: ShipmentDesk) throws -> Int {
        var count = 0
        for action in actions {
            let reason: String
            switch action {
            case .askPerson: reason = "nobody knows whether \(shipment.row.id) was paid, and the provider may have forgotten its key"
            case .alarm(let id): reason = "the provider may have paid \(shipment.row.id) twice: it also names \(id)"
            default: continue
            }
            try desk.raise(
                shipment.value.intents.first ?? shipment.row.id, about: shipment.row.id, reason, rule: "P6",
                review: services.identifier("review_"))
            count += 1
        }
        return count
    }

    // MARK: Transactions

    func desk(_ tx: Transaction) -> ShipmentDesk {
        ShipmentDesk(tx: tx, now: services.clock.now(), guards: services.guards, run: run)
    }
}

extension ShipmentAction {
    fileprivate var isPost: Bool { if case .post = self { true } else { false } }
}

extension LookUpResult {
    /// The result as one word.
    var word: String {
        switch self {
        case .found: "found"
        case .notFound: "not_found"
        case .failed: "failed"
        }
    }
}
