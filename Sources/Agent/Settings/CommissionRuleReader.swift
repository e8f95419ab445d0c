import Model
import ProgramRules
import YAML

/// Reads one entry of `commissions` of terms: a rule with its dated versions (C1).
struct CommissionRuleReader {
    /// The program's currency, if known.
    let currency: Currency?

    /// A rule, and where it and its versions stand.
    struct Reading {
        var rule: CommissionRule
        var place: DecodingPlace
        var node: YAMLNode
        var versions: [String: (place: DecodingPlace, node: YAMLNode)]
    }

    var kind: ValueKind<Reading> {
        .map { reader in
            let id = reader.required("id", TermsNames.id, "the rule's name, which never changes")
            let kind = reader.required("for", Self.kind, "what it pays for (C2)")
            var draft = VersionDraft()
            read(&draft, reader)
            let given = reader.optional(
                "versions", .list(of: versionKind(draft), least: 1),
                "the rule by dates: each with its days; what one leaves out holds as beside `versions`")
            var versions = [VersionReading(draft: draft, place: reader.place, node: reader.node)]
            if reader.has("versions") {
                reader.refuse(["pay", "tiers", "from", "until"], expected: "it in each of the versions")
                versions = given ?? []
            } else if !reader.session.isSurvey {
                check(draft, reader)
            }
            guard let id, let kind else { return nil }
            return reading(id, kind, Self.closed(versions), reader)
        }
    }

    private func reading(_ id: String, _ kind: CommissionKind, _ versions: [VersionReading], _ reader: MapReader) -> Reading? {
        var places: [String: (place: DecodingPlace, node: YAMLNode)] = [:]
        var made: [RuleVersion] = []
        for version in versions {
            guard let pay = version.draft.pay else { return nil }
            let draft = version.draft
            let name = draft.from?.text ?? "1"
            if places[name] == nil { places[name] = (version.place, version.node) }
            made.append(
                RuleVersion(
                    name: name, from: draft.from, until: draft.until, conditions: draft.conditions ?? [], pay: pay,
                    base: draft.base ?? .net, holdDays: draft.holdDays ?? 30))
        }
        return Reading(
            rule: CommissionRule(id: id, kind: kind, versions: made), place: reader.place, node: reader.node, versions: places)
    }

    /// What a version says so far.
    private struct VersionDraft {
        var from: CalendarDate?
        var until: CalendarDate?
        var conditions: [RuleCondition]?
        var pay: RuleVersion.Pay?
        var base: CommissionBase?
        var holdDays: Int?
    }

    private struct VersionReading {
        var draft: VersionDraft
        let place: DecodingPlace
        let node: YAMLNode
    }

    private func versionKind(_ standard: VersionDraft) -> ValueKind<VersionReading> {
        .map { reader in
            var draft = VersionDraft(conditions: standard.conditions, base: standard.base, holdDays: standard.holdDays)
            read(&draft, reader)
            check(draft, reader)
            return VersionReading(draft: draft, place: reader.place, node: reader.node)
        }
    }

    private func read(_ draft: inout VersionDraft, _ reader: MapReader) {
        reader.atMostOne(of: ["pay", "tiers"])
        let rate = reader.optional("pay", AmountReader.rate(in: currency), "what it pays: of each, or a unit")
        let tiers = reader.optional("tiers", TierReader(currency: currency).kind, "what it pays by step, in place of `pay` (C3)")
        draft.pay = tiers.map { .tiers($0) } ?? rate.map { .rate($0) }
        draft.base =
            reader.optional("of", ValueKind<CommissionBase>.word(), "what a percentage is taken of (C4); net where nothing is said")
            ?? draft.base
        draft.holdDays =
            reader.optional(
                "hold", AmountReader.days(least: 0), "how long it waits after the customer paid (C7); 30d where nothing is said")
            ?? draft.holdDays
        draft.conditions =
            reader.optional("when", ConditionReader(currency: currency).kind, "when it applies: all of these") ?? draft.conditions
        draft.from = reader.optional("from", AmountReader.day, "the first day, by the program's clocks")
        draft.until = reader.optional(
            "until", AmountReader.day, "the first day on which it holds no more; else where the next version begins")
    }

    private func check(_ draft: VersionDraft, _ reader: MapReader) {
        guard draft.pay == nil, !reader.has("pay"), !reader.has("tiers") else { return }
        reader.session.report(Diagnostic(reader.node.place, path: reader.place.path, found: "no pay", expected: "pay or tiers"))
    }

    /// The versions, each ending where the next begins unless it says otherwise.
    private static func closed(_ versions: [VersionReading]) -> [VersionReading] {
        versions.map { version in
            var version = version
            let starts = versions.compactMap(\.draft.from).filter { next in version.draft.from.map { $0 < next } ?? true }
            if version.draft.until == nil { version.draft.until = starts.min() }
            return version
        }
    }

    /// What a commission is for, as `CommissionKind.text` writes it.
    static var kind: ValueKind<CommissionKind> {
        let words = ["sale", "renewal", "click", "recruiting", "lead:STATE", "stage:STAGE", "bonus:MILESTONE"]
        let name = "one of " + words.joined(separator: ", ")
        return ValueKind(name, form: .scalar) { node, place, session in
            guard let text = node.text else {
                session.report(node, place, expected: name)
                return nil
            }
            if let kind = kind(text) { return kind }
            if text.hasPrefix("lead:") {
                session.report(
                    .unknownName(String(text.dropFirst(5)), at: node.place, path: place.path, allowed: TermsNames.leadStates))
            } else {
                session.report(node, place, expected: name, hint: NearestName.hint(for: text, among: words))
            }
            return nil
        }
    }

    static func kind(_ text: String) -> CommissionKind? {
        switch text {
        case "sale": return .sale
        case "renewal": return .renewal
        case "click": return .click
        case "recruiting": return .recruiting
        default: break
        }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "lead": return TermsNames.leadStates.contains(parts[1]) ? .lead(parts[1]) : nil
        case "stage": return .stage(parts[1])
        case "bonus": return TermsNames.isID(parts[1]) ? .bonus(parts[1]) : nil
        default: return nil
        }
    }
}
