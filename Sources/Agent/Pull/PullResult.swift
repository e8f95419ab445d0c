import Model

/// What pulling one object brought.
struct ObjectPull: Sendable, Equatable {
    /// Records that were new or different and are now staged.
    var staged = 0
    /// Records that stood as the hub knows them.
    var unchanged = 0
    /// Records that could not be read.
    var rejected = 0
    /// Records older than what the hub had already seen (R19).
    var stale = 0
    /// Records in a complete listing, where this was one.
    var listed: Int?
    /// Records in the complete listing before.
    var listedBefore: Int?
    /// Fields that hardly any record returned any more, which smells of a lost permission.
    var absentFields: [String] = []
    /// Why the object was not read to its end.
    var error: RunError?

    /// False if the object was not read to its end: it is unobserved in this run (R35).
    var isObserved: Bool { error == nil }
}

/// What pulling brought, by remote and object.
struct PullResult: Sendable {
    /// By remote, then object.
    var objects: [String: [String: ObjectPull]] = [:]
    /// The server's time at the start of reading each remote.
    var asOf: [String: Timestamp] = [:]

    /// True if every object was read to its end.
    func isWhole(_ mapping: Mapping) -> Bool { mapping.objects.allSatisfy { self[$0.remote, $0.object]?.isObserved == true } }

    /// The object's part.
    subscript(remote: String, object: String) -> ObjectPull? { objects[remote]?[object] }
}
