import HTTP
import Model

/// The idempotency keys that the platform remembers, with the answers it gave under them. Source: VENDORS.md 5.2.
struct StripeKeys: Sendable {
    private struct Entry: Sendable {
        let fingerprint: String
        let response: Response
        let at: Timestamp
    }

    private var entries: [String: Entry] = [:]
    /// Until when a request under a key is under way.
    private var busy: [String: Timestamp] = [:]

    /// The answer given before under a key; nil if the key is not known any more.
    /// - Throws: the refusal of a key that was used for another call, or whose call is under way.
    mutating func answer(_ key: String, to call: StripeCall, life: Duration) throws(StripeProblem) -> Response? {
        if let end = busy[key], end > call.now { throw .inUse(key) }
        guard let entry = entries[key] else { return nil }
        guard entry.at + life > call.now else {
            // Pruned: the same call under the same key acts once more.
            entries[key] = nil
            return nil
        }
        guard entry.fingerprint == call.fingerprint else { throw .mismatch(key) }
        return entry.response
    }

    /// Remembers an answer, and until when it is on its way.
    mutating func keep(_ response: Response, _ key: String, _ call: StripeCall) {
        if call.fault == .slow { busy[key] = call.now + .seconds(2) }
        entries[key] = Entry(fingerprint: call.fingerprint, response: response, at: call.now)
    }
}
