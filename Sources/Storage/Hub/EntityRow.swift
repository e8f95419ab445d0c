import Model

/// An entity on its way into and out of its row.
enum EntityRow {
    /// What the names of fields outside the schema start with in `Entity.values`; the `custom` column has them without it.
    static let customPrefix = "custom."

    /// Binds every column of the entity's table.
    static func bind(_ entity: Entity, of shape: EntityShape, to statement: inout BulkStatement) throws(StorageError) {
        statement.bind(entity.id)
        statement.bind(entity.rev)
        statement.bind(entity.createdAt)
        statement.bind(entity.updatedAt)
        statement.bind(entity.deletedAt)
        for field in shape.fields { try bind(entity.values[field.name] ?? .null, of: field, in: shape.kind, to: &statement) }
        statement.bind(try custom(entity, of: shape))
        let provenance = entity.provenance.sorted { $0.key < $1.key }.map { ($0.key, $0.value.stored) }
        statement.bind(JSON.object(JSONObject(provenance)))
    }

    /// Reads the row of a select over the shape's columns.
    static func read(_ row: inout RowReader, as shape: EntityShape) throws(StorageError) -> Entity {
        var entity = Entity(
            id: try row.entity(), rev: try row.integer(), values: [:], provenance: [:], createdAt: try row.time(),
            updatedAt: try row.time(), deletedAt: row.optionalTime())
        entity.values.reserveCapacity(shape.fields.count)
        for field in shape.fields {
            if let value = try value(of: field.type, from: &row) { entity.values[field.name] = value }
        }
        for (name, value) in try row.values() { entity.values[customPrefix + name] = value }
        for (name, stored) in try row.require(try row.json().object).members {
            entity.provenance[name] = try row.require(Provenance(stored: stored))
        }
        return entity
    }

    private static func bind(
        _ value: FieldValue, of field: SchemaField, in kind: EntityKind, to statement: inout BulkStatement
    ) throws(StorageError) {
        switch (field.type, value) {
        case (.money, .null):
            statement.bindNull()
            statement.bindNull()
        case (_, .null): statement.bindNull()
        case (.text, .text(let text)), (.email, .text(let text)), (.phone, .text(let text)), (.url, .text(let text)),
            (.domain, .text(let text)), (.country, .text(let text)), (.currency, .text(let text)), (.enumeration, .text(let text)):
            statement.bind(text)
        case (.money, .money(let money)):
            statement.bind(money.minor)
            statement.bind(money.currency.code)
        case (.integer, .integer(let number)), (.percent, .integer(let number)): statement.bind(number)
        case (.decimal, .decimal(let number)): statement.bind(number.text)
        case (.date, .date(let date)): statement.bind(date.text)
        case (.timestamp, .timestamp(let time)): statement.bind(time)
        case (.boolean, .boolean(let flag)): statement.bind(flag)
        case (.set, .set(let texts)): statement.bind(list: texts)
        case (.ref(let kind), .ref(let id)) where id.kind == kind: statement.bind(id)
        default:
            throw .failed(code: 20, doing: "put a \(kind.rawValue): \(field.name) is no \(field.type.name)")
        }
    }

    private static func custom(_ entity: Entity, of shape: EntityShape) throws(StorageError) -> FieldValues {
        var custom: FieldValues = [:]
        for (name, value) in entity.values where !shape.fieldNames.contains(name) {
            guard name.hasPrefix(customPrefix) else {
                throw .failed(code: 20, doing: "put a \(shape.kind.rawValue): a field that it does not have, without `custom.` before it")
            }
            if value != .null { custom[String(name.dropFirst(customPrefix.count))] = value }
        }
        return custom
    }

    private static func value(of type: FieldType, from row: inout RowReader) throws(StorageError) -> FieldValue? {
        switch type {
        case .text, .email, .phone, .url, .domain, .country, .currency, .enumeration: return row.optionalText().map(FieldValue.text)
        case .integer, .percent: return row.optionalInteger().map(FieldValue.integer)
        case .timestamp: return row.optionalTime().map(FieldValue.timestamp)
        case .boolean: return row.optionalInteger().map { .boolean($0 != 0) }
        case .ref: return try row.optionalEntity().map(FieldValue.ref)
        case .decimal:
            guard let text = row.optionalText() else { return nil }
            return .decimal(try row.require(ExactDecimal(text)))
        case .date:
            guard let text = row.optionalText() else { return nil }
            return .date(try row.require(CalendarDate(text)))
        case .set:
            guard let json = try row.optionalJSON() else { return nil }
            return try row.require(FieldValue(stored: json))
        case .money:
            let (minor, code) = (row.optionalInteger(), row.optionalText())
            guard let minor else { return nil }
            return .money(Money(minor: minor, currency: try row.require(code.flatMap(Currency.init))))
        }
    }
}
