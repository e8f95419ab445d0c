import HTTP
import Model

/// Calls on one record: `/sobjects/{Object}`, `/{id}` and `/{ExternalField}/{value}`. Source: VENDORS.md 1.4.
enum SalesforceRows {
    private typealias System = SalesforceObject.System

    static func answer(
        _ call: SalesforceCall, object name: String, rest: [String], _ store: inout SalesforceStore
    ) throws(SalesforceRefusal) -> Response {
        guard let index = store.table(name) else { throw .notFound }
        switch rest.count {
        case 0: return try create(call, index, &store)
        case 1: return try byID(call, index, rest[0], &store)
        case 2: return try byKey(call, index, field: rest[0], value: rest[1], &store)
        default: throw .notFound
        }
    }

    private static func create(_ call: SalesforceCall, _ index: Int, _ store: inout SalesforceStore) throws(SalesforceRefusal) -> Response {
        guard call.method == "POST" else {
            if call.method == "GET" { return Answer.json(200, SalesforceDescribe.basic(store.tables[index].object, call.version)) }
            throw call.wrongMethod("GET,HEAD,POST")
        }
        if let refusal = SalesforceRefusal.write(under: call.fault, id: nil) { throw refusal }
        let id = try call.writer.insert(index, try call.record(), into: &store)
        return created(call, store.tables[index].object.name, id, isUpsert: false)
    }

    private static func byID(
        _ call: SalesforceCall, _ index: Int, _ text: String, _ store: inout SalesforceStore
    ) throws(SalesforceRefusal) -> Response {
        let serial = try serial(text, store.tables[index], call)
        return try one(call, index, serial, &store)
    }

    private static func one(
        _ call: SalesforceCall, _ index: Int, _ serial: Int32, _ store: inout SalesforceStore
    ) throws(SalesforceRefusal) -> Response {
        guard let record = store.tables[index].visible(serial) else { throw .notFound }
        switch call.method {
        case "GET":
            if record.isDeleted { throw .deleted }
            let body = try show(record, store.tables[index].object, fields: fieldNames(call), call.version)
            let tag = SalesforceConditions.tag(record, store.tables[index].object)
            if let answer = try SalesforceConditions.refusal(call, record, tag) { return answer }
            return tag.map { Answer.json(200, body).adding("ETag", $0) } ?? Answer.json(200, body)
        case "PATCH":
            if record.isDeleted { throw .deleted }
            let tag = SalesforceConditions.tag(record, store.tables[index].object)
            if let answer = try SalesforceConditions.refusal(call, record, tag) { return answer }
            let body = try call.record()
            if body.members.contains(where: { $0.name.lowercased() == "id" }) {
                throw SalesforceRefusal(
                    code: "INVALID_FIELD", message: "The Id field should not be specified in the sobject data.", fields: ["Id"])
            }
            if let refusal = SalesforceRefusal.write(under: call.fault, id: record.id) { throw refusal }
            try call.writer.update(index, serial, body, in: &store)
            return Answer.empty(204)
        case "DELETE":
            if let refusal = SalesforceRefusal.write(under: call.fault, id: record.id) { throw refusal }
            try call.writer.setDeleted(index, serial, true, in: &store)
            return Answer.empty(204)
        default: throw call.wrongMethod("DELETE,GET,HEAD,PATCH,POST")
        }
    }

    private static func byKey(
        _ call: SalesforceCall, _ index: Int, field name: String, value: String, _ store: inout SalesforceStore
    ) throws(SalesforceRefusal) -> Response {
        let object = store.tables[index].object
        guard let place = object.place(name), object.fields[place].externalID else {
            throw SalesforceRefusal(
                status: 404, code: "NOT_FOUND", message: "Provided external ID field does not exist or is not accessible: \(name)",
                showsFields: false)
        }
        let found = call.fault == .permissionLost ? [] : holders(of: value, place, store.tables[index])
        if found.count > 1 {
            let table = store.tables[index]
            let urls = found.map { JSON.string("/services/data/\(call.version)/sobjects/\(object.name)/\(table.latest($0).id)") }
            return Answer.json(300, .array(urls))
        }
        guard call.method == "PATCH" else {
            guard let serial = found.first else { throw .notFound }
            return try one(call, index, serial, &store)
        }
        var body = try call.record()
        let field = object.fields[place]
        for banned in [field.name, "Id"] where body.members.contains(where: { $0.name.lowercased() == banned.lowercased() }) {
            throw SalesforceRefusal(
                code: "INVALID_FIELD", message: "The \(banned) field should not be specified in the sobject data.", fields: [banned])
        }
        if let refusal = SalesforceRefusal.write(under: call.fault, id: found.first.map { store.tables[index].latest($0).id }) {
            throw refusal
        }
        if let serial = found.first {
            try call.writer.update(index, serial, body, in: &store)
            return Answer.json(200, outcome(store.tables[index].latest(serial).id, created: false))
        }
        body[field.name] = .string(value)
        return created(call, object.name, try call.writer.insert(index, body, into: &store), isUpsert: true)
    }

    /// The live records with a value of an external id.
    static func holders(of value: String, _ place: Int, _ table: SalesforceTable) -> [Int32] {
        (table.find(place, value) ?? []).filter { !table.latest($0).isDeleted }.sorted()
    }

    static func serial(_ text: String, _ table: SalesforceTable, _ call: SalesforceCall) throws(SalesforceRefusal) -> Int32 {
        guard let id = SalesforceID.widened(text), let serial = table.serial(id), call.fault != .permissionLost else { throw .notFound }
        return serial
    }

    static func fieldNames(_ call: SalesforceCall) -> [String]? {
        call.target["fields"].map { $0.split(separator: ",").map { String($0).trimmed } }
    }

    /// One record with the fields asked for, or all of them.
    static func show(
        _ record: SalesforceRecord, _ object: SalesforceObject, fields names: [String]?, _ version: String
    ) throws(SalesforceRefusal) -> JSON {
        var shown = JSONObject([
            (
                "attributes",
                [
                    "type": .string(object.name),
                    "url": .string("/services/data/\(version)/sobjects/\(object.name)/\(record.id)"),
                ]
            )
        ])
        guard let names else {
            for (place, field) in object.fields.enumerated() { shown[field.name] = record.values[place] }
            return .object(shown)
        }
        for name in names {
            guard let place = object.place(name) else { throw .noColumn(name, object.name) }
            shown[object.fields[place].name] = record.values[place]
        }
        // A record always says which one it is.
        shown["Id"] = record.values[System.id]
        return .object(shown)
    }

    static func outcome(_ id: String, created: Bool?) -> JSON {
        var outcome = JSONObject([("id", .string(id)), ("success", true), ("errors", [])])
        if let created { outcome["created"] = .bool(created) }
        return .object(outcome)
    }

    private static func created(_ call: SalesforceCall, _ object: String, _ id: String, isUpsert: Bool) -> Response {
        Answer.json(
            201, outcome(id, created: isUpsert ? true : nil),
            fields: [("Location", "/services/data/\(call.version)/sobjects/\(object)/\(id)")])
    }
}
