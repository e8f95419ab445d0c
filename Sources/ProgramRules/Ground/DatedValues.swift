public import Model

/// A value that changes over time, such as a partner's status: what it was at any instant stays known.
public struct DatedValues<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The value from an instant on.
    public struct Change: Hashable, Sendable {
        /// The first instant at which it holds.
        public let from: Timestamp
        /// The value.
        public let value: Value
    }

    /// What held before the first change; nil if nothing did.
    public let initial: Value?
    /// The changes, in the order of time.
    public let changes: [Change]

    /// A value that never changed.
    public init(_ value: Value) {
        initial = value
        changes = []
    }

    /// Values from changes in any order; of two at one instant the later in the list holds.
    public init(initial: Value? = nil, changes: [(from: Timestamp, value: Value)]) {
        self.initial = initial
        let ordered = changes.enumerated().sorted { ($0.element.from, $0.offset) < ($1.element.from, $1.offset) }
        self.changes = ordered.map { Change(from: $0.element.from, value: $0.element.value) }
    }

    /// What held at an instant.
    public func value(at instant: Timestamp) -> Value? {
        changes.last { $0.from <= instant }?.value ?? initial
    }
}
