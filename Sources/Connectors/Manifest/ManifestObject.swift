import Model
public import YAML

/// A kind of record at a remote. Source: CONNECTORS.md 2.9.
public struct ManifestObject: Sendable {
    /// The name, as config.yaml says it.
    public var name: String
    /// The record's id.
    public var id: Expr
    /// How an id is widened.
    public var idForm: IDForm?
    /// When it was changed.
    public var modified: ManifestTimePlace?
    /// When it was created.
    public var created: ManifestTimePlace?
    /// The remote's version of it; nil: its change time.
    public var version: Expr?
    /// When a record is a tombstone, wherever it is read.
    public var deletedWhen: Match
    /// The id of the winner, in a tombstone.
    public var mergedInto: Expr?
    /// The ids of the records that were merged into one: one id or a list.
    public var mergedFrom: Expr?
    /// The field that holds the hub's key; empty text: there is none.
    public var externalKey: TextTemplate?
    /// Natural keys.
    public var unique: [String]
    /// The object under whose records these live.
    public var parent: String?
    /// Where fields lie that are not in `fields`; the first that fits; none: at the record's root.
    public var fieldsAt: [FieldsPlace]
    /// What null is.
    public var nullAs: NullForm
    /// The fields of which something must be said.
    public var fields: [String: ManifestField]
    /// How the remote's own schema is read, in one or several requests.
    public var discover: [ManifestDiscovery]
    /// The ways to read.
    public var reads: [ManifestReadKind: [ManifestReadWay]]
    /// True if `deleted` is `none`.
    public var hasNoDeleted: Bool
    /// The ways to write.
    public var writes: [WriteKind: [ManifestWriteWay]]
    /// The links to other objects.
    public var links: [String: ManifestLink]
    /// The file, where the remote is a folder.
    public var file: TextTemplate?
    /// True if every field is one column, whatever its name, and all values are text.
    var isTable = false
    /// How the vendor counts minor units.
    var currencies = VendorCurrencies.usual
    /// Its names in webhook events; nil: its own name.
    public var eventNames: [String]?
    /// Where it stands.
    public var place: SourcePlace

    /// How ids are widened.
    public enum IDForm: String, Sendable, Hashable, CaseIterable {
        /// Salesforce's 15 letters to 18.
        case sf18
    }

    /// Where fields lie whose names fit.
    public struct FieldsPlace: Sendable {
        /// Which names, over `name`; nil: all.
        public var when: Match?
        /// The place to which a name is added.
        public var at: RecordPath
    }

    /// Where a field is read. A dotted name is a path.
    public func readPlace(of field: String) -> RecordPath {
        if let at = fields[field]?.at { return at }
        if isTable { return RecordPath([.member(field)], text: field) }
        let name = RecordPath(field.split(separator: ".").map { .member(String($0)) }, text: field)
        let scope = Scope(["name": .text(field)])
        let start = fieldsAt.first { (try? $0.when?.holds(in: scope)) ?? true }
        return start?.at.appending(name) ?? name
    }

    /// Where a field is written.
    public func writePlace(of field: String) -> RecordPath { fields[field]?.writeAt ?? readPlace(of: field) }

    /// The name of the field that holds the hub's key under the given values of config; nil if there is none.
    public func externalKeyName(in scope: Scope) throws(EvaluationError) -> String? {
        guard let name = try externalKey?.render(in: scope), !name.isEmpty else { return nil }
        return name
    }

    /// The ways of a kind of read; empty if the object has none.
    public func ways(_ kind: ManifestReadKind) -> [ManifestReadWay] { reads[kind] ?? [] }

    /// The ways of a kind of write; empty if the object has none.
    public func ways(_ kind: WriteKind) -> [ManifestWriteWay] { writes[kind] ?? [] }
}
