#if PROOF
    import Synchronization
#endif

/// Takes the power from a store at a statement of a proof's choosing: that statement and every later one fail, and what was not committed
/// is gone, as after a crash at that place. A release build has no such switch.
public struct PowerSwitch: Sendable {
    #if PROOF
        private final class Meter: Sendable {
            /// How many statements still run; nil for all.
            let left = Mutex<Int?>(nil)
        }

        private let meter = Meter()
        /// How many pages the file may have, as on a disk that is full then; nil for as many as it needs.
        let pages: Int?

        /// Lets so many more statements run, and none after them; nil for all.
        public func cut(after statements: Int?) { meter.left.withLock { $0 = statements } }

        /// Whether the power is gone.
        public var isCut: Bool { meter.left.withLock { $0 == 0 } }
    #endif

    #if PROOF
        /// A switch that is on. Units: pages of the store's file, of which it keeps those that it has.
        public init(pages: Int? = nil) { self.pages = pages }
    #else
        /// A switch that is on.
        public init() {}
    #endif

    /// One statement, or one commit.
    /// - Throws: `failed` once the power is gone.
    func pass(_ doing: String) throws(StorageError) {
        #if PROOF
            let runs = meter.left.withLock { left in
                guard let count = left, count > 0 else { return left == nil }
                left = count - 1
                return true
            }
            guard runs else { throw .failed(code: -1, doing: doing) }
        #endif
    }
}
