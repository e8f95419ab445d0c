import Model

/// The calls on associations: `/crm/v4/objects/.../associations/...` and `/crm/v4/associations/...`. Source: VENDORS.md 2.5.
/// None of them moves a record's time of change.
struct HubSpotAssociationCalls: Sendable {
    let from: HubSpotKind
    let into: HubSpotKind
    let call: HubSpotCall

    /// `GET`: a record's links to a kind, 500 a page.
    func list(_ id: String, _ store: HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        guard let record = Int64(id).flatMap({ store[from].liveRecord($0) }) else { throw .notFound }
        let limit = try call.limit(default: 500, most: 500)
        var body = try page(record.id, after: call.target["after"], limit: limit, store, pageName: true)
        body["from"] = nil
        return HubSpotAnswer(200, .object(body))
    }

    /// `PUT .../associations/default/...`: links two records without a label.
    func putDefault(_ id: String, _ to: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        var answer = HubSpotMultiStatus()
        try linkDefault(id, to, &store, &answer)
        return answer.answer(call, status: 200)
    }

    /// `PUT .../associations/...` with types in the body: links two records with labels.
    func putLabelled(_ id: String, _ to: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        guard let given = try call.json().array, !given.isEmpty else {
            throw .invalid("Invalid input JSON: the body must be a list of types")
        }
        let ends = try ends(id, to, store)
        let types = try types(given, store)
        store.links.add(from, ends.from, into, ends.to, types: types)
        return HubSpotAnswer(201, pair(ends, types))
    }

    /// `DELETE`: ends the link with all its labels; none there is no error.
    func delete(_ id: String, _ to: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        let ends = try ends(id, to, store)
        store.links.remove(from, ends.from, into, ends.to)
        return HubSpotAnswer(204)
    }

    /// `GET .../labels`: every type between the two kinds.
    func labels(_ store: HubSpotStore) -> HubSpotAnswer {
        HubSpotAnswer(200, ["results": .array(store.links.types.between(from, into).map(\.json))])
    }

    /// `POST .../batch/...` of any verb.
    func batch(_ verb: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        let body = try call.json()
        switch verb {
        case "read": return try read(try HubSpotBatchCalls.inputs(body, most: 1000), store)
        case "create", "associate/default": return try create(try HubSpotBatchCalls.inputs(body, most: 2000), verb, &store)
        case "archive":
            for input in try HubSpotBatchCalls.inputs(body, most: 2000) {
                let id = try HubSpotBatchCalls.id(input["from"] ?? .null)
                for other in input["to"]?.array ?? [] {
                    let ends = try ends(id, try HubSpotBatchCalls.id(other), store)
                    store.links.remove(from, ends.from, into, ends.to)
                }
            }
            return HubSpotAnswer(204)
        case "labels/archive":
            for input in try HubSpotBatchCalls.inputs(body, most: 2000) {
                let ends = try self.ends(of: input, store)
                store.links.remove(from, ends.from, into, ends.to, types: try types(input["types"]?.array ?? [], store))
            }
            return HubSpotAnswer(204)
        default: throw .notFound
        }
    }

    private func read(_ inputs: [JSON], _ store: HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        var answer = HubSpotMultiStatus()
        let portal = store.settings.portal
        for input in inputs {
            let text = try HubSpotBatchCalls.id(input)
            let id = Int64(text).flatMap { store[from].liveRecord($0)?.id }
            guard let id, !store.links.links(from, id, into).isEmpty, call.fault != .permissionLost else {
                answer.add(
                    HubSpotProblem(
                        status: 404, category: "OBJECT_NOT_FOUND",
                        message: "No \(into.singular) is associated with \(from.singular) \(text).",
                        subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND",
                        context: [
                            ("fromObjectId", [text]), ("fromObjectType", [from.shouted(portal: portal)]),
                            ("toObjectType", [into.shouted(portal: portal)]),
                        ]))
                continue
            }
            let rows = try page(id, after: input["after"]?.string, limit: 500, store, pageName: false)
            answer.add(.object(rows), id: id)
        }
        return answer.answer(call, status: 200)
    }

    private func create(_ inputs: [JSON], _ verb: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        var answer = HubSpotMultiStatus()
        for (place, input) in inputs.enumerated() {
            do throws(HubSpotProblem) {
                if call.fault == .partialBatch, place == inputs.count - 1 { throw HubSpotMultiStatus.transient }
                let ends = try self.ends(of: input, store)
                if verb == "create" {
                    let types = try types(input["types"]?.array ?? [], store)
                    guard !types.isEmpty else { throw .invalid("Invalid input JSON: every input needs types") }
                    store.links.add(from, ends.from, into, ends.to, types: types)
                    answer.add(pair(ends, types), id: ends.from)
                } else {
                    try linkDefault(String(ends.from), String(ends.to), &store, &answer)
                }
            } catch {
                answer.add(error)
            }
        }
        return answer.answer(call, status: verb == "create" ? 201 : 200)
    }

    private func linkDefault(
        _ id: String, _ to: String, _ store: inout HubSpotStore, _ answer: inout HubSpotMultiStatus
    ) throws(HubSpotProblem) {
        let ends = try ends(id, to, store)
        guard let type = store.links.types.between(from, into).first(where: { $0.role == .unlabelled }) else {
            throw .invalid("There is no default association between \(from.rawValue) and \(into.rawValue)")
        }
        store.links.add(from, ends.from, into, ends.to, types: [])
        for (first, second, number) in [(ends.from, ends.to, type.id), (ends.to, ends.from, type.inverse)] {
            let row: JSON = [
                "from": ["id": .string(String(first))], "to": ["id": .string(String(second))],
                "associationSpec": ["associationCategory": .string(type.category), "associationTypeId": .integer(number)],
            ]
            answer.add(row, id: first)
        }
    }

    private func page(
        _ id: Int64, after: String?, limit: Int, _ store: HubSpotStore, pageName: Bool
    ) throws(HubSpotProblem) -> JSONObject {
        var links = store.links.links(from, id, into)[...]
        if call.fault == .emptyList || call.fault == .permissionLost { links = [] }
        if let after, !after.isEmpty {
            guard let last = HubSpotView.id(inCursor: after) else { throw .invalid("Invalid query parameters: after is not a cursor") }
            links = links.drop { $0.to <= last }
        }
        let types = store.links.types.between(from, into)
        let rows = links.prefix(limit).map { link -> JSON in
            ["toObjectId": .integer(link.to), "associationTypes": .array(types.filter { link.types.contains($0.id) }.map(\.json))]
        }
        var body = JSONObject([("from", ["id": .string(String(id))]), (pageName ? "results" : "to", .array(rows))])
        if links.count > limit, let last = links.prefix(limit).last {
            body["paging"] = ["next": ["after": .string(HubSpotView.cursor(last.to))]]
        }
        return body
    }

    private func ends(of input: JSON, _ store: HubSpotStore) throws(HubSpotProblem) -> (from: Int64, to: Int64) {
        try ends(try HubSpotBatchCalls.id(input["from"] ?? .null), try HubSpotBatchCalls.id(input["to"] ?? .null), store)
    }

    private func ends(_ id: String, _ to: String, _ store: HubSpotStore) throws(HubSpotProblem) -> (from: Int64, to: Int64) {
        guard call.fault != .permissionLost, let first = Int64(id).flatMap({ store[from].liveRecord($0) }),
            let second = Int64(to).flatMap({ store[into].liveRecord($0) })
        else {
            throw HubSpotProblem(
                status: 404, category: "OBJECT_NOT_FOUND", message: "One or more of the objects do not exist",
                context: [("fromObjectId", [id]), ("toObjectId", [to])])
        }
        return (first.id, second.id)
    }

    private func types(_ given: [JSON], _ store: HubSpotStore) throws(HubSpotProblem) -> [HubSpotAssociation] {
        try given.map { type throws(HubSpotProblem) in
            let id = type["associationTypeId"]?.integer.map { Int($0) } ?? -1
            let category = type["associationCategory"]?.string ?? ""
            guard let found = store.links.types.find(id, category: category, from: from, into: into) else {
                throw .invalid("Association type \(category) \(id) does not exist between \(from.rawValue) and \(into.rawValue)")
            }
            return found
        }
    }

    private func pair(_ ends: (from: Int64, to: Int64), _ types: [HubSpotAssociation]) -> JSON {
        [
            "fromObjectTypeId": .string(from.typeID), "fromObjectId": .integer(ends.from), "toObjectTypeId": .string(into.typeID),
            "toObjectId": .integer(ends.to), "labels": .array(types.compactMap(\.label).map(JSON.string)),
        ]
    }
}
