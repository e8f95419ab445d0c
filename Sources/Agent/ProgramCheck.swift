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
        var known: Set<Currency> = [settings.program.currency]
        if let source = terms.rates {
            let path = RateTable.path(of: source, settings)
            guard let table = RateTable(source, settings) else { return facts + [.unreadableRates(path: path)] }
            guard table.findings != [.noHeader] else { return facts + [.noRateTable(path: path)] }
            if let first = table.findings.map(\.line).min() {
                facts.append(.badRates(path: path, count: table.findings.count, line: first))
            }
            let named = Set(table.rates.map(\.to)).union(table.rates.isEmpty ? [] : [source.base])
            // A rate leads from one currency to another: the program's own must be in the table too.
            if named.contains(settings.program.currency) { known.formUnion(named) }
        }
        let deals = try currencies(besides: known)
        return facts + deals.sorted { $0.key < $1.key }.map { .noRate(currency: $0.key.code, deals: $0.value) }
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
        var facts: [ProgramFact] = []
        for (key, table) in amounts {
            for currency in table.keys.sorted() where currency != settings.program.currency {
                facts.append(.idleAmount(key: key, currency: currency.code))
            }
        }
        return facts + (try partnerFacts())
    }

    /// What the partners who may be paid lack.
    private func partnerFacts() throws(RunError) -> [ProgramFact] {
        let earners = Set(try services.reading { try $0.commissions.all().map(\.partner) })
        let paid = Set(settings.payouts.remotes.keys).union(settings.payouts.manualFolder == nil ? [] : ["manual"])
        var methods: [String: Int] = [:]
        var currencies: [String: Int] = [:]
        var withoutDestination = 0
        try each(.partner) { partner in
            func text(_ field: String) -> String { partner.values[field].map { $0.isBlank ? "" : $0.display } ?? "" }
            guard PartnerStatus(rawValue: text("status"))?.allows(.payout) == true else { return }
            let (method, wanted) = (text("payout_method"), text("payout_currency"))
            if !method.isEmpty, !paid.contains(method) { methods[method, default: 0] += 1 }
            if !wanted.isEmpty, wanted != settings.program.currency.code { currencies[wanted, default: 0] += 1 }
            if method.isEmpty || text("payout_account").isEmpty, earners.contains(partner.id) { withoutDestination += 1 }
        }
        var facts = methods.sorted { $0.key < $1.key }.map { ProgramFact.unpaidMethod(method: $0.key, partners: $0.value) }
        if withoutDestination > 0 { facts.append(.noDestination(partners: withoutDestination)) }
        facts += currencies.sorted { $0.key < $1.key }.map { ProgramFact.otherCurrency(wanted: $0.key, partners: $0.value) }
        return facts
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
