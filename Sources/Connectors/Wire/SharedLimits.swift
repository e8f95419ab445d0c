import HTTP
import Synchronization

/// Bounds that several remotes share, such as one organisation's quota: one count for all limits of the same `shared` name and kind.
/// Made once by whoever wires the remotes and handed to each of them.
public final class SharedLimits: Sendable {
    private let pacers = Mutex<[String: Pacer]>([:])

    /// Starts with nothing spent.
    public init() {}

    /// The one pacer of a limit that is shared; nil for one that is not. Of limits that share a name the first one's numbers count.
    func pacer(of limit: ManifestLimit, budget: Budget, ticker: Ticker) -> Pacer? {
        guard let shared = limit.shared else { return nil }
        let key = "\(shared) \(limit.kind.name.rawValue) \(limit.name ?? "")"
        return pacers.withLock { pacers in
            if let known = pacers[key] { return known }
            let made = Pacer([budget], ticker: ticker)
            pacers[key] = made
            return made
        }
    }
}
