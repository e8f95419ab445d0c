import Model
import YAML

/// The fields that templates of `rewards` give, each as its object has it.
struct RewardFields: Sendable {
    let object: ManifestObject
    /// The manifest's place, such as `rewards.coupon`.
    let place: String
    let at: SourcePlace

    /// The values of a map of templates.
    func values(of template: Template, _ scope: Scope, _ key: String) throws(ConnectorError) -> FieldValues {
        let json: JSON?
        do throws(EvaluationError) { json = try template.render(in: scope) } catch {
            throw .unreadable(place: "\(place).\(key)", line: error.place.line, found: error.found)
        }
        var values: FieldValues = [:]
        for (name, member) in json?.object?.members ?? [] { values[name] = try value(member, of: name, key) }
        return values
    }

    /// The text of a template; nil without one.
    func text(_ template: TextTemplate?, _ scope: Scope, _ key: String) throws(ConnectorError) -> String? {
        do throws(EvaluationError) { return try template?.render(in: scope) } catch {
            throw .unreadable(place: "\(place).\(key)", line: error.place.line, found: error.found)
        }
    }

    private func value(_ json: JSON, of name: String, _ key: String) throws(ConnectorError) -> FieldValue {
        let format = FieldPlan(name, in: object, schema: Schema()).format
        // An instant stands in a template as RFC 3339, whatever form the field has at the remote.
        if format.type == .time, let instant = json.string.flatMap({ Timestamp(iso: $0) }) { return .timestamp(instant) }
        do throws(FieldFormat.Mismatch) { return try format.read(json, currency: nil) } catch {
            throw .unreadable(place: "\(place).\(key)", line: at.line, found: "a value of \(name) that is not \(error.expected)")
        }
    }
}
