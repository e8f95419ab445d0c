import Model
import YAML

/// Lays the fields of an operation out as the record that is sent: `op.record`. Source: CONNECTORS.md 2.1, 2.10.
struct RecordLayout: Sendable {
    let fields: [String: FieldPlan]
    /// What a way sends for null, where it is not as the fields say.
    let nullAs: NullForm?

    /// Lays the values out.
    /// `base`: the record into which they are laid; nil: one with nothing in it.
    /// `shown`: the record as it stands at the remote, whose lists are sent back whole with the change.
    /// - Throws: `Failure` of class `invalid` with the field that cannot be sent.
    func record(of values: FieldValues, creating: Bool, into base: JSON? = nil, shown: JSON? = nil) throws(Failure) -> JSON {
        var record = base ?? .object(JSONObject())
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let field = fields[name] else { throw Failure(.invalid, message: "the field is not known", field: name) }
            guard field.writing == .always || (field.writing == .create && creating) else {
                throw Failure(.invalid, message: "the field cannot be written", field: name)
            }
            if field.isParent { continue }
            let json = try written(value, field)
            if let list = field.wholeList, list.read(record) == nil, let elements = shown.flatMap(list.read) {
                _ = list.write(elements, into: &record)
            }
            guard field.writeAt.write(json, into: &record) else {
                throw Failure(.invalid, message: "nothing can be laid at \(field.writeAt.text)", field: name)
            }
            if case .money(let money) = value { layCurrency(of: money, field, into: &record) }
        }
        return record
    }

    private func written(_ value: FieldValue, _ field: FieldPlan) throws(Failure) -> JSON {
        if value == .null {
            switch nullAs {
            case .never: throw Failure(.invalid, message: "the field cannot be cleared", field: field.name)
            case .value(let json): return field.format.type == .bool ? .null : json
            case nil: break
            }
            if field.isNeverCleared { throw Failure(.invalid, message: "the field cannot be cleared", field: field.name) }
        }
        guard let json = field.format.write(value) else {
            throw Failure(.invalid, message: "a value that was only kept as it came cannot be sent", field: field.name)
        }
        guard let template = field.writeAs, value != .null else { return json }
        do throws(EvaluationError) {
            return try template.render(in: Scope(["it": .json(json)])) ?? .null
        } catch {
            throw Failure(.invalid, message: "the manifest's \"as\" has no value, line \(error.place.line)", field: field.name)
        }
    }

    /// The currency is written beside the amount where its place is one that can be written.
    private func layCurrency(of money: Money, _ field: FieldPlan, into record: inout JSON) {
        guard let pipeline = field.currencyPlace else { return }
        _ = pipeline.write(.string(money.currency.code), into: &record)
    }
}
