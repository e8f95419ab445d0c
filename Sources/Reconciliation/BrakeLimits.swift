/// How much may happen at one remote's object in one step before a person must say that it is meant (R33). Units: shares are basis points.
public struct BrakeLimits: Sendable, Equatable {
    /// A limit by number and by share; the larger allowance of the two holds.
    public struct Limit: Sendable, Equatable {
        /// So many are always allowed; nil: as many as are too few to judge a share by.
        public var count: Int?
        /// So many of ten thousand are allowed.
        public var share: Int

        /// Describes a limit.
        public init(count: Int? = nil, share: Int) {
            self.count = count
            self.share = share
        }
    }

    /// Deletions and archivings, of the linked records.
    public var deletes: Limit
    /// Creations, of the linked records.
    public var creates: Limit
    /// Updates, of the linked records.
    public var updates: Limit
    /// Records in which one field is set to one value, of the linked records.
    public var sameValue: Limit
    /// Values replaced by nothing, of the linked records.
    public var blanks: Limit
    /// The least share of the last complete listing that a listing must have.
    public var listingAtLeast: Int
    /// Operations of which nobody knows what became of them, of all operations.
    public var unknown: Limit
    /// Records with a conflict, of the changed records.
    public var conflicts: Limit

    /// Describes limits; what is not said is standard.
    public init(
        deletes: Limit = Limit(count: 10, share: 100), creates: Limit = Limit(count: 50, share: 1000),
        updates: Limit = Limit(share: 3000), sameValue: Limit = Limit(share: 2000), blanks: Limit = Limit(share: 100),
        listingAtLeast: Int = 7000, unknown: Limit = Limit(share: 500), conflicts: Limit = Limit(share: 500)
    ) {
        self.deletes = deletes
        self.creates = creates
        self.updates = updates
        self.sameValue = sameValue
        self.blanks = blanks
        self.listingAtLeast = listingAtLeast
        self.unknown = unknown
        self.conflicts = conflicts
    }

    /// The limits where config.yaml says nothing.
    public static let standard = BrakeLimits()
}
