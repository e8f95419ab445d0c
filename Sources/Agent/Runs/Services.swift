public import Connectors
public import Logging
public import Model
public import Storage

/// What a run works with: made once by whoever wires the program, passed down, never looked up.
public struct Services: Sendable {
    /// What config.yaml says.
    public var settings: Settings
    /// The hub.
    public var store: Store
    /// The remotes that this run may speak to, by name.
    public var remotes: [String: Remote]
    /// What time it is.
    public var clock: any WallClock
    /// Where ids come from.
    public var randomness: any Randomness
    /// Where the run tells what it does.
    public var logger: Logger
    /// Called as work goes on, for a person who waits.
    public var progress: @Sendable (Progress) -> Void
    /// Where a proof build dies on demand.
    public var crash: CrashSwitch
    /// The guards that stand: all, but in a proof build.
    public var guards: Guards

    /// Gathers what a run needs.
    public init(
        settings: Settings, store: Store, remotes: [String: Remote], clock: any WallClock, randomness: any Randomness, logger: Logger,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }, crash: CrashSwitch = CrashSwitch(),
        guards: Guards = Guards()
    ) {
        self.settings = settings
        self.store = store
        self.remotes = remotes
        self.clock = clock
        self.randomness = randomness
        self.logger = logger
        self.progress = progress
        self.crash = crash
        self.guards = guards
    }

    /// A new id with a prefix.
    func identifier(_ prefix: String) -> String { Identifier.make(prefix: prefix, at: clock.now(), randomness: AnyRandomness(randomness)) }
}

/// Lets a source of random bits of any type be handed to generic code.
struct AnyRandomness: Randomness {
    private let base: any Randomness

    init(_ base: any Randomness) {
        self.base = base
    }

    func next() -> UInt64 { base.next() }
}

/// Says a coupon as a remote's record.
public typealias CouponForm = @Sendable (CouponOrder) -> Result<RewardRecord, ConnectorError>

/// How credits are given at a remote.
public struct CreditForm: Sendable {
    /// The object whose records are the accounts.
    public var accounts: String
    /// How long the remote acts once for one key.
    public var keyLife: Duration
    /// Says a credit as the remote's record.
    public var record: @Sendable (CreditOrder) -> Result<RewardRecord, ConnectorError>

    /// Describes how credits are given.
    public init(
        accounts: String, keyLife: Duration, record: @escaping @Sendable (CreditOrder) -> Result<RewardRecord, ConnectorError>
    ) {
        self.accounts = accounts
        self.keyLife = keyLife
        self.record = record
    }
}

/// A configured remote with its connector's two sides.
public struct Remote: Sendable {
    /// How it is configured.
    public var settings: RemoteSettings
    /// The reading side.
    public var source: any RecordSource
    /// The writing side.
    public var sink: any RecordSink
    /// The paying side; nil where the remote pays nobody.
    public var payouts: (any PayoutGateway)?
    /// How a coupon is said there; nil where the remote has none.
    public var coupons: CouponForm?
    /// How a credit is said there; nil where the remote gives none.
    public var credits: CreditForm?
    /// What it has cost so far.
    public var usage: @Sendable () async -> RemoteUsage

    /// Gathers a remote's parts.
    public init(
        settings: RemoteSettings, source: any RecordSource, sink: any RecordSink, payouts: (any PayoutGateway)? = nil,
        coupons: CouponForm? = nil, credits: CreditForm? = nil,
        usage: @escaping @Sendable () async -> RemoteUsage
    ) {
        self.payouts = payouts
        self.coupons = coupons
        self.credits = credits
        self.settings = settings
        self.source = source
        self.sink = sink
        self.usage = usage
    }
}

/// What a remote has cost, and how its clock stands to ours.
public struct RemoteUsage: Sendable, Equatable {
    /// Calls made, without those for tokens.
    public var calls: Int
    /// Calls made to obtain credentials.
    public var tokenCalls: Int
    /// What is left of the daily quota, where the remote tells.
    public var quotaLeft: Int?
    /// The daily quota.
    public var quotaSize: Int?
    /// How far the remote's clock is ahead of ours; nil before its first answer.
    public var offset: Duration?
    /// How sure that is.
    public var uncertainty: Duration

    /// Describes what was used.
    public init(
        calls: Int = 0, tokenCalls: Int = 0, quotaLeft: Int? = nil, quotaSize: Int? = nil, offset: Duration? = nil,
        uncertainty: Duration = .seconds(1)
    ) {
        self.calls = calls
        self.tokenCalls = tokenCalls
        self.quotaLeft = quotaLeft
        self.quotaSize = quotaSize
        self.offset = offset
        self.uncertainty = uncertainty
    }
}

/// How far a run has come, for a person who waits.
public struct Progress: Sendable, Equatable {
    /// The step: `pull`, `match`, `merge`, `push`.
    public var step: String
    /// The remote, where the step is about one.
    public var remote: String?
    /// The object, where the step is about one.
    public var object: String?
    /// Records done so far.
    public var done: Int
    /// Records in all, where that is known.
    public var of: Int?
}
