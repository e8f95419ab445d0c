/// What a plan would do at one remote's object, counted.
public struct BrakeCounts: Sendable, Equatable {
    /// One field set to one value in many records.
    public struct SameValue: Sendable, Equatable {
        /// The field.
        public var field: String
        /// The value as a person reads it.
        public var value: String
        /// In how many records.
        public var count: Int

        /// Describes it.
        public init(field: String, value: String, count: Int) {
            self.field = field
            self.value = value
            self.count = count
        }
    }

    /// How many records complete listings had.
    public struct Listing: Sendable, Equatable {
        /// The last one.
        public var previous: Int
        /// This one.
        public var now: Int

        /// Describes listings.
        public init(previous: Int, now: Int) {
            self.previous = previous
            self.now = now
        }
    }

    /// A field that was readable and is not returned any more.
    public struct AbsentField: Sendable, Equatable {
        /// The field.
        public var name: String
        /// In how many of ten thousand records.
        public var share: Int

        /// Describes it.
        public init(name: String, share: Int) {
            self.name = name
            self.share = share
        }
    }

    /// The remote's name.
    public var remote: String
    /// The object's name.
    public var object: String
    /// Records with a live link now.
    public var linked: Int
    /// Records that would be deleted or archived.
    public var deletes: Int
    /// Records that would be created.
    public var creates: Int
    /// Records that would be updated.
    public var updates: Int
    /// Values that would be replaced by nothing.
    public var blanks: Int
    /// The field and value that most records would get.
    public var largestSameValue: SameValue?
    /// Operations whose outcome is unknown.
    public var unknown: Int
    /// Records with a conflict.
    public var conflicts: Int
    /// Records that changed since the last step.
    public var changed: Int
    /// The listings, if this step made a complete one.
    public var listing: Listing?
    /// What changed in the object's schema at the remote, as far as it is mapped.
    public var schemaChanges: [String]
    /// A field that vanished.
    public var absentField: AbsentField?

    /// Describes counts.
    public init(
        remote: String, object: String, linked: Int, deletes: Int = 0, creates: Int = 0, updates: Int = 0, blanks: Int = 0,
        largestSameValue: SameValue? = nil, unknown: Int = 0, conflicts: Int = 0, changed: Int = 0, listing: Listing? = nil,
        schemaChanges: [String] = [], absentField: AbsentField? = nil
    ) {
        self.remote = remote
        self.object = object
        self.linked = linked
        self.deletes = deletes
        self.creates = creates
        self.updates = updates
        self.blanks = blanks
        self.largestSameValue = largestSameValue
        self.unknown = unknown
        self.conflicts = conflicts
        self.changed = changed
        self.listing = listing
        self.schemaChanges = schemaChanges
        self.absentField = absentField
    }
}
