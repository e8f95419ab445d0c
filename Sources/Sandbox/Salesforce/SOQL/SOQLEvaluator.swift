import Model

/// Finds the rows of a query and shows them. Rows come over an index where the conditions allow it.
struct SOQLEvaluator {
    let store: SalesforceStore
    /// Whether rows in the recycle bin are seen.
    let includesDeleted: Bool
    /// The version in the addresses of records, such as `v63.0`.
    let version: String

    /// The numbers of the rows that a query finds, in its order.
    func rows(of query: SOQLBound) -> [Int32] {
        let table = store.tables[query.table]
        let (candidates, sorted) = candidates(for: query, in: table)
        var rows = candidates.filter { serial in
            guard let record = table.visible(serial), includesDeleted || !record.isDeleted else { return false }
            return query.condition.map { holds($0, record.values) } ?? true
        }
        if !query.orders.isEmpty, !sorted { rows = ordered(rows, by: query.orders, in: table) }
        if query.offset > 0 { rows = Array(rows.dropFirst(query.offset)) }
        if let limit = query.limit { rows = Array(rows.prefix(limit)) }
        return rows
    }

    /// One row as the answer shows it, and how many child rows it holds; nil if the row is gone.
    func show(_ serial: Int32, _ query: SOQLBound) -> (json: JSON, children: Int)? {
        guard let record = store.tables[query.table].visible(serial) else { return nil }
        return show(record, query)
    }

    private func show(_ record: SalesforceRecord, _ query: SOQLBound) -> (json: JSON, children: Int) {
        var object = JSONObject()
        var children = 0
        object["attributes"] = attributes(store.tables[query.table].object.name, record.id)
        for column in query.columns {
            switch column {
            case .field(let path): put(path, 0, record.values, into: &object)
            case .children(let relation):
                let shown = rows(of: relation, parent: record.id)
                children += shown.count
                object[relation.name] =
                    shown.isEmpty ? .null : ["totalSize": .integer(shown.count), "done": true, "records": .array(shown)]
            }
        }
        return (.object(object), children)
    }

    private func rows(of relation: SOQLBound.Children, parent: String) -> [JSON] {
        let table = store.tables[relation.query.table]
        var rows = (table.find(relation.reference, parent) ?? []).sorted().filter { serial in
            guard let record = table.visible(serial), record.values[relation.reference].string == parent,
                includesDeleted || !record.isDeleted
            else { return false }
            return relation.query.condition.map { holds($0, record.values) } ?? true
        }
        if !relation.query.orders.isEmpty { rows = ordered(rows, by: relation.query.orders, in: table) }
        rows = Array(rows.dropFirst(relation.query.offset).prefix(relation.query.limit ?? .max))
        return rows.compactMap { show($0, relation.query)?.json }
    }

    /// Puts a field into a row; fields of a parent into one nested row, or null where the lookup is empty.
    private func put(_ path: SOQLBound.Path, _ depth: Int, _ values: [JSON], into object: inout JSONObject) {
        guard depth < path.hops.count else {
            object[path.field.name] = values[path.place]
            return
        }
        let hop = path.hops[depth]
        guard let parent = parent(hop, values) else {
            object[hop.name] = .null
            return
        }
        var nested = object[hop.name]?.object ?? JSONObject([("attributes", attributes(store.tables[hop.table].object.name, parent.id))])
        put(path, depth + 1, parent.values, into: &nested)
        object[hop.name] = .object(nested)
    }

    private func attributes(_ type: String, _ id: String) -> JSON {
        ["type": .string(type), "url": .string("/services/data/\(version)/sobjects/\(type)/\(id)")]
    }

    private func parent(_ hop: SOQLBound.Path.Hop, _ values: [JSON]) -> SalesforceRecord? {
        guard let id = values[hop.place].string, let serial = store.tables[hop.table].serial(id) else { return nil }
        return store.tables[hop.table].visible(serial)
    }

    private func value(_ path: SOQLBound.Path, _ values: [JSON]) -> JSON {
        var values = values
        for hop in path.hops {
            guard let parent = parent(hop, values) else { return .null }
            values = parent.values
        }
        return values[path.place]
    }

    // MARK: Conditions

    private func holds(_ condition: SOQLBound.Condition, _ values: [JSON]) -> Bool {
        switch condition {
        case .all(let terms): return terms.allSatisfy { holds($0, values) }
        case .any(let terms): return terms.contains { holds($0, values) }
        case .not(let term): return !holds(term, values)
        case .oneOf(let path, let wanted, let negated):
            let value = comparable(value(path, values), path.field)
            if path.field.kind.isNumber { return wanted.contains { SOQLOrder.compare(value, $0, path.field) == 0 } != negated }
            return wanted.contains(value) != negated
        case .compare(let path, let comparison, let operand):
            let value = comparable(value(path, values), path.field)
            return holds(value, comparison, operand, path.field)
        }
    }

    private func holds(_ value: JSON, _ comparison: SOQLQuery.Operator, _ operand: JSON, _ field: SalesforceField) -> Bool {
        switch comparison {
        case .equal: return SOQLOrder.compare(value, operand, field) == 0
        case .unequal: return SOQLOrder.compare(value, operand, field) != 0
        case .like:
            guard let text = value.string, let pattern = operand.string else { return false }
            return SOQLOrder.isLike(Array(text)[...], Array(pattern)[...])
        case .less, .atMost, .greater, .atLeast:
            guard value != .null, operand != .null else { return false }
            let order = SOQLOrder.compare(value, operand, field)
            switch comparison {
            case .less: return order < 0
            case .atMost: return order <= 0
            case .greater: return order > 0
            default: return order >= 0
            }
        }
    }

    /// Text compares without regard to case.
    private func comparable(_ value: JSON, _ field: SalesforceField) -> JSON {
        guard field.kind.isText, case .string(let text) = value else { return value }
        return .string(text.lowercased())
    }

    // MARK: Candidates and order

    /// The rows worth looking at, and whether they come in the query's order already.
    private func candidates(for query: SOQLBound, in table: SalesforceTable) -> (rows: [Int32], sorted: Bool) {
        let terms: [SOQLBound.Condition] =
            switch query.condition {
            case .all(let terms)?: terms
            case let term?: [term]
            case nil: []
            }
        for term in terms {
            guard let found = SOQLIndex.rows(for: term, in: table) else { continue }
            return (Set(found + table.uncommitted).sorted(), false)
        }
        if let range = SOQLIndex.range(of: terms) {
            let slice = table.stamped(from: range.from, to: range.to).map(\.serial)
            let hidden = table.uncommitted
            if hidden.isEmpty { return (slice, SOQLIndex.isStampOrder(query.orders)) }
            return (slice + Set(hidden).subtracting(slice).sorted(), false)
        }
        let all = table.records.isEmpty ? [] : Array(Int32(1)...Int32(table.records.count))
        return (all, SOQLIndex.isIDOrder(query.orders))
    }

    private func ordered(_ rows: [Int32], by orders: [SOQLBound.Order], in table: SalesforceTable) -> [Int32] {
        let keyed = rows.map { serial in
            (serial, keys: orders.map { order in comparable(value(order.path, table.visible(serial)?.values ?? []), order.path.field) })
        }
        return keyed.sorted { left, right in
            for (index, order) in orders.enumerated() {
                let result = SOQLOrder.ranked(left.keys[index], right.keys[index], order)
                if result != 0 { return result < 0 }
            }
            return left.0 < right.0
        }.map(\.0)
    }
}
