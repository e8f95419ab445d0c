import Model

/// Plays all changes of all lines in the order of time and notes what each does to every commission.
///
/// A change moves its own line; tiers and caps pass the move on to others; what then differs from what was noted becomes an entry whose
/// cause is the change. So the sum of the entries is always what stands.
struct EarnRun {
    private let input: EarnInput
    private var lines: [CommissionLine]
    private var states: [LineState]
    private var places: [EarnItem: EarnPlace] = [:]
    private var tiers: [EarnPlace.TierKey: TierGroup] = [:]
    private var caps = CapBoard()
    /// Per item: what it wants, and what each layer of caps leaves of it.
    private var values: [EarnItem: [Int64]] = [:]
    private var notes = EarnNotes()
    /// Per item the line on which its recruiter earns.
    private var recruits: [EarnItem: Int] = [:]
    private var recruitLines: [Int: [Int]] = [:]

    init(_ input: EarnInput) {
        self.input = input
        lines = input.lines
        states = input.lines.map { LineState($0) }
    }

    /// Plays everything.
    mutating func result() -> EarnResult {
        struct Step {
            let at: Timestamp
            let line: Int
            let index: Int
        }
        var steps: [Step] = []
        var verdicts = input.verdicts.sorted { ($0.at, $0.cause) < ($1.at, $1.cause) }[...]
        for (line, value) in lines.enumerated() {
            for (index, change) in value.changes.enumerated() { steps.append(Step(at: change.at, line: line, index: index)) }
        }
        steps.sort { ($0.at, lines[$0.line].id, $0.index) < ($1.at, lines[$1.line].id, $1.index) }
        for step in steps {
            while let verdict = verdicts.first, verdict.at < step.at { bar(verdicts.removeFirst()) }
            apply(lines[step.line].changes[step.index], to: step.line)
        }
        for verdict in verdicts { bar(verdict) }
        return notes.result { item in (lines[item.line], states[item.line]) }
    }

    private mutating func apply(_ change: LineChange, to line: Int) {
        let before = states[line].shares.map(\.partner)
        if !states[line].apply(change, guards: input.guards) {
            notes.refuse(RefusedRefund(line: lines[line].id, event: change.cause, at: change.at))
        }
        if case .paid = change.effect { payRecruits(of: line, change) }
        var dirty: Set<EarnItem> = []
        var stepped: Set<EarnItem> = []
        for partner in Set(before + states[line].shares.map(\.partner)).sorted() {
            let item = EarnItem(line: line, partner: partner)
            let moved = place(item)
            dirty.insert(item)
            dirty.formUnion(moved.tiers + moved.caps)
            stepped.formUnion(moved.tiers)
        }
        let changed = grant(dirty)
        for item in changed.sorted() {
            let amount = values[item]?.last ?? 0
            let reason = item.line == line ? change.reason : stepped.contains(item) ? EntryReason.tier : .cap
            guard notes.note(item, amount: amount, rate: rateText(item), change: change, reason: reason) else { continue }
            passToRecruiter(item, amount: amount, change)
        }
    }

    // MARK: Places

    /// Puts an item where it belongs now: rule, tier period, cap groups; or takes it out.
    /// - Returns: the other items that this moved.
    private mutating func place(_ item: EarnItem) -> (tiers: [EarnItem], caps: [EarnItem]) {
        let new = newPlace(item)
        var moved: (tiers: [EarnItem], caps: [EarnItem]) = ([], [])
        if let old = places[item], new.map({ !$0.isSamePlace(as: old) }) ?? true {
            if let key = old.tierKey { moved.tiers = tiers[key, default: TierGroup()].remove(old.order) }
            moved.caps = caps.remove(old.caps, old.order)
        }
        places[item] = new
        guard let new else { return moved }
        notes.create(item, new, known: input.frozen[new.key])
        if let key = new.tierKey, let table = new.tiers {
            moved.tiers += tiers[key, default: TierGroup()].put(item, new.order, table, measure: measure(item, new, table))
        }
        return moved
    }

    private mutating func newPlace(_ item: EarnItem) -> EarnPlace? {
        let (line, state) = (lines[item.line], states[item.line])
        let key = CommissionKey(line: line.id, partner: item.partner, kind: line.kind)
        notes.settle(key)
        guard state.stands, let at = state.earnedAt, state.share(of: item.partner) != nil else { return nil }
        guard let partner = input.partners[item.partner] else {
            notes.wait(key, .unknownPartner)
            return nil
        }
        guard partner.may(line.kind.act, at: at) else { return nil }
        let book = (input.frozen[key]?.book).flatMap { input.archive[$0] ?? (input.book.id == $0 ? input.book : nil) } ?? input.book
        let facts = RuleFacts(partner: partner, sale: line.facts, amount: state.amounts?.amount, at: at)
        guard let (rule, version) = book.terms.rule(for: line.kind, facts) else { return nil }
        let order = EarnOrder(at: at, line: line.id, partner: item.partner)
        var tierKey: EarnPlace.TierKey?
        if case .tiers(let table) = version.pay {
            let period = Period(table.period, holding: at, in: book.terms.zone)
            tierKey = EarnPlace.TierKey(partner: item.partner, rule: rule.id, period: period)
        }
        return EarnPlace(
            key: key, order: order, bookID: book.id, terms: book.terms, rule: rule, version: version,
            exchange: exchange(key, state, at, book.terms), tierKey: tierKey,
            caps: CapLayer.allCases.map { layer in
                layer.group(line, order, book.terms).map { CapPlacement(group: $0.group, limit: $0.limit) }
            })
    }

    /// The frozen rate of the pair, or the one of the day.
    private mutating func exchange(_ key: CommissionKey, _ state: LineState, _ at: Timestamp, _ terms: Terms) -> ExchangeRate? {
        guard let from = state.amounts?.amount.currency, from != terms.currency else { return nil }
        let known = input.frozen[key]?.exchange ?? notes.exchange(key)
        if let known, known.from == from, known.to == terms.currency { return known }
        notes.ask(key.line)
        return input.rates.rate(from: from, to: terms.currency, on: terms.zone.day(of: at), maxAgeDays: terms.rateMaxAgeDays)
    }

    // MARK: Amounts

    private func valuation(_ item: EarnItem, _ place: EarnPlace) -> Valuation {
        let state = states[item.line]
        return Valuation(
            amounts: state.amounts, taken: state.taken, exchange: place.exchange, currency: place.terms.currency,
            needsRate: input.guards.stands(.rate))
    }

    private func measure(_ item: EarnItem, _ place: EarnPlace, _ table: TierTable) -> Int64 {
        let valuation = valuation(item, place)
        switch table.measure {
        case .count: return valuation.remains ? 1 : 0
        case .amount:
            guard case .success(let worth) = valuation.worth(place.version.base) else { return 0 }
            return part(of: worth, item)
        }
    }

    /// A partner's part of an amount by the weights of the line (A4).
    private func part(of amount: Int64, _ item: EarnItem) -> Int64 {
        let state = states[item.line]
        guard let (index, _) = state.share(of: item.partner) else { return 0 }
        return LargestRemainder.split(amount, by: state.shares.map(\.weight))[index]
    }

    private func rate(_ item: EarnItem) -> CommissionRate? {
        guard let place = places[item] else { return nil }
        return place.rate(step: place.tierKey.flatMap { tiers[$0]?.step(place.order) })
    }

    private func rateText(_ item: EarnItem) -> String { rate(item)?.text ?? "" }

    /// What an item wants before caps; zero while it waits.
    private mutating func wanted(_ item: EarnItem) -> Int64 {
        guard let place = places[item], let rate = rate(item) else { return 0 }
        var result = valuation(item, place).commission(rate, base: place.version.base)
        if case .failure(.mixedCurrencies) = result, let from = states[item.line].amounts?.amount.currency, place.exchange == nil,
            from != place.terms.currency
        {
            let day = place.terms.zone.day(of: place.order.at)
            result = .failure(.noRate(from: from, to: place.terms.currency, day: day))
        }
        switch result {
        case .success(let whole):
            // The cap of a deal bites before the split, so that partners who share it share the loss (C5).
            return part(of: min(whole, place.terms.caps.perDeal?.minor ?? whole), item)
        case .failure(let reason):
            notes.wait(place.key, reason)
            return 0
        }
    }

    /// Passes what items want through the layers of caps.
    /// - Returns: all items that may have changed.
    private mutating func grant(_ items: Set<EarnItem>) -> Set<EarnItem> {
        var dirty = items
        for item in dirty { values[item] = [places[item] == nil ? 0 : wanted(item)] }
        for (layer, _) in CapLayer.allCases.enumerated() {
            for item in dirty.sorted() {
                guard let place = places[item], let cap = place.caps[layer] else { continue }
                dirty.formUnion(caps.put(item, place.order, cap, wanted: values[item]?[layer] ?? 0))
            }
            for item in dirty {
                let wanted = values[item]?[layer] ?? 0
                let granted = places[item].flatMap { place in place.caps[layer].map { caps.granted(place.order, $0) } } ?? wanted
                values[item] = Array((values[item] ?? []).prefix(layer + 1)) + [granted]
            }
        }
        return dirty
    }

    // MARK: Recruiters

    /// What a recruited partner earned is a sale of the recruiter's, of one level (C2).
    private mutating func passToRecruiter(_ item: EarnItem, amount: Int64, _ change: LineChange) {
        guard lines[item.line].kind != .recruiting, let recruiter = input.partners[item.partner]?.recruiter, recruiter != item.partner,
            let earned = notes.money(item, amount)
        else { return }
        let line = recruits[item] ?? addRecruitLine(item, recruiter)
        func pass(_ effect: LineEffect, at: Timestamp) {
            apply(LineChange(at: at, cause: change.cause, reason: change.reason, effect: effect), to: line)
        }
        pass(.amounts(SaleAmounts(earned)), at: change.at)
        pass(amount > 0 ? .stands : .falls, at: change.at)
        if let paid = states[item.line].paidAt { pass(.paid, at: paid) }
    }

    private mutating func addRecruitLine(_ item: EarnItem, _ recruiter: EntityID) -> Int {
        let origin = lines[item.line]
        lines.append(
            CommissionLine(
                id: "\(origin.id)\(CommissionLine.recruited)\(item.partner.text)", kind: .recruiting, deal: nil, customer: origin.customer,
                facts: origin.facts, shares: [Share(partner: recruiter, weight: LargestRemainder.whole)], changes: []))
        states.append(LineState(lines[lines.count - 1]))
        recruits[item] = lines.count - 1
        recruitLines[item.line, default: []].append(lines.count - 1)
        return lines.count - 1
    }

    /// A person's verdict about what a recruiter has at that time.
    private mutating func bar(_ verdict: RecruitVerdict) {
        let change = LineChange(at: verdict.at, cause: verdict.cause, reason: .voided, effect: .bars(verdict.recruiter))
        for line in recruits.values.sorted() where states[line].shares.contains(where: { $0.partner == verdict.recruiter }) {
            if verdict.line == nil || verdict.line == lines[line].id { apply(change, to: line) }
        }
    }

    private mutating func payRecruits(of line: Int, _ change: LineChange) {
        for derived in recruitLines[line] ?? [] { apply(change, to: derived) }
    }
}
