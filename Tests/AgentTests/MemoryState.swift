import Connectors
import Model

extension MemoryRemote.State {
    /// A new id.
    mutating func mint(_ prefix: String) -> String {
        defer { nextID += 1 }
        let digits = String(nextID)
        return prefix + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// A record without values.
    func blank(_ object: String) -> FieldValues {
        Dictionary((objects[object]?.fields ?? []).map { ($0, FieldValue.null) }, uniquingKeysWith: { $1 })
    }

    /// The row as it is shown when these fields are asked for.
    func record(_ row: MemoryObject.Row, _ fields: [String], _ object: String) -> Record {
        let wanted = Set(fields).subtracting(faults.hiddenFields)
        var values = row.values.filter { wanted.contains($0.key) }
        for case (let field, .some(.date)) in objects[object]?.types ?? [:] {
            // A text that is said to be a day is read as something that is none.
            if case .text(let text)? = values[field] { values[field] = .raw(text) }
        }
        return Record(
            id: row.id, version: String(row.version), modified: row.modified, created: row.created, isDeleted: row.deletedAt != nil,
            mergedInto: row.mergedInto, values: values)
    }

    /// What a listing shows now.
    func listed(_ listing: Listing, _ object: String, _ fields: [String], now: Timestamp) -> [Record] {
        let rows = (objects[object]?.rows ?? [:]).values.filter { !faults.unlisted.contains($0.id) && !faults.denied.contains($0.id) }
        let shown: [MemoryObject.Row]
        switch listing {
        case .full: shown = rows.filter { $0.deletedAt == nil }.sorted { $0.id < $1.id }
        case .changes(let window):
            shown = rows.filter { row in
                row.deletedAt == nil && window.since.map { row.modified >= $0 } ?? true && row.modified <= now - faults.lag
            }.sorted { ($0.modified, $0.id) < ($1.modified, $1.id) }
        case .deleted(let window):
            shown = rows.filter { row in
                guard let at = row.deletedAt, !row.isPurged else { return false }
                return window.since.map { at >= $0 } ?? true
            }.sorted { $0.id < $1.id }
        }
        return shown.map { record($0, fields, object) }
    }

    // MARK: Writing

    mutating func write(
        _ kind: WriteKind, _ object: String, _ operations: [WriteOperation], remote: String, now: Timestamp
    ) -> [WriteOutcome] {
        if faults.lostRequests > 0 {
            faults.lostRequests -= 1
            return operations.map { _ in .unknown(reason: "request lost") }
        }
        var outcomes = operations.map { write(kind, object, $0, remote: remote, now: now) }
        if faults.lostResponses > 0 {
            faults.lostResponses -= 1
            return operations.map { _ in .unknown(reason: "response lost") }
        }
        if let every = faults.missingEntries {
            for index in outcomes.indices where index % every == every - 1 { outcomes[index] = .unknown(reason: "no entry") }
        }
        return outcomes
    }

    private mutating func write(
        _ kind: WriteKind, _ object: String, _ operation: WriteOperation, remote: String, now: Timestamp
    ) -> WriteOutcome {
        let texts = operation.values.values.map(\.display)
        if let bad = texts.first(where: { faults.refused.contains($0) }) {
            return .failed(Failure(.invalid, status: 400, code: "REFUSED", message: "\(bad) is not allowed"))
        }
        switch kind {
        case .create, .upsert: return make(kind, object, operation, remote: remote, now: now)
        case .update:
            guard let id = operation.id, var row = objects[object]?.rows[id], row.deletedAt == nil, !faults.denied.contains(id) else {
                return .failed(Failure(.gone, status: 404))
            }
            if objects[object]?.capabilities.hasPrecondition == true, let version = operation.version, version != String(row.version) {
                return .failed(Failure(.conflict, status: 412))
            }
            if let other = twin(of: operation.values, object, besides: id) { return duplicate(other) }
            apply(operation.values, to: &row, now: now)
            objects[object]?.rows[id] = row
            note("update", object, id, operation.values)
            return .done(id: id, record: nil)
        case .archive, .delete:
            guard let id = operation.id, var row = objects[object]?.rows[id], row.deletedAt == nil else {
                return .failed(Failure(.gone, status: 404))
            }
            row.deletedAt = now
            row.version += 1
            objects[object]?.rows[id] = row
            note(kind.rawValue, object, id, [:])
            return .done(id: id, record: nil)
        }
    }

    private mutating func make(
        _ kind: WriteKind, _ object: String, _ operation: WriteOperation, remote: String, now: Timestamp
    ) -> WriteOutcome {
        let field = objects[object]?.capabilities.externalKey
        let known =
            kind == .upsert
            ? field.flatMap { field in objects[object]?.live.first { $0.values[field] == operation.entityKey.map(FieldValue.text) } } : nil
        if var row = known {
            apply(operation.values, to: &row, now: now)
            objects[object]?.rows[row.id] = row
            note("upsert", object, row.id, operation.values)
            return .done(id: row.id, record: nil)
        }
        if let other = twin(of: operation.values, object, besides: nil) { return duplicate(other) }
        let id = mint(remote)
        var row = MemoryObject.Row(id: id, values: blank(object), version: 0, modified: now, created: now)
        if let field, let key = operation.entityKey { row.values[field] = .text(key) }
        apply(operation.values, to: &row, now: now)
        objects[object]?.rows[id] = row
        note("create", object, id, operation.values)
        return .done(id: id, record: nil)
    }

    private func duplicate(_ id: String) -> WriteOutcome {
        .failed(Failure(.duplicate, status: 409, code: "DUPLICATE", message: "it is there", existing: [id]))
    }

    private func twin(of values: FieldValues, _ object: String, besides id: String?) -> String? {
        guard let found = objects[object] else { return nil }
        return found.live.first { row in
            row.id != id
                && found.unique.contains { field in
                    values[field].map { !$0.isBlank && $0.display.lowercased() == row.values[field]?.display.lowercased() } ?? false
                }
        }?.id
    }

    private func apply(_ values: FieldValues, to row: inout MemoryObject.Row, now: Timestamp) {
        for (field, value) in values {
            var kept = value
            if case .text(let text) = value {
                var text = text
                if let length = faults.cut[field] { text = String(text.prefix(length)) }
                if faults.upperCased.contains(field) { text = text.uppercased() }
                if let word = faults.rewritten[field] { text = "\(text) \(word)" }
                kept = .text(text)
            }
            row.set(field, kept, at: now)
        }
        row.version += 1
        row.modified = now
    }

    private mutating func note(_ verb: String, _ object: String, _ id: String, _ values: FieldValues) {
        writes.append("\(verb) \(object) \(id) \(values.keys.sorted().joined(separator: ","))")
    }

    mutating func writeLink(_ name: String, _ object: String, add: Bool, _ operation: LinkOperation) -> WriteOutcome {
        guard var row = objects[object]?.rows[operation.id], row.deletedAt == nil else { return .failed(Failure(.gone, status: 404)) }
        var targets = row.links[name] ?? []
        targets.removeAll { $0 == operation.to }
        if add { targets.append(operation.to) }
        row.links[name] = targets
        objects[object]?.rows[operation.id] = row
        writes.append("\(add ? "link" : "unlink") \(object) \(operation.id) \(name) \(operation.to)")
        return .done(id: operation.id, record: nil)
    }
}
