import Model
import YAML

/// Reads records of one object out of the elements of an answer. One that cannot be read is set apart and stops nothing.
struct RecordReader: Sendable {
    let object: ManifestObject
    /// The manifest's place of the object, such as `objects.contact`.
    let place: String
    let fields: [FieldPlan]

    /// What an element turned out to be.
    enum Reading: Sendable, Equatable {
        case record(Record)
        case rejected(RejectedRecord)
    }

    /// Reads one element.
    /// `tombstone`: the way of a `deleted` read, whose elements are tombstones and may stand otherwise.
    func read(_ element: ScopeValue, in answer: Scope, tombstone: ManifestReadWay? = nil) -> Reading {
        let scope = answer.around(element)
        var id: String?
        do throws(EvaluationError) {
            id = try self.id(tombstone?.id ?? object.id, in: scope)
            guard let id else { throw .missing(expression: object.id.text, at: object.id.place) }
            var record = Record(id: id)
            try readHead(of: &record, in: scope, tombstone: tombstone)
            if tombstone == nil {
                for field in fields {
                    if let value = try read(field, of: element, scope) { record.values[field.name] = value }
                }
            }
            return .record(record)
        } catch {
            return .rejected(RejectedRecord(id: id, reason: "\(place), \(error.place.text): \(error.found)"))
        }
    }

    /// The id that an element names.
    func id(_ expr: Expr, in scope: Scope) throws(EvaluationError) -> String? {
        guard let text = try expr.evaluate(in: scope)?.scalarText, !text.isEmpty else { return nil }
        let own = object.widened(text)
        guard object.keepsParent, let parent = Self.parent(in: scope) else { return own }
        return ParentID.joined(parent: parent, own: own)
    }

    private static func parent(in scope: Scope) -> String? { scope.variables["parent"]?.member("id")?.scalarText }

    private func readHead(of record: inout Record, in scope: Scope, tombstone: ManifestReadWay?) throws(EvaluationError) {
        record.isDeleted = tombstone != nil
        record.parent = Self.parent(in: scope)
        if try object.deletedWhen.holds(in: scope) { record.isDeleted = true }
        if let winner = tombstone?.mergedInto ?? object.mergedInto, let value = try winner.evaluateIfPresent(in: scope)?.scalarText {
            record.mergedInto = value.isEmpty ? nil : object.idForm == .sf18 ? WideID.widen(value) : value
        }
        if tombstone == nil, let losers = object.mergedFrom {
            record.mergedFrom = try losers.texts(in: scope).filter { !$0.isEmpty }.map(object.widened)
        }
        if let tombstone {
            record.modified = try tombstone.at?.read(in: scope)
            return
        }
        record.modified = try object.modified?.read(in: scope)
        record.created = try object.created?.read(in: scope)
        if let version = object.version {
            record.version = try version.evaluate(in: scope)?.scalarText
        } else {
            record.version = record.modified.map { String($0.milliseconds) }
        }
    }

    private func read(_ field: FieldPlan, of element: ScopeValue, _ scope: Scope) throws(EvaluationError) -> FieldValue? {
        if field.isParent, let parent = Self.parent(in: scope) { return .text(parent) }
        guard let value = try found(field, in: element, scope) else { return nil }
        let currency = try self.currency(of: field, value, scope)
        do throws(FieldFormat.Mismatch) {
            return try field.format.read(value, currency: currency)
        } catch {
            throw .unfit(
                expression: field.readAt.text, at: object.fields[field.name]?.place ?? object.place,
                found: ScopeValue.json(value).kindName, expected: error.expected)
        }
    }

    /// What stands for a field; what an expression does not find is null, for it looked everywhere it may be.
    private func found(_ field: FieldPlan, in element: ScopeValue, _ scope: Scope) throws(EvaluationError) -> JSON? {
        if let constant = field.constant { return constant }
        if let from = field.from { return try from.evaluate(in: scope, skippingNull: true)?.json ?? .null }
        guard case .json(let json) = element else { return nil }
        return field.readAt.read(json)
    }

    private func currency(of field: FieldPlan, _ value: JSON, _ scope: Scope) throws(EvaluationError) -> Currency? {
        guard field.format.type == .money, value != .null else { return nil }
        if let code = field.currencyCode { return Currency(code) }
        guard let expr = field.currency, let text = try expr.evaluate(in: scope, skippingNull: true)?.scalarText else { return nil }
        if !text.isEmpty { return Currency(text) }
        // An empty cell says as little as null: the next place counts.
        for alternative in expr.alternatives {
            let text = try Expr(alternatives: [alternative], place: expr.place).texts(in: scope).first ?? ""
            if !text.isEmpty { return Currency(text) }
        }
        return nil
    }
}
