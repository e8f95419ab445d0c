/// Keeps the refresh token of a remote whose vendor rotates it, so that a crash never leaves the agent with a spent one (X3).
public struct TokenStore: Sendable {
    /// Reads the token stored last; nil if none was.
    public var load: @Sendable () async -> Secret?
    /// Stores a token durably; it is used only after this returned.
    public var save: @Sendable (Secret) async throws -> Void

    /// Makes a store of two effects.
    public init(load: @escaping @Sendable () async -> Secret?, save: @escaping @Sendable (Secret) async throws -> Void) {
        self.load = load
        self.save = save
    }

    /// Keeps nothing: for remotes whose tokens never rotate.
    public static let none = TokenStore(load: { nil }, save: { _ in })
}
