import Model

/// The calls on many records: `/crm/v3/objects/{type}/batch/{read,create,update,upsert,archive}`. Source: VENDORS.md 2.3.
struct HubSpotBatchCalls: Sendable {
    /// The most inputs of one call.
    static let most = 100

    let kind: HubSpotKind
    let call: HubSpotCall

    /// Answers a batch of the given verb.
    func answer(_ verb: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        guard call.target.method == "POST" else { throw HubSpotProblem(status: 405, category: "", message: "Method not allowed") }
        let body = try call.json()
        let inputs = try Self.inputs(body, most: Self.most)
        if call.fault == .permissionLost, verb != "read" { throw .missingScopes(["crm.objects.\(kind.scope).write"]) }
        switch verb {
        case "read": return try read(body, inputs, store)
        case "create":
            return try write(
                inputs.map { input throws(HubSpotProblem) in try HubSpotInput(creating: input, kind, store) }, "create", &store)
        case "update", "upsert":
            let changes = try inputs.map { input throws(HubSpotProblem) in try HubSpotInput(changing: input) }
            try refuseRepeats(changes, verb)
            return try write(changes, verb, &store)
        case "archive":
            for id in try inputs.map({ input throws(HubSpotProblem) in try Self.id(input) }) {
                if let id = Int64(id) { _ = store[kind].archive(id, at: call.now) }
            }
            return HubSpotAnswer(204)
        default: throw HubSpotProblem(status: 404, category: "OBJECT_NOT_FOUND", message: "resource not found")
        }
    }

    /// The `inputs` of a batch, at least one and at most so many.
    static func inputs(_ body: JSON, most: Int) throws(HubSpotProblem) -> [JSON] {
        guard let inputs = body["inputs"]?.array else { throw .invalid("Invalid input JSON: inputs is required") }
        guard !inputs.isEmpty else { throw .invalid("Invalid input JSON: inputs must not be empty") }
        guard inputs.count <= most else {
            throw .invalid("The maximum number of inputs supported in a batch request is \(most). Received \(inputs.count).")
        }
        return inputs
    }

    /// The `id` of an input, which must be a string.
    static func id(_ input: JSON) throws(HubSpotProblem) -> String {
        guard let id = input["id"]?.string, !id.isEmpty else {
            throw .invalid("Invalid input JSON: every input needs an id, which is a string")
        }
        return id
    }

    private func read(_ body: JSON, _ inputs: [JSON], _ store: HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        var view = HubSpotView(kind: kind, properties: body["properties"]?.array?.compactMap(\.string))
        view.history = body["propertiesWithHistory"]?.array?.compactMap(\.string) ?? []
        if !view.history.isEmpty, inputs.count > 50 {
            throw .invalid("At most 50 records can be read with history. Received \(inputs.count).")
        }
        let archived = try call.flag("archived")
        var missing: [String] = []
        var answer = HubSpotMultiStatus()
        var seen: Set<Int64> = []
        for (place, input) in inputs.enumerated() {
            let id = try Self.id(input)
            let found = try store.find(id, by: body["idProperty"]?.string, kind)
            guard let found, (found.archivedAt != nil) == archived, !isHidden(place, of: inputs.count) else {
                missing.append(id)
                continue
            }
            if seen.insert(found.id).inserted { answer.add(view.json(found, in: store), id: found.id) }
        }
        if !missing.isEmpty { answer.add(.couldNotGet(missing, kind: kind, portal: store.settings.portal)) }
        return answer.answer(call, status: 200)
    }

    /// A fault makes one row, or all rows, of a reading disappear.
    private func isHidden(_ place: Int, of count: Int) -> Bool {
        call.fault == .permissionLost || call.fault == .partialBatch && place == count - 1
    }

    private func refuseRepeats(_ inputs: [HubSpotInput], _ verb: String) throws(HubSpotProblem) {
        var seen: Set<String> = []
        let repeated = inputs.compactMap(\.id).filter { !seen.insert($0).inserted }
        if !repeated.isEmpty {
            throw .invalid("Duplicate IDs found in batch input: [\(repeated.joined(separator: ", "))]. IDs must be unique")
        }
        guard Set(inputs.map(\.idProperty)).count == 1 else { throw .invalid("All inputs of a batch must have the same idProperty") }
        if verb == "upsert", inputs.first?.idProperty == nil {
            throw .invalid("Invalid input JSON: every input of an upsert needs an idProperty")
        }
    }

    /// Writes rows one by one where every input has a trace id, else all or none.
    private func write(_ inputs: [HubSpotInput], _ verb: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> HubSpotAnswer {
        let isEmail = kind == .contacts && verb == "upsert" && inputs.first?.idProperty == "email"
        let isPartial = !isEmail && inputs.allSatisfy { $0.trace != nil }
        var draft = isPartial ? nil : store
        var answer = HubSpotMultiStatus()
        var missing: [String] = []
        for (place, input) in inputs.enumerated() {
            do throws(HubSpotProblem) {
                if call.fault == .partialBatch, place == inputs.count - 1 { throw HubSpotMultiStatus.transient }
                let (id, row) = draft == nil ? try row(input, verb, &store) : try row(input, verb, &draft)
                answer.add(row, id: id)
            } catch {
                if error.status == 404, verb == "update", input.trace == nil, let id = input.id {
                    missing.append(id)
                } else if isPartial || call.fault == .partialBatch {
                    answer.add(error, trace: input.trace)
                } else {
                    throw error
                }
            }
        }
        if !missing.isEmpty { answer.add(.couldNotGet(missing, kind: kind, portal: store.settings.portal)) }
        if let draft { store = draft }
        return answer.answer(call, status: verb == "create" ? 201 : 200)
    }

    private func row(_ input: HubSpotInput, _ verb: String, _ draft: inout HubSpotStore?) throws(HubSpotProblem) -> (Int64, JSON) {
        guard var store = draft else { throw HubSpotMultiStatus.transient }
        draft = nil
        defer { draft = store }
        return try row(input, verb, &store)
    }

    private func row(_ input: HubSpotInput, _ verb: String, _ store: inout HubSpotStore) throws(HubSpotProblem) -> (Int64, JSON) {
        let due = call.visible(store.settings)
        var record: HubSpotRecord
        var isNew: Bool?
        let existing = try input.id.map { id throws(HubSpotProblem) in try store.find(id, by: input.idProperty, kind) } ?? nil
        switch (verb, existing) {
        case ("create", _):
            record = try store.create(input.properties, kind, at: call.now, visible: due)
            input.link(record.id, kind, &store)
        case ("update", nil): throw .couldNotGet([input.id ?? ""], kind: kind, portal: store.settings.portal)
        case ("upsert", nil):
            var properties = input.properties
            if let name = input.idProperty, properties[name] == nil { properties[name] = .string(input.id ?? "") }
            record = try store.create(properties, kind, at: call.now, visible: due)
            isNew = true
        case (_, let old?):
            guard old.archivedAt == nil else { throw .couldNotGet([input.id ?? ""], kind: kind, portal: store.settings.portal) }
            record = try store.update(old.id, input.properties, kind, at: call.now, visible: due)
            isNew = verb == "upsert" ? false : nil
        default: throw .notFound
        }
        let view = HubSpotView(kind: kind, properties: kind.defaultProperties + input.properties.members.map(\.name))
        var json = view.json(record, in: store).object ?? JSONObject()
        if let isNew { json["new"] = .bool(isNew) }
        if let trace = input.trace { json["objectWriteTraceId"] = .string(trace) }
        return (record.id, .object(json))
    }
}
