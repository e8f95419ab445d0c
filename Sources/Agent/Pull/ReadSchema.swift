import Model
import Storage

/// Under which schema of its object the stage was read: what a record shows depends on it. Under another one, be it the one from before,
/// whatever stands on the stage is read once more (R33).
struct ReadSchema {
    let object: ObjectMapping
    let tx: Transaction

    private var key: String { "read-as.\(object.remote)/\(object.object)" }

    /// True if the stage may hold records as another schema showed them. From then on it counts as doubtful, whatever ends the run, until
    /// all is read again.
    func doubt() throws -> Bool {
        guard let schema = object.schema else { return false }
        guard let known = try tx.settings.get(key) else {
            try settle()
            return false
        }
        guard known != schema else { return false }
        try tx.settings.set(key, to: "")
        return true
    }

    /// All that stands on the stage is as this schema shows it.
    func settle() throws {
        guard let schema = object.schema, try tx.settings.get(key) != schema else { return }
        try tx.settings.set(key, to: schema)
    }

    /// The next records to be read again, in the order of their ids: those on the stage, and those that could not be read.
    func records(after id: String?, limit: Int) throws -> [String] {
        let staged = try tx.staged.ids(remote: object.remote, object: object.object, after: id, limit: limit)
        let failed = try tx.failedRows.subjects(remote: object.remote, object: object.object, kind: FailedRow.read, after: id, limit: limit)
        return Array(Set(staged + failed).sorted().prefix(limit))
    }
}
