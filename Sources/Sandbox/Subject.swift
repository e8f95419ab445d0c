/// What a call is about: a kind of record, and one record of it where the call names one.
public struct Subject: Sendable, Equatable {
    /// The kind of record in the vendor's words.
    public let object: String
    /// The record's id; nil for a listing or for a record that is about to be made.
    public let id: String?

    /// Names a kind of record, and perhaps a record.
    public init(_ object: String, id: String? = nil) {
        self.object = object
        self.id = id
    }
}
