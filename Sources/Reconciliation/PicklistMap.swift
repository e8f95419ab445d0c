/// The values of a choice, at the hub and at one remote.
public struct PicklistMap: Sendable, Equatable {
    /// A hub value and the remote values that mean it; of these the first is written.
    public struct Pair: Sendable, Equatable {
        /// The hub's value.
        public var hub: String
        /// The remote's values for it.
        public var remote: [String]
    }

    /// The pairs in the order of config.yaml.
    public let pairs: [Pair]
    /// The hub value of every remote value not named, from `"*"`; such a value can be read but not written.
    public let wildcard: String?

    /// Describes a map.
    public init(_ pairs: [(hub: String, remote: [String])], wildcard: String? = nil) {
        self.pairs = pairs.map { Pair(hub: $0.hub, remote: $0.remote) }
        self.wildcard = wildcard
    }

    /// The hub value of a remote value; nil if the map does not say.
    public func hub(of remote: String) -> String? {
        pairs.first { $0.remote.contains(remote) }?.hub ?? (remote.isEmpty ? nil : wildcard)
    }

    /// The remote value that is written for a hub value; nil if there is none.
    public func remote(of hub: String) -> String? {
        pairs.first { $0.hub == hub }?.remote.first
    }
}
