import HTTP
import Model

/// What faults need to know of the company: which record a call is about, and which there are.
struct PipedriveSubject: Sendable {
    let store: PipedriveStore

    /// Where records stand in the bodies. What identifies, counts or dates a record is no value of a person.
    static func shape(_ catalog: PipedriveCatalog) -> RowShape {
        let all = PipedriveKind.allCases.flatMap { catalog.fields($0) }
        let options = all.filter { $0.form == .enum || $0.form == .set || $0.form == .status }.map(\.key)
        let keys = all.filter { ["Entente id", "Order number", "Domain", "Country"].contains($0.label) }.map(\.key)
        return RowShape(
            lists: ["data"],
            fixed: Set(["id", "success", "add_time", "update_time", "currency", "error", "error_info"] + keys), choices: Set(options))
    }

    /// The kind of that name, in the plural or the singular.
    static func kind(_ name: String) -> PipedriveKind? {
        PipedriveKind.allCases.first { [$0.rawValue, $0.singular].contains(name.lowercased()) }
    }

    /// The record, or kind of record, that a call is about.
    func of(_ request: Request) -> Subject? {
        let parts = RequestTarget(request).segments
        guard parts.count > 2, let kind = PipedriveKind(rawValue: parts[2]) else { return nil }
        return Subject(kind.rawValue, id: parts.count > 3 && Int(parts[3]) != nil ? parts[3] : nil)
    }

    /// All records of a kind.
    func holdings(_ object: String) -> [Holding] {
        guard let kind = Self.kind(object) else { return [] }
        return store.records(kind).map { record in
            let values = JSONObject(store.catalog.fields(kind).map { ($0.key, record.value($0.key)) })
            return Holding(
                object: kind.rawValue, id: String(record.id), isDeleted: record.isDeleted, changed: record.updated, values: values)
        }
    }
}
