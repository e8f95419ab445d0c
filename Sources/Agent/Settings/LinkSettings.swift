/// What `links` of config.yaml says of tracking links and clicks.
public struct LinkSettings: Sendable, Equatable {
    /// What a made link begins with; nil if nobody said.
    public var base: String?
    /// Where a link leads that names no other target.
    public var target: String?
    /// The only hosts that a link may lead to (K2).
    public var hosts: [String] = []
    /// How long a second click of a visitor on a link is a duplicate (K3).
    public var window: Duration = .seconds(3600)
    /// Where the key comes from under which visitors and addresses are hashed (K3); nil if nobody said.
    public var key: ValueSource?

    /// The standard settings.
    public init() {}
}
