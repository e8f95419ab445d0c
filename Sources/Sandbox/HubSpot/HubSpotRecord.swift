import Model

/// Who wrote a value, as `propertiesWithHistory` tells it.
enum HubSpotSource: Hashable, Sendable {
    /// The app whose token made the call.
    case integration
    /// A person in the CRM, with the user's id.
    case person(Int)
    /// The import that filled the portal.
    case imported
    /// A merge of two records.
    case merge

    /// The value of `sourceType`.
    var type: String {
        switch self {
        case .integration: "INTEGRATION"
        case .person: "CRM_UI"
        case .imported: "IMPORT"
        case .merge: "MERGE_OBJECTS"
        }
    }

    /// The members beside `sourceType`.
    var members: [(String, JSON)] {
        switch self {
        case .integration: [("sourceId", "1160452")]
        case .person(let user): [("sourceId", .string("userId:\(user)")), ("updatedByUserId", .integer(user))]
        case .imported, .merge: []
        }
    }
}

/// One value of a property, from when on and by whom; empty text stands for cleared.
struct HubSpotVersion: Hashable, Sendable {
    var value: String
    var at: Timestamp
    var source: HubSpotSource

    /// The version as `propertiesWithHistory` shows it.
    var json: JSON {
        .object(
            JSONObject(
                [("value", .string(value)), ("timestamp", .string(at.isoMilliseconds)), ("sourceType", .string(source.type))]
                    + source.members))
    }
}

/// One record with its whole history.
struct HubSpotRecord: Hashable, Sendable {
    let id: Int64
    var createdAt: Timestamp
    /// When a property last changed; links do not move it.
    var modifiedAt: Timestamp
    var archivedAt: Timestamp?
    /// The current version of every property that was ever set.
    var values: [String: HubSpotVersion] = [:]
    /// Versions that were replaced, oldest first, each with its property's name.
    var past: [HubSpotPast] = []
    /// The ids this record took over by merges.
    var mergedIDs: [Int64] = []

    /// The text a property holds; nil when it was never set or was cleared.
    func text(_ name: String) -> String? {
        guard let value = values[name]?.value, !value.isEmpty else { return nil }
        return value
    }

    /// Every version of a property, newest first, as HubSpot lists them.
    func history(_ name: String) -> [HubSpotVersion] {
        let older = past.filter { $0.name == name }.map(\.version).reversed()
        return values[name].map { [$0] + older } ?? []
    }

    /// Sets a property unless it already holds that value; true when something changed.
    mutating func set(_ name: String, _ value: String, at now: Timestamp, by source: HubSpotSource) -> Bool {
        let old = values[name]
        if (old?.value ?? "") == value { return false }
        if let old { past.append(HubSpotPast(name: name, version: old)) }
        values[name] = HubSpotVersion(value: value, at: now, source: source)
        return true
    }
}

/// A version of a property that was replaced.
struct HubSpotPast: Hashable, Sendable {
    var name: String
    var version: HubSpotVersion
}
