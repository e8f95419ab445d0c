import Model
import ProgramRules
import YAML

/// Reads `terms` of config.yaml: everything that decides an amount.
struct TermsReader {
    /// The program's facts; nil while they are not known, and then nothing is made of the terms.
    let program: Program?

    var kind: ValueKind<TermsSettings> {
        .map { reader in
            let currency = program?.currency
            let caps = CapReader(currency: currency)
            let attribution = reader.optional("attribution", AttributionReader.kind(), "whose a deal is (A1 to A6)")
            let campaigns = reader.optional(
                "campaigns", .names(of: AttributionReader.kind(attribution ?? AttributionTerms())), "the same by campaign of the link")
            let rules = reader.optional(
                "commissions", .list(of: CommissionRuleReader(currency: currency).kind),
                "the rules in order: the first that applies pays (C1)")
            let limits = reader.optional("caps", caps.caps, "what commissions may add up to (C5)")
            let cost = reader.optional(
                "allowable_cac", AmountReader.amount(in: currency),
                "what a customer won may cost, commissions and other costs together (C5)")
            let costs = reader.optional("costs", caps.costs, "what the program costs a month beside commissions")
            let fraud = reader.optional("fraud", FraudReader(currency: currency).kind, "what a person should see before it is paid")
            let rates = reader.optional("rates", Self.rates(currency), "where exchange rates come from (L4)")
            let rewards = reader.optional(
                "rewards", .list(of: RewardReader(currency: currency).reward), "what goes with commissions beside money")
            let milestones = reader.optional(
                "milestones", .list(of: RewardReader(currency: currency).milestone), "what partners reach once, and what it brings")
            guard !reader.session.isSurvey, let program, let zone = ProgramZone(program.timeZone) else { return nil }
            if reader.node.entries?.isEmpty == true { return TermsSettings.none(program) }
            var terms = Terms(currency: program.currency, zone: zone)
            terms.attribution = attribution ?? AttributionTerms()
            terms.campaigns = Dictionary((campaigns ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            terms.rules = (rules ?? []).map(\.rule)
            terms.caps = limits ?? CommissionCaps()
            terms.allowableCAC = cost
            terms.rateMaxAgeDays = rates?.days ?? 0
            terms.fraud = fraud ?? FraudReader.standard
            terms.rewards = rewards ?? []
            terms.milestones = milestones ?? []
            Self.report(TermsCheck.findings(in: terms), rules ?? [], reader)
            let text = TermsText.canonical(reader.node, program)
            var places: [String: SourcePlace] = [:]
            for rule in rules ?? [] {
                for (name, version) in rule.versions { places["\(rule.rule.id)/\(name)"] = version.node.place }
            }
            return TermsSettings(
                isGiven: true, book: TermsBook(id: TermsText.name(text), terms: terms), text: text,
                rates: rates?.source, costs: costs ?? MonthlyCosts(), places: places)
        }
    }

    /// What a file of rates says of itself.
    private static func rates(_ currency: Currency?) -> ValueKind<(source: RateSource, days: Int)> {
        .map { reader in
            let file = reader.required("file", .text, "a table of days and currencies, as the European Central Bank publishes it")
            let base = reader.required("base", ProgramReader.currency, "the currency of which one unit is worth what the columns say")
            let source = reader.value("source", .text, default: "file", "who published them, for the entry that uses one")
            let days = reader.value(
                "max_age", AmountReader.days(least: 0), default: 0, text: "0d", "how old a rate may be; 0d asks for the day itself")
            guard let file, let base else { return nil }
            return (RateSource(file: file, base: base, source: source), days)
        }
    }

    /// Tells what the terms themselves cannot mean, at the rule where it stands.
    private static func report(_ findings: [TermsFinding], _ rules: [CommissionRuleReader.Reading], _ reader: MapReader) {
        for finding in findings {
            let parts = finding.place.split(separator: ".").map(String.init)
            let isRule = parts.first == "rules" && parts.count > 1
            let rule = isRule ? rules.last { $0.rule.id == parts[1] } : nil
            let version = parts.count > 3 ? rule?.versions[parts[3]] : nil
            var path = version?.place.path ?? rule?.place.path ?? reader.place.path
            var node = version?.node ?? rule?.node ?? reader.node
            if finding.isAboutSteps, let steps = node["tiers"]?["steps"] { (path, node) = ("\(path).tiers.steps", steps) }
            let (found, expected) = TermsWords.of(finding)
            reader.session.report(Diagnostic(node.place, path: path, found: found, expected: expected))
        }
    }
}

extension TermsFinding {
    /// True for what is wrong with the steps of a table.
    fileprivate var isAboutSteps: Bool {
        switch self {
        case .noSteps, .uncoveredStart, .overlappingSteps, .mixedSteps: true
        default: false
        }
    }
}

extension TermsSettings {
    /// No terms: nothing is earned.
    static func none(_ program: Program) -> TermsSettings? {
        guard let zone = ProgramZone(program.timeZone) else { return nil }
        return TermsSettings(
            isGiven: false, book: TermsBook(id: "terms_none", terms: Terms(currency: program.currency, zone: zone)), text: "{}",
            costs: MonthlyCosts(), places: [:])
    }

    /// Where a version of a rule stands, as `FILE:LINE`.
    func placeText(rule: String, version: String) -> String? { place(rule: rule, version: version).map { "\($0.file):\($0.line)" } }

    /// The book that a kept text makes again; nil for a text that no entente wrote.
    static func book(of text: String, id: String) -> TermsBook? {
        guard let root = try? YAMLReader.read(Array(text.utf8), file: id), let code = root["currency"]?.text,
            let currency = Currency(code), let zone = root["time_zone"]?.text, let node = root["terms"]
        else { return nil }
        let program = Program(name: "", currency: currency, timeZone: zone, country: "", instance: "")
        let session = DecodingSession()
        let read = TermsReader(program: program).kind.read(node, .root, session)
        // A book of which a part was not understood would compute other amounts than the ones that were frozen.
        guard let read, session.diagnostics.isEmpty else { return nil }
        return TermsBook(id: id, terms: read.book.terms)
    }
}
