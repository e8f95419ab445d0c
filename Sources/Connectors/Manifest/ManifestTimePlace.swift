public import Model
import YAML

/// Where an instant stands and in which form. Source: CONNECTORS.md 2.9.
public struct ManifestTimePlace: Sendable {
    /// Where; of several the first that is not null.
    public var at: Expr
    /// In which form.
    public var form: TimeForm
    /// Minutes east of UTC, for forms that do not say their zone.
    public var zoneMinutes: Int
    /// How fine the remote's clock is; 1 ms unless said.
    public var resolution: Duration

    /// The instant in a scope; nil if it is missing or null.
    /// - Throws: `EvaluationError` if something else than an instant of the form stands there.
    public func read(in scope: Scope) throws(EvaluationError) -> Timestamp? {
        guard let value = try at.evaluate(in: scope, skippingNull: true), !value.isNull else { return nil }
        if case .time(let instant) = value { return instant }
        guard let instant = form.read(value.json, zoneMinutes: zoneMinutes) else {
            throw .unfit(expression: at.text, at: at.place, found: value.kindName, expected: "a time of the form \(form.rawValue)")
        }
        return instant
    }

    static func kind(_ roots: ExprRoots) -> ValueKind<ManifestTimePlace> {
        ValueKind("a time place such as {at: updated_at, resolution: 1s}") { node, place, session in
            if node.entries == nil, let at = ValueKind<Expr>.expr(roots).read(node, place, session) {
                return ManifestTimePlace(at: at, form: .iso, zoneMinutes: 0, resolution: .milliseconds(1))
            }
            guard node.entries != nil || session.isSurvey else { return nil }
            let reader = MapReader(node, at: place, in: session)
            let at = reader.required("at", .expr(roots), "where; of a list the first that is not null")
            let form = reader.value("form", ValueKind<TimeForm>.word(), default: .iso, text: "iso", "in which form")
            let zone = reader.optional("zone", .zone, "UTC or +02:00, for forms that do not say their zone")
            let resolution = reader.value(
                "resolution", .duration, default: .milliseconds(1), text: "1ms", "how fine the remote's clock is")
            reader.finish()
            if form.needsZone, zone == nil {
                let expected = "zone, for the form \(form.rawValue) does not say it"
                session.report(Diagnostic(node.place, path: place.path, found: "no zone", expected: expected))
            }
            return at.map { ManifestTimePlace(at: $0, form: form, zoneMinutes: zone ?? 0, resolution: resolution) }
        }
    }
}

extension ValueKind where Value == Int {
    /// A fixed offset from UTC, in minutes.
    static var zone: ValueKind {
        .scalar("UTC or an offset such as +02:00") { text, _ in
            if text == "UTC" { return 0 }
            let parts = text.dropFirst().split(separator: ":")
            guard text.hasPrefix("+") || text.hasPrefix("-"), parts.count == 2, parts.allSatisfy({ $0.count == 2 }),
                let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
            else { return nil }
            return (hours * 60 + minutes) * (text.hasPrefix("-") ? -1 : 1)
        }
    }
}
