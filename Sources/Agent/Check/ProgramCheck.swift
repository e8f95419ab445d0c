import Model
import ProgramRules
import Storage

/// Whether links, terms and payouts fit what they speak of: the key, the file of rates, and the partners and deals that the hub holds.
struct ProgramCheck {
    let services: Services
    let resolver: SecretResolver?

    private var settings: Settings { services.settings }

    func findings() -> [CheckFinding] {
        var findings: [CheckFinding] = []
        if settings.links.key != nil, let resolver { findings += found("links", linkFacts(resolver)) }
        do throws(RunError) {
            if let terms = settings.terms, terms.isGiven { findings += found("terms", try termFacts(terms)) }
            if settings.payouts != PayoutSettings() { findings += found("payouts", try payoutFacts()) }
        } catch {
            // Every cause but the store's is the store's as well: nothing else is asked here.
            if case .store(let cause) = error { findings.append(CheckFinding(subject: "store", fact: .unreadableStore(cause))) }
        }
        return findings
    }

    private func found(_ subject: String, _ facts: [ProgramFact]) -> [CheckFinding] {
        (facts.isEmpty ? [.fitting] : facts).map { CheckFinding(subject: subject, fact: .program($0)) }
    }

    private func linkFacts(_ resolver: SecretResolver) -> [ProgramFact] {
        do throws(RunError) {
            _ = try ClickKey.hash(settings, resolver)
            return []
        } catch {
            guard case .configuration(let sentences) = error else { return [] }
            return sentences.map { .noLinkKey($0) }
        }
    }

    private func termFacts(_ terms: TermsSettings) throws(RunError) -> [ProgramFact] {
        var facts: [ProgramFact] = terms.book.terms.rules.isEmpty ? [.noRule] : []
        if let source = terms.rates {
            let path = RateTable.path(of: source, settings)
            guard let table = RateTable(source, settings) else { return facts + [.unreadableRates(path: path)] }
            guard table.findings != [.noHeader] else { return facts + [.noRateTable(path: path)] }
            if let first = table.findings.map(\.line).min() {
                facts.append(.badRates(path: path, count: table.findings.count, line: first))
            }
        }
        let deals = try currencies(besides: rated)
        return facts + deals.sorted { $0.key < $1.key }.map { .noRate(currency: $0.key.code, deals: $0.value) }
    }

    /// The currencies that have rates, the program's own among them.
    private var rated: Set<Currency> {
        let own = settings.program.currency
        guard let source = settings.terms?.rates, let table = RateTable(source, settings), !table.rates.isEmpty else { return [own] }
        let named = Set(table.rates.map(\.to)).union([source.base])
        // A rate leads from one currency to another: the program's own must be in the table too.
        return named.contains(own) ? named : [own]
    }

    /// How many deals are in each currency without a rate.
    private func currencies(besides known: Set<Currency>) throws(RunError) -> [Currency: Int] {
        var counts: [Currency: Int] = [:]
        try each(.deal) { deal in
            guard case .money(let amount)? = deal.values["amount"], !known.contains(amount.currency) else { return }
            counts[amount.currency, default: 0] += 1
        }
        return counts
    }

    private func payoutFacts() throws(RunError) -> [ProgramFact] {
        let payouts = settings.payouts
        let amounts = [
            ("payouts.minimum", payouts.terms.thresholds), ("payouts.two_above", payouts.terms.fourEyesAbove),
            ("brakes.payouts.sum", payouts.terms.largestSum),
        ]
        let wishes = try wishes()
        var facts: [ProgramFact] = []
        for (key, table) in amounts {
            for currency in table.keys.sorted() where currency != settings.program.currency && wishes.currencies[currency] == nil {
                facts.append(.idleAmount(key: key, currency: currency.code))
            }
        }
        facts += wishes.methods.sorted { $0.key < $1.key }.map { .unpaidMethod(method: $0.key, partners: $0.value) }
        if wishes.withoutDestination > 0 { facts.append(.noDestination(partners: wishes.withoutDestination)) }
        let rated = rated
        for (currency, partners) in wishes.currencies.sorted(by: { $0.key < $1.key }) where !rated.contains(currency) {
            facts.append(.noPayoutRate(currency: currency.code, partners: partners))
        }
        return facts
    }

    /// How the partners who may be paid are to be paid.
    private struct Wishes {
        /// Methods that nobody pays by, with how many ask for each.
        var methods: [String: Int] = [:]
        /// Currencies other than the program's, with how many ask for each.
        var currencies: [Currency: Int] = [:]
        /// How many earned something and have not said where it goes.
        var withoutDestination = 0
    }

    private func wishes() throws(RunError) -> Wishes {
        let earners = Set(try services.reading { try $0.commissions.all().map(\.partner) })
        let paid = Set(settings.payouts.remotes.keys).union(settings.payouts.manualFolder == nil ? [] : ["manual"])
        var wishes = Wishes()
        try each(.partner) { partner in
            func text(_ field: String) -> String { partner.values[field].map { $0.isBlank ? "" : $0.display } ?? "" }
            guard PartnerStatus(rawValue: text("status"))?.allows(.payout) == true else { return }
            let method = text("payout_method")
            if !method.isEmpty, !paid.contains(method) { wishes.methods[method, default: 0] += 1 }
            if let wanted = Currency(text("payout_currency")), wanted != settings.program.currency {
                wishes.currencies[wanted, default: 0] += 1
            }
            if method.isEmpty || text("payout_account").isEmpty, earners.contains(partner.id) { wishes.withoutDestination += 1 }
        }
        return wishes
    }

    private func each(_ kind: EntityKind, _ body: (Entity) -> Void) throws(RunError) {
        var after: EntityID?
        while true {
            let page = try services.reading { try $0.entities.page(kind, after: after, limit: 1_000) }
            page.forEach(body)
            guard let last = page.last, page.count == 1_000 else { return }
            after = last.id
        }
    }
}

extension RateFile.Finding {
    /// The line it is about.
    fileprivate var line: Int {
        switch self {
        case .noHeader: 1
        case .unknownCurrency(let line, _), .badDay(let line), .badRate(let line, _), .tooManyCells(let line): line
        }
    }
}
