/// The keys a decoder knows, for the test that compares them with the documentation.
public struct KeyCatalogue: Sendable, Equatable {
    /// One key.
    public struct Entry: Sendable, Hashable {
        /// The keys that lead to it, with `*` for chosen names and `[]` for elements, such as `remotes.*.budget.reserve`.
        public var path: String
        /// The type, such as `duration` or `one of a, b`.
        public var type: String
        /// What an editor can check of its value.
        public var form: ValueForm
        /// The default as written; nil if there is none.
        public var defaultText: String?
        /// True if it must be given.
        public var isRequired: Bool
        /// True if that holds wherever its map stands, whatever the map's name.
        public var isRequiredInAll: Bool
        /// What it means, in one line.
        public var meaning: String
    }

    /// The keys in the order they were asked for, each path once.
    public private(set) var entries: [Entry] = []
    private var paths: Set<String> = []

    /// Makes an empty catalogue.
    public init() {}

    /// Lists every key that a decoder asks for, also those of optional parts.
    public init(of decode: (DecodingSession) -> Void) {
        let session = DecodingSession(isSurvey: true)
        decode(session)
        self = session.catalogue
    }

    mutating func add(_ entry: Entry) {
        guard paths.insert(entry.path).inserted else { return }
        entries.append(entry)
    }
}
