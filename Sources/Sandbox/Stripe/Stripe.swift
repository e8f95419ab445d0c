public import HTTP
public import Model
import Synchronization

/// Stripe's stand-in: one platform in test mode with customers, charges, refunds, disputes, events and Connect transfers.
/// Source: VENDORS.md section 5.
public final class Stripe: Vendor {
    /// What the platform is, and its limits.
    public let settings: StripeSettings
    private let platform: Mutex<StripePlatform>

    /// Makes a platform that holds what Stripe knows of a program.
    public init(_ program: ProgramData, at now: Timestamp, settings: StripeSettings = StripeSettings(), seed: UInt64 = 1) {
        self.settings = settings
        var store = StripeStore(settings: settings, seed: seed)
        StripeSeed(program: program, now: now).fill(&store)
        platform = Mutex(StripePlatform(store: store))
    }

    /// `stripe`.
    public var name: String { "stripe" }

    /// Answers one request at the given instant, in the shape a fault asks for where one is given.
    public func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
        platform.withLock { $0.respond(to: StripeCall(request, at: now, under: fault)) }
    }

    /// Every object with its history, and all that was paid, for `/_sandbox/state`.
    /// Shape: `{"objects": {"transfers": [{"id","deleted","fields","history"}], ...}, "movements": [{"kind","id","key","amount", ...}]}`.
    public func state() -> JSON { platform.withLock { StripeState(store: $0.store).json } }

    /// Changes an object as a person, a bank or Stripe itself would, and shows the object afterwards.
    /// - Throws: `SandboxError.edit` when there is no such object, or nobody can change it so.
    public func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON {
        try platform.withLock { platform throws(SandboxError) in
            try StripePersonEdit(edit: edit, now: now.truncated(to: .seconds(1))).apply(to: &platform.store)
        }
    }

    /// The account of a partner of the program by the partner's key, such as `acct_1P00000007`.
    public static func account(of key: Int) -> String { StripeSeed.account(of: key) }

    // MARK: For faults

    /// Where objects stand in the bodies.
    public var shape: RowShape {
        RowShape(
            lists: ["data"],
            fixed: ["id", "object", "created", "currency", "url", "has_more", "livemode", "type", "status", "source", "destination"],
            marker: "object")
    }

    /// The kinds of object.
    public var objects: [String] { StripeKind.allCases.map(\.rawValue) }

    /// What a call is about.
    public func subject(of request: Request) -> Subject? {
        let parts = RequestTarget(request).segments
        guard parts.count > 1, parts[0] == "v1", let kind = StripeKind(rawValue: parts[1]) else { return nil }
        return Subject(kind.rawValue, id: parts.count > 2 && parts[2] != "search" ? parts[2] : nil)
    }

    /// All objects of a kind.
    public func holdings(_ object: String) -> [Holding] {
        guard let kind = StripeKind.named(object) else { return [] }
        return platform.withLock { platform in
            platform.store.records(kind).map { record in
                Holding(object: kind.rawValue, id: record.id, isDeleted: record.isDeleted, changed: record.changed, values: record.values)
            }
        }
    }

    /// A refusal as Stripe words it.
    public func refusal(_ status: Int, _ reason: String) -> Response {
        StripePlatform.refusal(StripeProblem(status: status, message: reason), "req_sandbox0")
    }

    /// Keeps a copy of everything, unless there is one that is less than a minute old.
    public func keepReplica(at now: Timestamp) { platform.withLock { $0.keepReplica(at: now) } }
}
