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
            if !guards.stands(.canonicalForm), rule.type.isWords, side.map == nil, case .text = value {
                values[rule.name] = value
                continue
            }
            values[rule.name] = side.hubValue(from: value, as: rule.type, in: context) { id in
                guard case .ref(let kind) = rule.type else { return nil }
                return resolve(kind, id)
            }
        }
        return values
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
        self.init(rules: sync.rules, remote: remote, country: settings.program.country, guards: guards) { kind, id in
            guard let object = objects[kind] else { return nil }
            return try? tx.links.entity(of: RecordKey(remote: remote, object: object, id: id))
        }
    }
}

extension FieldType {
    /// True for what is kept as text, so that two ways of writing it can be told apart.
    fileprivate var isWords: Bool {
        switch self {
        case .text, .email, .phone, .url, .domain: true
        default: false
        }
    }
}
