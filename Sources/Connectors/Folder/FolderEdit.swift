import Model

/// Operations of one kind carried out on the rows of one file.
struct FolderEdit {
    private let part: FolderHome.Part
    private let kind: WriteKind
    private let home: FolderHome
    private var table: FolderTable
    private var rows: [String: FolderHome.Row] = [:]
    private let rejected: [String: String]
    private var removed: Set<Int> = []
    private var isChanged = false

    /// What became of the operations so far, in their order.
    private(set) var outcomes: [WriteOutcome] = []

    init(_ table: FolderTable, of part: FolderHome.Part, kind: WriteKind, home: FolderHome) {
        (self.part, self.kind, self.home, self.table) = (part, kind, home, table)
        let read = home.rows(table, of: part, fields: [])
        for row in read.rows { rows[row.record.id] = row }
        rejected = Dictionary(read.rejected.compactMap { row in row.id.map { ($0, row.reason) } }, uniquingKeysWith: { first, _ in first })
    }

    /// The file as it is to be; nil if nothing changed.
    var bytes: [UInt8]? {
        guard isChanged else { return nil }
        var table = table
        for number in removed.sorted(by: >) { table.remove(number) }
        return table.bytes
    }

    /// Carries one operation out.
    mutating func apply(_ operation: WriteOperation, isStrict: Bool) {
        do throws(Failure) {
            outcomes.append(try outcome(of: operation, isStrict: isStrict))
        } catch {
            outcomes.append(.failed(error))
        }
    }

    private mutating func outcome(of operation: WriteOperation, isStrict: Bool) throws(Failure) -> WriteOutcome {
        switch kind {
        case .create: return try create(operation)
        case .upsert:
            guard let row = row(withKey: operation.entityKey) else { return try create(operation) }
            return try update(row, operation)
        case .update: return try update(try row(of: operation, isStrict: isStrict), operation)
        case .delete, .archive:
            guard let id = operation.id, rows[id] != nil || rejected[id] != nil else { return .done(id: operation.id ?? "", record: nil) }
            let row = try row(of: operation, isStrict: isStrict)
            removed.insert(row.number)
            rows[id] = nil
            isChanged = true
            return .done(id: id, record: nil)
        }
    }

    /// The row that an operation is about, as it was last read where that is asked for (R13).
    private func row(of operation: WriteOperation, isStrict: Bool) throws(Failure) -> FolderHome.Row {
        let id = operation.id ?? ""
        if let reason = rejected[id] { throw Failure(.invalid, message: reason) }
        guard let row = rows[id] else { throw Failure(.gone, message: "no row with this id") }
        if isStrict, let version = operation.version, version != row.record.version {
            throw Failure(.conflict, message: "the row was changed")
        }
        return row
    }

    private func row(withKey key: String?) -> FolderHome.Row? {
        guard let key, let column = part.externalKey else { return nil }
        let place = part.object.readPlace(of: column)
        return rows.values.first { place.read($0.value).flatMap(FieldFormat.scalarText) == key }
    }

    private mutating func create(_ operation: WriteOperation) throws(Failure) -> WriteOutcome {
        guard let column = part.object.id.soleMember else {
            throw Failure(.invalid, message: "the manifest's id is no column, so no row can be made")
        }
        var value = try layout(operation).record(of: operation.values, creating: true)
        if let taken = try taken(value) { throw Failure(.duplicate, message: "a row has this key already", existing: [taken]) }
        let given = value[column].flatMap(FieldFormat.scalarText) ?? ""
        let id = given.isEmpty ? Identifier.make(prefix: "", at: home.services.clock.now(), randomness: home.services.randomness) : given
        if rows[id] != nil || rejected[id] != nil { throw Failure(.duplicate, message: "a row has this id already", existing: [id]) }
        var first = JSONObject([(column, .string(id))])
        for (name, member) in value.object?.members ?? [] where name != column { first[name] = member }
        value = .object(first)
        if let key = operation.entityKey, let column = part.externalKey {
            _ = part.object.writePlace(of: column).write(.string(key), into: &value)
        }
        note(part.object.created, in: &value)
        note(part.object.modified, in: &value)
        table.append(value)
        isChanged = true
        return done(value, at: table.count - 1, operation)
    }

    private mutating func update(_ row: FolderHome.Row, _ operation: WriteOperation) throws(Failure) -> WriteOutcome {
        var value = try layout(operation).record(of: operation.values, creating: false, into: row.value, shown: row.value)
        guard value != row.value else { return done(value, at: row.number, operation) }
        note(part.object.modified, in: &value)
        table.replace(row.number, with: value)
        isChanged = true
        rows[row.record.id] = nil
        return done(value, at: row.number, operation)
    }

    private func layout(_ operation: WriteOperation) -> RecordLayout {
        let plans = home.plans(operation.values.keys.sorted(), of: part)
        return RecordLayout(fields: Dictionary(plans.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }), nullAs: nil)
    }

    /// The id of a row that has one of the new row's natural keys.
    private func taken(_ value: JSON) throws(Failure) -> String? {
        for key in part.object.unique {
            let place = part.object.readPlace(of: key)
            guard let text = place.read(value).flatMap(FieldFormat.scalarText), !text.isEmpty else { continue }
            let other = rows.values.first { place.read($0.value).flatMap(FieldFormat.scalarText) == text }
            if let other { return other.record.id }
        }
        return nil
    }

    /// Writes the time down where the file keeps one.
    private func note(_ place: ManifestTimePlace?, in value: inout JSON) {
        guard let place, let column = place.at.soleMember else { return }
        let text = place.form.write(home.services.clock.now(), zoneMinutes: place.zoneMinutes)
        _ = RecordPath([.member(column)], text: column).write(text, into: &value)
    }

    private mutating func done(_ value: JSON, at number: Int, _ operation: WriteOperation) -> WriteOutcome {
        // As it will be read: of a table every cell is a text.
        let shown = table[number] ?? value
        guard let record = home.record(shown, of: part, fields: operation.values.keys.sorted()) else {
            return .unknown(reason: "the row that was written cannot be read")
        }
        rows[record.id] = FolderHome.Row(number: number, value: shown, record: record)
        return .done(id: record.id, record: record)
    }
}

extension Expr {
    /// The name, if it is that of one member and nothing else.
    var soleMember: String? {
        guard alternatives.count == 1, let path = alternatives.first, path.root == .element, path.filters.isEmpty, path.steps.count == 1,
            case .member(let name) = path.steps[0]
        else { return nil }
        return name
    }
}
