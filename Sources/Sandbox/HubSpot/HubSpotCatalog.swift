import Model

/// The portal's definitions: properties, deal pipelines and owners.
struct HubSpotCatalog: Sendable {
    let portal: Int
    /// The currency that `amount_in_home_currency` is in.
    let currency: String
    let createdAt: Timestamp
    let pipelines: [HubSpotPipeline]
    let owners: [HubSpotOwner]
    private let tables: [HubSpotKind: [HubSpotProperty]]
    private let named: [HubSpotKind: [String: HubSpotProperty]]

    init(settings: HubSpotSettings, createdAt: Timestamp, owners: [ProgramData.Owner]) {
        self.portal = settings.portal
        self.currency = settings.currency
        self.createdAt = createdAt
        self.pipelines = HubSpotDefinitions.pipelines
        self.owners =
            owners.map { owner in
                let (id, user) = (String(910_901 + owner.key), 41_001 + owner.key)
                return HubSpotOwner(id: id, user: user, email: owner.email, first: owner.firstName, last: owner.lastName)
            } + [HubSpotDefinitions.formerOwner]
        let tables = HubSpotKind.allCases.map { ($0, HubSpotDefinitions.properties(of: $0)) }
        self.tables = Dictionary(uniqueKeysWithValues: tables)
        self.named = Dictionary(
            uniqueKeysWithValues: tables.map { kind, list in (kind, Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0) })) })
    }

    /// The properties of a kind, in the order of the portal.
    func properties(of kind: HubSpotKind) -> [HubSpotProperty] { tables[kind] ?? [] }

    /// One property by its name.
    func property(_ name: String, of kind: HubSpotKind) -> HubSpotProperty? { named[kind]?[name] }

    /// The stage of that id in any pipeline.
    func stage(_ id: String) -> HubSpotPipeline.Stage? { pipelines.lazy.flatMap(\.stages).first { $0.id == id } }

    /// The text a property of a record holds, worked out where HubSpot works it out; nil where it holds nothing.
    func text(_ name: String, of record: HubSpotRecord, kind: HubSpotKind) -> String? {
        switch name {
        case "hs_object_id": return String(record.id)
        case "createdate", "hs_createdate": return record.createdAt.isoMilliseconds
        case kind.modifiedProperty: return record.modifiedAt.isoMilliseconds
        case "hs_lastmodifieddate": return nil
        case "hs_merged_object_ids":
            return record.mergedIDs.isEmpty ? nil : record.mergedIDs.map(String.init).joined(separator: ";")
        case "hs_is_closed", "hs_is_closed_won", "amount_in_home_currency":
            return kind == .deals ? worked(name, record) : nil
        case "email" where record.archivedAt != nil && kind == .contacts: return nil
        default: return record.text(name)
        }
    }

    private func worked(_ name: String, _ record: HubSpotRecord) -> String? {
        let stage = record.text("dealstage").flatMap(stage)
        switch name {
        case "hs_is_closed": return String(stage?.closed ?? false)
        case "hs_is_closed_won": return String(stage?.closed == true && stage?.probability == "1.0")
        default:
            // The portal has no exchange rates: an amount in another currency has no home amount.
            return (record.text("deal_currency_code") ?? currency) == currency ? record.text("amount") : nil
        }
    }
}
