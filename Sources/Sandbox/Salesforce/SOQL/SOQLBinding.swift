import Model

/// A query whose names have been looked up: what the evaluator runs.
struct SOQLBound: Sendable {
    /// A field, reached over lookups: each hop is the place of a reference and the table it leads to.
    struct Path: Sendable {
        struct Hop: Sendable {
            let place: Int
            let table: Int
            let name: String
        }

        let hops: [Hop]
        let place: Int
        let field: SalesforceField
    }

    struct Children: Sendable {
        let name: String
        /// The place of the reference in the child that leads to the parent.
        let reference: Int
        let query: SOQLBound
    }

    enum Column: Sendable {
        case field(Path)
        case children(Children)
    }

    indirect enum Condition: Sendable {
        case all([Condition])
        case any([Condition])
        case not(Condition)
        case compare(Path, SOQLQuery.Operator, JSON)
        case oneOf(Path, Set<JSON>, negated: Bool)
    }

    struct Order: Sendable {
        let path: Path
        let descending: Bool
        let nullsFirst: Bool
    }

    let table: Int
    let columns: [Column]
    let condition: Condition?
    let orders: [Order]
    let limit: Int?
    let offset: Int
    let isCount: Bool
}

/// Looks up the names of a query in the org's objects and refuses what does not fit them.
struct SOQLBinder {
    private let text: String
    private let store: SalesforceStore

    static func bind(_ query: SOQLQuery, text: String, store: SalesforceStore) throws(SalesforceRefusal) -> SOQLBound {
        let name = query.object.names.first ?? ""
        guard let table = store.table(name) else {
            throw SOQLError.type(
                text, at: query.object.place,
                "sObject type '\(name)' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after "
                    + "the entity name. Please reference your WSDL or the describe call for the appropriate names.")
        }
        return try SOQLBinder(text: text, store: store).bound(query, table: table)
    }

    private func bound(_ query: SOQLQuery, table: Int) throws(SalesforceRefusal) -> SOQLBound {
        var columns: [SOQLBound.Column] = []
        var seen: Set<String> = []
        for selection in query.selections {
            switch selection {
            case .field(let path):
                guard seen.insert(path.text.lowercased()).inserted else {
                    throw SalesforceRefusal(
                        code: "INVALID_FIELD", message: "duplicate field selected: \(path.text)", showsFields: false)
                }
                columns.append(.field(try field(path, table)))
            case .rows(let query): columns.append(.children(try children(query, of: table)))
            }
        }
        var condition: SOQLBound.Condition?
        if let written = query.condition { condition = try bound(written, table) }
        var orders: [SOQLBound.Order] = []
        for order in query.orders {
            orders.append(.init(path: try field(order.path, table), descending: order.descending, nullsFirst: order.nullsFirst))
        }
        return SOQLBound(
            table: table, columns: columns, condition: condition, orders: orders, limit: query.limit, offset: query.offset,
            isCount: query.isCount)
    }

    private func children(_ query: SOQLQuery, of table: Int) throws(SalesforceRefusal) -> SOQLBound.Children {
        let name = query.object.names.first ?? ""
        let relation = store.tables[table].object.children.first { $0.name.lowercased() == name.lowercased() }
        guard let relation, let child = store.table(relation.object), let place = store.tables[child].object.place(relation.field) else {
            throw SOQLError.type(
                text, at: query.object.place,
                "Didn't understand relationship '\(name)' in FROM part of query call. If you are attempting to use a custom "
                    + "relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the "
                    + "describe call for the appropriate names.")
        }
        return SOQLBound.Children(name: relation.name, reference: place, query: try bound(query, table: child))
    }

    private func field(_ path: SOQLQuery.Path, _ start: Int) throws(SalesforceRefusal) -> SOQLBound.Path {
        var names = path.names
        var table = start
        if names.count > 1, names[0].lowercased() == store.tables[start].object.name.lowercased() { names.removeFirst() }
        var hops: [SOQLBound.Path.Hop] = []
        for name in names.dropLast() {
            let fields = store.tables[table].object.fields
            guard hops.count < 5, let place = fields.firstIndex(where: { $0.relationshipName?.lowercased() == name.lowercased() }),
                let target = fields[place].referenceTo.first.flatMap({ store.table($0) })
            else {
                throw SOQLError.field(
                    text, at: path.place,
                    "Didn't understand relationship '\(name)' in field path. If you are attempting to use a custom relationship, be "
                        + "sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the "
                        + "appropriate names.")
            }
            hops.append(.init(place: place, table: target, name: fields[place].relationshipName ?? name))
            table = target
        }
        let object = store.tables[table].object
        guard let name = names.last, let place = object.place(name) else {
            throw SOQLError.field(text, at: path.place, "No such column '\(names.last ?? "")' on entity '\(object.name)'.")
        }
        return SOQLBound.Path(hops: hops, place: place, field: object.fields[place])
    }

    private func bound(_ condition: SOQLQuery.Condition, _ table: Int) throws(SalesforceRefusal) -> SOQLBound.Condition {
        switch condition {
        case .all(let terms), .any(let terms):
            var bounds: [SOQLBound.Condition] = []
            for term in terms { bounds.append(try bound(term, table)) }
            if case .any = condition { return .any(bounds) }
            return .all(bounds)
        case .not(let term): return .not(try bound(term, table))
        case .compare(let path, let comparison, let literal):
            let field = try field(path, table)
            try SOQLOperands.check(comparison, on: field.field, path, in: text)
            return .compare(field, comparison, try SOQLOperands.value(literal, for: field.field, path, comparison, in: text))
        case .oneOf(let path, let literals, let negated):
            let field = try field(path, table)
            var values: Set<JSON> = []
            for literal in literals { values.insert(try SOQLOperands.value(literal, for: field.field, path, .equal, in: text)) }
            return .oneOf(field, values, negated: negated)
        }
    }
}
