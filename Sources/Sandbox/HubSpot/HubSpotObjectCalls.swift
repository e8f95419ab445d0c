import Model

/// The calls on one record, and the listing: `/crm/v3/objects/{type}` and `/{id}`. Source: VENDORS.md 2.3 and 2.8.
struct HubSpotObjectCalls: Sendable {
    let kind: HubSpotKind
    let call: HubSpotCall

    /// Answers a call on the collection.
    func collection(_ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        switch call.target.method {
        case "GET": return try list(store)
        case "POST": return try create(&store)
        default: throw HubSpotProblem(status: 405, category: "", message: "Method not allowed")
        }
    }

    /// Answers a call on one record.
    func record(_ id: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        switch call.target.method {
        case "GET": return try read(id, store)
        case "PATCH": return try update(id, &store)
        case "DELETE": return archive(id, &store)
        default: throw HubSpotProblem(status: 405, category: "", message: "Method not allowed")
        }
    }

    /// `POST .../merge`: a new record, to which both old ids lead.
    func merge(_ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        let body = try call.json()
        guard let first = body["primaryObjectId"]?.string.flatMap({ Int64($0) }),
            let second = body["objectIdToMerge"]?.string.flatMap({ Int64($0) })
        else { throw .invalid("Invalid input JSON: primaryObjectId and objectIdToMerge are required") }
        guard let merged = store.merge(first, second, kind, at: call.now, visible: call.visible(store.settings)) else { throw .notFound }
        return HubSpotAnswer(200, HubSpotView(kind: kind).json(merged, in: store))
    }

    /// `POST .../gdpr-delete`: the record is gone, not archived.
    func purge(_ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        let body = try call.json()
        guard let id = body["objectId"]?.string else { throw .invalid("Invalid input JSON: objectId is required") }
        guard let record = try store.find(id, by: body["idProperty"]?.string, kind) else { throw .notFound }
        store.links.removeAll(kind, record.id)
        _ = store[kind].purge(record.id)
        return HubSpotAnswer(204)
    }

    private func view(_ store: HubSpotStore) throws(HubSpotProblem) -> HubSpotView {
        var view = HubSpotView(kind: kind, properties: call.names("properties"), history: call.names("propertiesWithHistory") ?? [])
        for name in call.names("associations") ?? [] { view.associations.append(try store.kind(name)) }
        return view
    }

    private func list(_ store: HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        let view = try view(store)
        let limit = try call.limit(default: 10, most: view.history.isEmpty ? 100 : 50)
        let order = try call.flag("archived") ? store[kind].archived : store[kind].live
        var start = 0
        if let after = call.target["after"], !after.isEmpty {
            guard let id = Int64(after) else { throw .invalid("Invalid query parameters: after must be a number") }
            start = min(max(0, order.place(of: .init(key: 0, id: id)) + call.shift), order.entries.count)
        }
        let hidden = call.fault == .emptyList || call.fault == .permissionLost
        let page = hidden ? [] : order.entries[start...].prefix(limit)
        let rows = page.compactMap { entry in store[kind].record(entry.id).map { view.json($0, in: store, origin: call.origin) } }
        var body = JSONObject([("results", .array(rows))])
        if !hidden, start + limit < order.entries.count, let last = page.last {
            let after = String(last.id + 1)
            body["paging"] = ["next": ["after": .string(after), "link": .string(call.link(after: after))]]
        }
        return HubSpotAnswer(200, .object(body))
    }

    private func read(_ id: String, _ store: HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        let archived = try call.flag("archived")
        guard let record = try store.find(id, by: call.target["idProperty"], kind), (record.archivedAt != nil) == archived,
            call.fault != .permissionLost
        else { throw .notFound }
        return HubSpotAnswer(200, try view(store).json(record, in: store, origin: call.origin))
    }

    private func create(_ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        let input = try HubSpotInput(creating: try call.json(), kind, store)
        if call.fault == .permissionLost { throw .missingScopes(["crm.objects.\(kind.scope).write"]) }
        let record = try store.create(input.properties, kind, at: call.now, visible: call.visible(store.settings))
        input.link(record.id, kind, &store)
        let view = HubSpotView(kind: kind, properties: kind.defaultProperties + input.properties.members.map(\.name))
        return HubSpotAnswer(201, view.json(record, in: store))
    }

    private func update(_ id: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        let body = try call.json()
        guard let properties = body["properties"]?.object else { throw .invalid("Invalid input JSON: properties is required") }
        guard let old = try store.find(id, by: call.target["idProperty"], kind), old.archivedAt == nil, call.fault != .permissionLost
        else { throw .notFound }
        let record = try store.update(old.id, properties, kind, at: call.now, visible: call.visible(store.settings))
        let view = HubSpotView(kind: kind, properties: kind.defaultProperties + properties.members.map(\.name))
        return HubSpotAnswer(200, view.json(record, in: store))
    }

    private func archive(_ id: String, _ store: inout HubSpotStore) -> HubSpotAnswer {
        if call.fault != .permissionLost, let id = Int64(id) { _ = store[kind].archive(id, at: call.now) }
        return HubSpotAnswer(204)
    }
}
