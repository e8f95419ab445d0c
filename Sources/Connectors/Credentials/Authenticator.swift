import Model

/// What a remote gave us to prove who we are.
struct Credentials: Sendable, Equatable {
    /// The kept values, as `auth.NAME`.
    var values: [String: JSON]
    /// When they stop being good; nil if the remote did not say.
    var expires: Timestamp?
    /// Counts the times they were obtained, so that a refusal names which ones were refused.
    var generation = 0

    /// Nothing to prove.
    static let none = Credentials(values: [:], expires: nil)
}

/// Holds the credentials of one remote: obtained once for all that wait, renewed before they expire and once after a refusal (X3).
actor Authenticator {
    private let obtain: @Sendable () async -> Result<Credentials, ConnectorError>
    private let now: @Sendable () -> Timestamp
    private var current: Credentials?
    private var isObtaining = false
    private var waiting: [CheckedContinuation<Result<Credentials, ConnectorError>, Never>] = []
    private var generations = 0
    /// Renewal starts this long before the end, so that a slow call does not outlive them.
    private static let margin = Duration.seconds(60)

    /// Makes one around the exchange that obtains credentials.
    init(now: @escaping @Sendable () -> Timestamp, obtain: @escaping @Sendable () async -> Result<Credentials, ConnectorError>) {
        self.now = now
        self.obtain = obtain
    }

    /// Good credentials; those of the generation named were refused, so that others are obtained if they are still the newest.
    /// - Throws: `credentials`, or whatever kept them from being obtained.
    func credentials(refused: Int? = nil) async throws(ConnectorError) -> Credentials {
        while true {
            if let current, current.generation != refused, isFresh(current) { return current }
            guard isObtaining else { return try await renew() }
            switch await withCheckedContinuation({ waiting.append($0) }) {
            case .success(let credentials): return credentials
            // The caller that was obtaining them was cancelled, which is no fault of this one.
            case .failure(.cancelled) where !Task.isCancelled: continue
            case .failure(let error): throw error
            }
        }
    }

    /// Forgets the credentials of that generation, which were refused: the next caller obtains others.
    func drop(generation: Int) {
        if current?.generation == generation { current = nil }
    }

    private func renew() async throws(ConnectorError) -> Credentials {
        isObtaining = true
        var result = await obtain()
        if case .success(var credentials) = result {
            generations += 1
            credentials.generation = generations
            current = credentials
            result = .success(credentials)
        }
        isObtaining = false
        let woken = waiting
        waiting = []
        for continuation in woken { continuation.resume(returning: result) }
        return try result.get()
    }

    private func isFresh(_ credentials: Credentials) -> Bool {
        guard let expires = credentials.expires else { return true }
        return now() < expires - Self.margin
    }
}
