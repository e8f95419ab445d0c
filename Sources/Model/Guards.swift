/// The guards that stand. In a release build that is all of them, always.
public struct Guards: Sendable, Equatable {
    #if PROOF
        private let removed: Set<RuleGuard>

        private init(removed: Set<RuleGuard>) { self.removed = removed }

        /// All guards.
        public init() { self.init(removed: []) }
    #else
        /// All guards.
        public init() {}
    #endif

    /// All guards but those that the text names, `R13` or `R20-canary`, several with commas; a rule's number names all guards of the rule.
    /// A release build leaves all of them standing.
    /// - Returns: the guards, and the names that mean nothing.
    public static func without(_ text: String?) -> (guards: Guards, unknown: [String]) {
        #if PROOF
            let names = (text ?? "").split(separator: ",").map(String.init)
            func named(_ name: String) -> [RuleGuard] { RuleGuard.allCases.filter { $0.rawValue == name || $0.rule == name } }
            return (Guards(removed: Set(names.flatMap(named))), names.filter { named($0).isEmpty })
        #else
            (Guards(), [])
        #endif
    }

    /// True unless a proof build was told to do without it.
    public func stands(_ name: RuleGuard) -> Bool {
        #if PROOF
            !removed.contains(name)
        #else
            true
        #endif
    }
}
