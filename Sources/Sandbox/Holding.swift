public import Model

/// One record of a vendor, as far as somebody needs it who meddles with it: for faults alone.
public struct Holding: Sendable, Equatable {
    /// The kind of record in the vendor's words.
    public let object: String
    /// Its id.
    public let id: String
    /// Whether it is deleted or archived.
    public let isDeleted: Bool
    /// When it last changed.
    public let changed: Timestamp
    /// Its values by field.
    public let values: JSONObject

    /// Describes a record.
    public init(object: String, id: String, isDeleted: Bool, changed: Timestamp, values: JSONObject) {
        self.object = object
        self.id = id
        self.isDeleted = isDeleted
        self.changed = changed
        self.values = values
    }
}
