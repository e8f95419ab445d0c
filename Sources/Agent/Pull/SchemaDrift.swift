import Model
import Storage

/// Whether mapped fields vanished at a remote or changed their type since a run that was let through (R33). What was accepted last is the
/// measure, so that a change stays one until a person says that it is meant.
struct SchemaDrift {
    let object: ObjectMapping
    let tx: Transaction

    private var key: String { "schema.\(object.remote)/\(object.object)" }

    /// What changed, a few words each; nothing where the remote's schema is not known.
    func changes() throws -> [String] {
        guard let types = object.types, let known = try accepted() else { return [] }
        return object.fields.compactMap { field in
            guard let before = known[field] else { return nil }
            guard let now = types[field] else { return "\(field) is gone" }
            return now == before ? nil : "\(field) was \(before) and is \(now)"
        }
    }

    /// Takes the schema as it is now for the measure.
    func accept() throws {
        guard let schema = object.schema, try tx.settings.get(key) != schema else { return }
        try tx.settings.set(key, to: schema)
    }

    private func accepted() throws -> [String: String]? {
        guard let text = try tx.settings.get(key), let members = (try? JSON(parsing: Array(text.utf8)))?.object?.members else { return nil }
        return Dictionary(members.compactMap { name, type in type.string.map { (name, $0) } }, uniquingKeysWith: { $1 })
    }
}
