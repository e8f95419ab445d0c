import HTTP
import Model

/// sObject Collections: up to 200 rows in one call, each with its own outcome, in the order of the request. Source: VENDORS.md 1.5.
struct SalesforceCollections {
    let call: SalesforceCall

    /// One row as it was asked for, before it is tried.
    private struct Row {
        let index: Int
        let fields: JSONObject
        var id: String?
    }

    /// Answers `/composite/sobjects...`; `rest` is what follows in the path.
    func answer(rest: [String], _ store: inout SalesforceStore) throws(SalesforceRefusal) -> Response {
        switch (call.method, rest.count) {
        case ("POST", 0):
            return try run(try rows(store, type: nil), &store) { row, store throws(SalesforceRefusal) in
                SalesforceRows.outcome(try call.writer.insert(row.index, row.fields, into: &store), created: nil)
            }
        case ("PATCH", 0): return try run(try updates(store), &store, update)
        case ("DELETE", 0): return try delete(&store)
        case ("PATCH", 2): return try upsert(rest[0], key: rest[1], &store)
        case ("GET", 1): return try retrieve(rest[0], ids: list("ids"), fields: SalesforceRows.fieldNames(call) ?? [], store)
        case ("POST", 1):
            let body = try call.body()
            let (ids, fields) = (body["ids"]?.array?.compactMap(\.string), body["fields"]?.array?.compactMap(\.string))
            return try retrieve(rest[0], ids: ids ?? [], fields: fields ?? [], store)
        default: throw .notFound
        }
    }

    // MARK: Kinds of write

    private func update(_ row: Row, _ store: inout SalesforceStore) throws(SalesforceRefusal) -> JSON {
        let id = row.id ?? ""
        guard let wide = SalesforceID.widened(id) else { throw .malformedID(id) }
        guard let serial = store.tables[row.index].serial(wide) else { throw .crossReference }
        try call.writer.update(row.index, serial, row.fields, in: &store)
        return SalesforceRows.outcome(wide, created: nil)
    }

    private func upsert(_ type: String, key: String, _ store: inout SalesforceStore) throws(SalesforceRefusal) -> Response {
        guard let index = store.table(type) else { throw .notFound }
        let object = store.tables[index].object
        guard let place = object.place(key), object.fields[place].externalID || key.lowercased() == "id" else {
            throw SalesforceRefusal(
                status: 404, code: "NOT_FOUND", message: "Provided external ID field does not exist or is not accessible: \(key)",
                showsFields: false)
        }
        var keys: Set<String> = []
        return try run(try rows(store, type: index), &store) { row, store throws(SalesforceRefusal) in
            let given = row.fields.members.first { $0.name.lowercased() == key.lowercased() }?.value.string ?? ""
            guard !given.isEmpty else {
                throw SalesforceRefusal(
                    code: "MISSING_ARGUMENT", message: "\(object.fields[place].name) not specified", fields: [])
            }
            guard keys.insert(given.lowercased()).inserted else {
                throw SalesforceRefusal(code: "DUPLICATE_VALUE", message: "Duplicate external id specified: \(given)")
            }
            if row.fields.members.contains(where: { $0.name.lowercased() == "id" }) {
                throw SalesforceRefusal(
                    code: "INVALID_FIELD", message: "The Id field should not be specified in the sobject data.", fields: ["Id"])
            }
            let found = SalesforceRows.holders(of: given, place, store.tables[index])
            if found.count > 1 {
                throw SalesforceRefusal(
                    code: "DUPLICATE_EXTERNAL_ID", message: "More than one record found for external id field: [\(given)]")
            }
            guard let serial = found.first else {
                return SalesforceRows.outcome(try call.writer.insert(index, row.fields, into: &store), created: true)
            }
            try call.writer.update(index, serial, row.fields, in: &store)
            return SalesforceRows.outcome(store.tables[index].latest(serial).id, created: false)
        }
    }

    private func delete(_ store: inout SalesforceStore) throws(SalesforceRefusal) -> Response {
        let ids = list("ids")
        try Self.check(count: ids.count)
        let rows = ids.map { id in
            let wide = SalesforceID.widened(id)
            return Row(index: wide.flatMap { store.table(ofID: $0) } ?? 0, fields: JSONObject(), id: id)
        }
        let whole = call.target["allOrNone"]?.lowercased() == "true"
        return try run((rows, whole), &store) { row, store throws(SalesforceRefusal) in
            let id = row.id ?? ""
            guard let wide = SalesforceID.widened(id) else { throw .malformedID(id) }
            guard let serial = store.tables[row.index].serial(wide) else { throw .crossReference }
            try call.writer.setDeleted(row.index, serial, true, in: &store)
            return SalesforceRows.outcome(wide, created: nil)
        }
    }

    private func retrieve(
        _ type: String, ids: [String], fields: [String], _ store: SalesforceStore
    ) throws(SalesforceRefusal) -> Response {
        guard let index = store.table(type) else { throw .notFound }
        guard !ids.isEmpty, !fields.isEmpty else {
            throw SalesforceRefusal(code: "MISSING_ARGUMENT", message: "ids and fields must be specified", showsFields: false)
        }
        guard ids.count <= 2000 else {
            throw SalesforceRefusal(
                code: "EXCEEDED_ID_LIMIT", message: "record limit reached. cannot submit more than 2000 records in this request")
        }
        let table = store.tables[index]
        if let unknown = fields.first(where: { table.object.place($0) == nil }) { throw .noColumn(unknown, table.object.name) }
        var shown: [JSON] = []
        for id in ids {
            guard let wide = SalesforceID.widened(id), wide.hasPrefix(table.object.prefix) else { throw .malformedID(id) }
            let isHidden = call.fault == .permissionLost || call.fault == .emptyList
            guard let serial = table.serial(wide), let record = table.visible(serial), !record.isDeleted, !isHidden else {
                shown.append(.null)
                continue
            }
            shown.append(try SalesforceRows.show(record, table.object, fields: fields, call.version))
        }
        return Answer.json(200, .array(reshaped(shown)))
    }

    // MARK: Parts

    /// Tries each row and gathers the outcomes; with `allOrNone` one failure undoes them all.
    private func run(
        _ work: (rows: [Row], allOrNone: Bool), _ store: inout SalesforceStore,
        _ act: (Row, inout SalesforceStore) throws(SalesforceRefusal) -> JSON
    ) throws(SalesforceRefusal) -> Response {
        let before = work.allOrNone ? store : nil
        var outcomes: [JSON] = []
        var failures: Set<Int> = []
        for (place, row) in work.rows.enumerated() {
            do throws(SalesforceRefusal) {
                if let refusal = SalesforceRefusal.write(under: call.fault, id: row.id) { throw refusal }
                if call.fault == .partialBatch, place == work.rows.count / 2 { throw .lockedRow(row.id) }
                outcomes.append(try act(row, &store))
            } catch {
                failures.insert(place)
                outcomes.append(["success": false, "errors": [error.row]])
            }
        }
        if let before, !failures.isEmpty {
            store = before
            let undone = SalesforceRefusal(
                code: "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                message: "Record rolled back because not all records were valid and the request was using AllOrNone header")
            for place in outcomes.indices where !failures.contains(place) {
                outcomes[place] = ["success": false, "errors": [undone.row]]
            }
        }
        return Answer.json(200, .array(reshaped(outcomes)))
    }

    private func reshaped(_ rows: [JSON]) -> [JSON] {
        switch call.fault {
        case .resultsMissing:
            var rows = rows
            if !rows.isEmpty { rows.remove(at: rows.count / 2) }
            return rows
        case .resultsReordered: return rows.reversed()
        default: return rows
        }
    }

    private func rows(_ store: SalesforceStore, type: Int?) throws(SalesforceRefusal) -> (rows: [Row], allOrNone: Bool) {
        let body = try call.body()
        guard let records = body["records"]?.array else {
            throw SalesforceRefusal(code: "MISSING_ARGUMENT", message: "records must be specified", showsFields: false)
        }
        try Self.check(count: records.count)
        var rows: [Row] = []
        var chunks = 0
        for record in records {
            guard let object = record.object, let name = record["attributes"]?["type"]?.string, let index = store.table(name),
                type == nil || index == type
            else {
                throw SalesforceRefusal(
                    code: "INVALID_INPUT", message: "The type of each record must be given in its attributes and be supported",
                    showsFields: false)
            }
            if rows.last?.index != index { chunks += 1 }
            try Self.check(object, store.tables[index].object)
            rows.append(Row(index: index, fields: object))
        }
        guard chunks <= 10 else {
            throw SalesforceRefusal(
                code: "LIMIT_EXCEEDED",
                message: "Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.",
                showsFields: false)
        }
        return (rows, body["allOrNone"]?.bool ?? false)
    }

    private func updates(_ store: SalesforceStore) throws(SalesforceRefusal) -> (rows: [Row], allOrNone: Bool) {
        let (rows, allOrNone) = try rows(store, type: nil)
        var split: [Row] = []
        for row in rows {
            var fields = JSONObject()
            var id: String?
            for (name, value) in row.fields.members {
                if name.lowercased() == "id" { id = value.string } else { fields[name] = value }
            }
            guard id != nil else {
                throw SalesforceRefusal(code: "MISSING_ARGUMENT", message: "Id not specified in an update call", showsFields: false)
            }
            split.append(Row(index: row.index, fields: fields, id: id))
        }
        return (split, allOrNone)
    }

    private static func check(count: Int) throws(SalesforceRefusal) {
        guard count <= 200 else {
            throw SalesforceRefusal(
                code: "EXCEEDED_ID_LIMIT", message: "record limit reached. cannot submit more than 200 records in this request",
                showsFields: false)
        }
    }

    /// A value that cannot be read at all fails the whole call, before any row is tried.
    private static func check(_ fields: JSONObject, _ object: SalesforceObject) throws(SalesforceRefusal) {
        for (name, value) in fields.members {
            guard let place = object.place(name) else { continue }
            do throws(SalesforceRefusal) { _ = try SalesforceValue.stored(value, in: object.fields[place]) } catch {
                if error.code == "JSON_PARSER_ERROR" { throw error }
            }
        }
    }

    private func list(_ name: String) -> [String] {
        (call.target[name] ?? "").split(separator: ",").map { String($0).trimmed }
    }
}
