public import Model
import Synchronization

/// What was asked of one vendor and what came of it, for `/_sandbox/log` and for tests. It keeps the latest 20,000 calls.
public final class RequestLog: Sendable {
    /// One call.
    public struct Entry: Sendable, Equatable {
        /// The call's number at this vendor, from 1.
        public let number: Int
        /// When the vendor saw it, by the sandbox's clock.
        public let at: Timestamp
        /// The method.
        public let method: String
        /// The path with its query.
        public let path: String
        /// The body's text where it was JSON of at most 16 KiB; else empty. A form is never kept: it may hold a secret.
        public let body: String
        /// The status that the vendor gave; nil when it never saw the request.
        public let status: Int?
        /// What reached the caller: `respond`, `drop`, `drop-after-effect`, `cut` or `slow`.
        public let outcome: String
        /// The fault that struck, if one did.
        public let fault: FaultKind?
    }

    private struct Kept: Sendable {
        var entries: [Entry] = []
        var count = 0
    }

    private let kept = Mutex(Kept())

    /// Makes an empty log.
    public init() {}

    /// The calls kept, oldest first.
    public var entries: [Entry] { kept.withLock { $0.entries } }

    /// How many calls there have been.
    public var count: Int { kept.withLock { $0.count } }

    func append(at now: Timestamp, method: String, path: String, body: String, status: Int?, outcome: String, fault: FaultKind?) {
        kept.withLock { kept in
            kept.count += 1
            if kept.entries.count >= 20_000 { kept.entries.removeFirst(10_000) }
            kept.entries.append(
                Entry(
                    number: kept.count, at: now, method: method, path: path, body: body, status: status, outcome: outcome, fault: fault))
        }
    }

    /// The calls after that number as the answer of `/_sandbox/log`, and how many there have been.
    public func json(after number: Int = 0) -> JSON {
        .object(
            JSONObject([
                ("count", .integer(count)),
                (
                    "requests",
                    .array(
                        entries.filter { $0.number > number }.map { entry in
                            .object(
                                JSONObject([
                                    ("number", .integer(entry.number)), ("at", .string(entry.at.isoMilliseconds)),
                                    ("method", .string(entry.method)), ("path", .string(entry.path)),
                                    ("body", .string(entry.body)), ("status", entry.status.map { .integer($0) } ?? .null),
                                    ("outcome", .string(entry.outcome)),
                                    ("fault", entry.fault.map { .string($0.rawValue) } ?? .null),
                                ]))
                        })
                ),
            ]))
    }
}
