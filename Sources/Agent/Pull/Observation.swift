import Model
import Reconciliation
import Storage

/// Turns what a remote showed into the hub's canonical values, field by field.
struct Observation {
    /// The fields of the kind.
    let rules: [FieldRule]
    /// The remote that showed the record.
    let remote: String
    /// The country assumed where the record names none.
    let country: String
    /// The currency in which the program reckons.
    let currency: Currency
    /// What a proof build has taken out.
    var guards = Guards()
    /// From a record id of a referred kind to its entity.
    let resolve: (EntityKind, String) -> EntityID?

    /// The canonical values of a record, by the hub's names. A field that was not returned is absent (R15); what the hub has no value
    /// for is raw.
    func values(of shown: FieldValues) -> FieldValues {
        let context = CanonicalContext(country: countryOf(shown))
        var values: FieldValues = [:]
        for rule in rules {
            guard let side = rule.sides[remote], side.reads, let value = value(of: side, in: shown) else { continue }
            if let loose = loose(value, rule.type, side) {
                values[rule.name] = loose
                continue
            }
            values[rule.name] = side.hubValue(from: value, as: rule.type, in: context) { id in
                guard case .ref(let kind) = rule.type else { return nil }
                return resolve(kind, id)
            }
        }
        return values
    }

    /// What a value is taken for where a proof build has taken out what would read it with care (R3); nil where nothing was.
    private func loose(_ value: FieldValue, _ type: FieldType, _ side: FieldSide) -> FieldValue? {
        if !guards.stands(.knownChoice), let map = side.map, case .text(let text) = value { return .text(map.hub(of: text) ?? text) }
        return switch (type, value) {
        case (.date, .timestamp(let instant)) where !guards.stands(.wholeDay): .date(instant.date)
        case (.date, .text(let text)) where !guards.stands(.wholeDay): Timestamp(iso: text).map { .date($0.date) }
        case (.money, .money(let money)) where !guards.stands(.ownCurrency):
            ExactDecimal(String(money.text.prefix { $0 != " " })).flatMap { Money(rounding: $0, currency: currency) }.map { .money($0) }
        case (.text, .text), (.email, .text), (.phone, .text), (.url, .text), (.domain, .text):
            guards.stands(.canonicalForm) || side.map != nil ? nil : value
        default: nil
        }
    }

    private func value(of side: FieldSide, in shown: FieldValues) -> FieldValue? {
        guard side.isLink else { return shown[side.remoteField] }
        guard case .set(let ids)? = shown[linkValueName(side.remoteField)] else { return nil }
        switch ids.count {
        case 0: return .null
        case 1: return .text(ids[0])
        default: return .raw(ids.joined(separator: ";"))
        }
    }

    private func countryOf(_ shown: FieldValues) -> String {
        guard let side = rules.first(where: { $0.type == .country })?.sides[remote], side.reads, !side.isLink,
            case .text(let text)? = shown[side.remoteField], text.utf8.count == 2
        else { return country }
        return text.uppercased()
    }
}

extension Observation {
    /// The observation of a kind's records at a remote, with references resolved through the links of this transaction.
    init(of sync: EntitySync, remote: String, settings: Settings, guards: Guards = Guards(), in tx: Transaction) {
        let objects = settings.sync.reduce(into: [EntityKind: String]()) { $0[$1.kind] = $1.sides[remote]?.object }
        self.init(
            rules: sync.rules, remote: remote, country: settings.program.country, currency: settings.program.currency, guards: guards
        ) { kind, id in
            guard let object = objects[kind] else { return nil }
            return try? tx.links.entity(of: RecordKey(remote: remote, object: object, id: id))
        }
    }
}
