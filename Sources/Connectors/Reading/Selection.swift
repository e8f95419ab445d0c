import Model

/// The names to ask an object for: of the mapped fields, and of what the agent needs of every record. Source: CONNECTORS.md 2.1, `select`.
struct Selection: Sendable, Equatable {
    /// The names in order, each once.
    let names: [String]

    /// Gathers the names for some fields.
    init(fields: [String], of object: ManifestObject, schema: Schema) {
        var names: [String] = []
        func add(_ name: String?) {
            if let name, !names.contains(name) { names.append(name) }
        }
        func add(_ expr: Expr?) {
            for pipeline in expr?.alternatives ?? [] {
                guard case .element = pipeline.root, let name = Self.name(pipeline.steps, below: object) else { continue }
                if !pipeline.isOptional || schema.has(name) { add(name) }
            }
        }
        add(object.id)
        add(object.modified?.at)
        add(object.created?.at)
        add(object.version)
        for expr in object.deletedWhen.exprs { add(expr) }
        add(object.mergedInto)
        add(object.mergedFrom)
        for field in fields {
            let plan = object.fields[field]
            if plan?.isRead == false { continue }
            if let plan, !plan.hasOwnPlace, plan.select == nil {
                add(plan.from)
            } else {
                add(plan?.select ?? plan?.at.map { Self.name($0, below: object) } ?? field)
            }
            add(plan?.currency)
        }
        self.names = names
    }

    private init(names: [String]) {
        self.names = names
    }

    /// The names in parts no longer than a way takes; the first part always has what identifies a record.
    func parts(most: Int?, characters: Int?) -> [Selection] {
        var parts: [[String]] = [[]]
        var length = 0
        for name in names {
            let isFull = parts[parts.count - 1].count >= most ?? .max || length + name.utf8.count + 1 > characters ?? .max
            if isFull, !parts[parts.count - 1].isEmpty {
                // Every part has the id, by which the parts are joined.
                parts.append(names.first.map { [$0] } ?? [])
                length = names.first?.utf8.count ?? 0
            }
            parts[parts.count - 1].append(name)
            length += name.utf8.count + 1
        }
        return parts.map { Selection(names: $0) }
    }

    /// The name that a path from the record's root stands for; nil if it does not lie where fields lie.
    private static func name(_ steps: [Expr.Step], below object: ManifestObject) -> String? {
        let names = steps.map { step -> String? in if case .member(let name) = step { name } else { nil } }
        return name(names, below: object)
    }

    private static func name(_ path: RecordPath, below object: ManifestObject) -> String? {
        name(path.steps.map { step -> String? in if case .member(let name) = step { name } else { nil } }, below: object)
    }

    private static func name(_ names: [String?], below object: ManifestObject) -> String? {
        guard !object.fieldsAt.isEmpty else { return names.first ?? nil }
        for home in object.fieldsAt {
            let prefix = home.at.steps.map { step -> String? in if case .member(let name) = step { name } else { nil } }
            if names.starts(with: prefix), names.count > prefix.count { return names[prefix.count] }
        }
        return nil
    }
}
