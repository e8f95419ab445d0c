import Model

/// The portal's whole memory: definitions, records and links.
struct HubSpotStore: Sendable {
    let settings: HubSpotSettings
    let catalog: HubSpotCatalog
    var links: HubSpotLinks
    private var tables: [HubSpotKind: HubSpotTable]

    init(settings: HubSpotSettings, catalog: HubSpotCatalog) {
        self.settings = settings
        self.catalog = catalog
        links = HubSpotLinks(types: HubSpotAssociationTypes(portal: settings.portal))
        tables = Dictionary(
            uniqueKeysWithValues: HubSpotKind.allCases.map { kind in
                (kind, HubSpotTable(kind: kind, unique: catalog.properties(of: kind).filter(\.unique).map(\.name)))
            })
    }

    /// The table of a kind.
    subscript(kind: HubSpotKind) -> HubSpotTable {
        get { tables[kind] ?? HubSpotTable(kind: kind, unique: []) }
        _modify {
            // Through the default of a missing key, so that the table is changed in place and never copied.
            yield &tables[kind, default: HubSpotTable(kind: kind, unique: [])]
        }
    }

    /// The kind of a name in a path.
    func kind(_ name: String) throws(HubSpotProblem) -> HubSpotKind {
        guard let kind = HubSpotKind(named: name, portal: settings.portal) else {
            throw .invalid("Unable to infer object type from: \(name)")
        }
        return kind
    }

    /// The record that an id, or a value of a unique property, means; nil when there is none.
    func find(_ text: String, by property: String?, _ kind: HubSpotKind) throws(HubSpotProblem) -> HubSpotRecord? {
        guard let property, property != "hs_object_id" else { return Int64(text).flatMap { self[kind].record($0) } }
        guard self[kind].isUnique(property) else {
            throw .invalid(
                "Property \(property) of \(kind.shouted(portal: settings.portal)) has no unique values and cannot be an idProperty")
        }
        let value = kind == .contacts && property == "email" ? text.lowercased() : text
        return self[kind].holder(of: value, in: property)
    }

    /// Checks values and makes a record of them.
    mutating func create(
        _ properties: JSONObject, _ kind: HubSpotKind, at now: Timestamp, visible due: Timestamp, by source: HubSpotSource = .integration
    ) throws(HubSpotProblem) -> HubSpotRecord {
        let checker = HubSpotValues(catalog: catalog)
        let values = try checker.checkedStage(try checker.checked(properties, kind: kind), of: nil)
        try refuseClash(values, kind, for: nil)
        return self[kind].create(values.filter { !$0.value.isEmpty }, at: now, visible: due, by: source)
    }

    /// Checks values and changes a live record with them.
    mutating func update(
        _ id: Int64, _ properties: JSONObject, _ kind: HubSpotKind, at now: Timestamp, visible due: Timestamp,
        by source: HubSpotSource = .integration
    ) throws(HubSpotProblem) -> HubSpotRecord {
        guard let record = self[kind].liveRecord(id) else { throw .notFound }
        let checker = HubSpotValues(catalog: catalog)
        let values = try checker.checkedStage(try checker.checked(properties, kind: kind), of: record)
        try refuseClash(values, kind, for: record.id)
        guard let changed = self[kind].update(record.id, values, at: now, visible: due, by: source) else { throw .notFound }
        return changed
    }

    /// Merges two live records and moves the links of both.
    mutating func merge(_ first: Int64, _ second: Int64, _ kind: HubSpotKind, at now: Timestamp, visible due: Timestamp) -> HubSpotRecord? {
        guard let primary = self[kind].liveRecord(first), let other = self[kind].liveRecord(second),
            let merged = self[kind].merge(primary.id, other.id, at: now, visible: due)
        else { return nil }
        links.move(kind, from: primary.id, to: merged.id)
        links.move(kind, from: other.id, to: merged.id)
        return merged
    }

    /// Gives every record another id, as a refreshed test portal does.
    mutating func renumber() {
        let offset: Int64 = 1_000_000
        links = links.renumbered(by: offset)
        for kind in HubSpotKind.allCases { self[kind] = self[kind].renumbered(by: offset) }
    }

    private func refuseClash(_ values: [String: String], _ kind: HubSpotKind, for id: Int64?) throws(HubSpotProblem) {
        guard let clash = self[kind].clash(values, for: id) else { return }
        if kind == .contacts, clash.property == "email" { throw .contactExists(clash.holder) }
        throw .taken(clash, portal: settings.portal, kind: kind)
    }
}
