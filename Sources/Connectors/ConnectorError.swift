/// What the engine does about a failure. Source: CONNECTORS.md 2.7.
public enum FailureClass: String, Sendable, Hashable, CaseIterable {
    /// Again with backoff; a write becomes unknown (R11).
    case retry
    /// Wait, then again; no attempt is counted.
    case throttled
    /// Obtain credentials again once, then stop the remote.
    case auth
    /// A failed row; for a whole read, stop the object.
    case forbidden
    /// The record is not there: proof by id for R20, success for deletes.
    case gone
    /// No records; the end of the pages.
    case empty
    /// A precondition failed: drop the operation, merge again.
    case conflict
    /// The record exists already: match with it (R25).
    case duplicate
    /// A permanent failed row (R17); of a batch: bisect (R16).
    case invalid
    /// Ask for less.
    case split
    /// The page state expired: slice again from the last committed place.
    case restart
    /// Stop the object.
    case fatal
}

/// A failure as a remote told it, classed by its manifest's rules. Facts only: the vendor's own words, never a header or a secret.
public struct Failure: Error, Sendable, Hashable {
    /// What to do about it.
    public var failureClass: FailureClass
    /// The HTTP status, where an answer came.
    public var status: Int?
    /// The vendor's code.
    public var code: String?
    /// The vendor's message, cut at 500 characters.
    public var message: String?
    /// The field it is about, by the remote's name.
    public var field: String?
    /// How long to wait before the next try.
    public var wait: Duration?
    /// For class `duplicate`: ids of the records that exist already.
    public var existing: [String]

    /// Describes a failure.
    public init(
        _ failureClass: FailureClass, status: Int? = nil, code: String? = nil, message: String? = nil, field: String? = nil,
        wait: Duration? = nil, existing: [String] = []
    ) {
        self.failureClass = failureClass
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.wait = wait
        self.existing = existing
    }
}

/// Why a connector could not do what it was asked.
public enum ConnectorError: Error, Sendable, Hashable {
    /// The remote refused; `place` is the manifest's place, such as `objects.contact.read.changes`.
    case refused(place: String, Failure)
    /// No usable answer came; for a write the outcome is unknown unless `wasSent` is false.
    case unreachable(place: String, reason: String, wasSent: Bool)
    /// The budget or the circuit breaker does not allow calls before so many seconds.
    case deferred(place: String, seconds: Int)
    /// An answer did not have the form the manifest says: where in the manifest, and what was found.
    case unreadable(place: String, line: Int, found: String)
    /// The manifest cannot do this: no such object, no such way.
    case unsupported(place: String, what: String)
    /// Credentials could not be obtained or were refused twice.
    case credentials(place: String, reason: String)
    /// The same page state came twice (R28).
    case repeatedPage(place: String)
    /// The caller was cancelled.
    case cancelled

    /// What the engine does next. Source: ARCHITECTURE section 6.
    public var disposition: Disposition {
        switch self {
        case .refused(_, let failure):
            switch failure.failureClass {
            case .retry, .throttled, .restart, .split: .retry(after: failure.wait)
            case .auth: .haltRemote
            case .gone, .invalid, .duplicate, .conflict: .skipRecord
            case .forbidden, .empty, .fatal: .haltObject
            }
        case .unreachable, .deferred, .credentials, .cancelled: .haltRemote
        case .unreadable, .unsupported, .repeatedPage: .haltObject
        }
    }
}

/// What the engine does after an error: the scope that it costs.
public enum Disposition: Sendable, Equatable {
    /// Try the same again, after a pause if one is named.
    case retry(after: Duration?)
    /// Leave this record as a failed row and go on.
    case skipRecord
    /// Leave this object for this run; the remote's others go on.
    case haltObject
    /// Leave this remote for this run; the others go on (R35).
    case haltRemote
}
