import Model

/// The calls that describe the portal: account, properties, owners, pipelines and schemas. Source: VENDORS.md 2.6.
struct HubSpotDiscoveryCalls: Sendable {
    let call: HubSpotCall

    /// `GET /account-info/v3/details`.
    func account(_ settings: HubSpotSettings) -> HubSpotAnswer {
        let minutes = settings.zone.milliseconds / 60_000
        let clock = [abs(minutes) / 60, abs(minutes) % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        return HubSpotAnswer(
            200,
            [
                "portalId": .integer(settings.portal), "accountType": "STANDARD", "timeZone": "US/Eastern",
                "companyCurrency": .string(settings.currency),
                "additionalCurrencies": .array(HubSpotDefinitions.currencies.filter { $0 != settings.currency }.map(JSON.string)),
                "utcOffset": .string((minutes < 0 ? "-" : "+") + clock), "utcOffsetMilliseconds": .integer(settings.zone.milliseconds),
                "uiDomain": "app.hubspot.com", "dataHostingLocation": "na1",
            ])
    }

    /// `GET /crm/v3/properties/{type}` and `/{name}`.
    func properties(_ kind: HubSpotKind, _ name: String?, _ catalog: HubSpotCatalog) throws(HubSpotProblem) -> HubSpotAnswer {
        let archived = try call.flag("archived")
        guard let name else {
            let listed = archived ? [] : catalog.properties(of: kind).map { $0.json(kind: kind, created: catalog.createdAt) }
            return HubSpotAnswer(200, ["results": .array(listed)])
        }
        guard let property = catalog.property(name, of: kind), !archived else { throw .notFound }
        return HubSpotAnswer(200, property.json(kind: kind, created: catalog.createdAt))
    }

    /// `GET /crm/v3/owners` and `/{id}`.
    func owners(_ id: String?, _ catalog: HubSpotCatalog) throws(HubSpotProblem) -> HubSpotAnswer {
        let archived = try call.flag("archived")
        let matching = catalog.owners.filter { $0.archived == archived }
        if let id {
            guard let owner = matching.first(where: { $0.id == id }) else { throw .notFound }
            return HubSpotAnswer(200, json(owner, catalog.createdAt))
        }
        let limit = try call.limit(default: 100, most: 500)
        let named = matching.filter { call.target["email"] == nil || $0.email == call.target["email"] }
        let rest = named.drop { owner in call.target["after"].flatMap { Int64($0) }.map { Int64(owner.id) ?? 0 <= $0 } ?? false }
        let page = rest.prefix(limit)
        var body = JSONObject([("results", .array(page.map { json($0, catalog.createdAt) }))])
        if rest.count > limit, let last = page.last {
            body["paging"] = ["next": ["after": .string(last.id), "link": .string(call.link(after: last.id))]]
        }
        return HubSpotAnswer(200, .object(body))
    }

    /// `GET /crm/v3/pipelines/deals` and `/{id}`; no other kind has pipelines.
    func pipelines(_ kind: HubSpotKind, _ id: String?, _ catalog: HubSpotCatalog) throws(HubSpotProblem) -> HubSpotAnswer {
        let listed = kind == .deals ? catalog.pipelines.enumerated().map { json($1, place: $0, catalog.createdAt) } : []
        guard let id else { return HubSpotAnswer(200, ["results": .array(listed)]) }
        guard let place = catalog.pipelines.firstIndex(where: { $0.id == id }), kind == .deals else { throw .notFound }
        return HubSpotAnswer(200, listed[place])
    }

    /// `GET /crm/v3/schemas` and `/{type}`: the custom object.
    func schemas(_ name: String?, _ store: HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        guard let name else { return HubSpotAnswer(200, ["results": [schema(store)]]) }
        guard try store.kind(name) == .referrals else { throw .notFound }
        return HubSpotAnswer(200, schema(store))
    }

    private func json(_ owner: HubSpotOwner, _ created: Timestamp) -> JSON {
        [
            "id": .string(owner.id), "email": .string(owner.email), "type": "PERSON", "firstName": .string(owner.first),
            "lastName": .string(owner.last), "userId": owner.archived ? .null : .integer(owner.user),
            "userIdIncludingInactive": .integer(owner.user), "createdAt": .string(created.isoMilliseconds),
            "updatedAt": .string(created.isoMilliseconds), "archived": .bool(owner.archived),
        ]
    }

    private func json(_ pipeline: HubSpotPipeline, place: Int, _ created: Timestamp) -> JSON {
        let times: [(String, JSON)] = [
            ("createdAt", .string(created.isoMilliseconds)), ("updatedAt", .string(created.isoMilliseconds)), ("archived", false),
        ]
        let stages = pipeline.stages.enumerated().map { order, stage -> JSON in
            let metadata: JSON = ["isClosed": .string(String(stage.closed)), "probability": .string(stage.probability)]
            return .object(
                JSONObject(
                    [
                        ("label", .string(stage.label)), ("displayOrder", .integer(order)), ("metadata", metadata),
                        ("id", .string(stage.id)),
                        ("writePermissions", "CRM_PERMISSIONS_ENFORCEMENT"),
                    ] + times))
        }
        return .object(
            JSONObject(
                [
                    ("label", .string(pipeline.label)), ("displayOrder", .integer(place)), ("id", .string(pipeline.id)),
                    ("stages", .array(stages)),
                ] + times))
    }

    private func schema(_ store: HubSpotStore) -> JSON {
        let kind = HubSpotKind.referrals
        let catalog = store.catalog
        let associations = HubSpotKind.allCases.flatMap { store.links.types.between(kind, $0) }.map { type -> JSON in
            [
                "id": .string(String(type.id)), "fromObjectTypeId": .string(kind.typeID), "toObjectTypeId": .string(type.into.typeID),
                "name": .string(type.name),
            ]
        }
        return [
            "labels": ["singular": "Referral", "plural": "Referrals"], "requiredProperties": [],
            "searchableProperties": ["name", "email", "company"],
            "primaryDisplayProperty": "name", "secondaryDisplayProperties": ["email"], "archived": false,
            "id": .string(String(kind.typeID.dropFirst(2))),
            "fullyQualifiedName": .string(kind.qualifiedName(portal: store.settings.portal)),
            "createdAt": .string(catalog.createdAt.isoMilliseconds), "updatedAt": .string(catalog.createdAt.isoMilliseconds),
            "objectTypeId": .string(kind.typeID),
            "properties": .array(catalog.properties(of: kind).map { $0.json(kind: kind, created: catalog.createdAt) }),
            "associations": .array(associations), "name": "referrals",
        ]
    }
}
