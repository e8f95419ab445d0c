/// One remote's side of one field: which remote field it is, which way it flows, and what the remote is known to do to values.
public struct FieldSide: Sendable, Equatable {
    /// The remote's name of the field, or of the link.
    public var remoteField: String
    /// True if it is one of the manifest's links and no plain field.
    public var isLink: Bool
    /// The choice's values, where they differ.
    public var map: PicklistMap?
    /// True if the remote's value is taken into account.
    public var reads: Bool
    /// True if it is written when a record is created.
    public var writesOnCreate: Bool
    /// True if it is written to records that exist.
    public var writesOnUpdate: Bool
    /// True if the remote can be told to empty it.
    public var canClear: Bool
    /// How many UTF-16 units the remote keeps.
    public var maximumLength: Int?
    /// How many places behind the point the remote keeps.
    public var scale: Int?
    /// How exactly the remote keeps an instant.
    public var resolution: Duration?
    /// The zone of times that the remote shows without one: `UTC`, `+02:00` or a name such as `Europe/Berlin`.
    public var zone: String?

    /// Describes a side: without more said, read, written and cleared without loss.
    public init(
        remoteField: String, isLink: Bool = false, map: PicklistMap? = nil, reads: Bool = true, writesOnCreate: Bool = true,
        writesOnUpdate: Bool = true, canClear: Bool = true, maximumLength: Int? = nil, scale: Int? = nil, resolution: Duration? = nil,
        zone: String? = nil
    ) {
        self.remoteField = remoteField
        self.isLink = isLink
        self.map = map
        self.reads = reads
        self.writesOnCreate = writesOnCreate
        self.writesOnUpdate = writesOnUpdate
        self.canClear = canClear
        self.maximumLength = maximumLength
        self.scale = scale
        self.resolution = resolution
        self.zone = zone
    }
}
