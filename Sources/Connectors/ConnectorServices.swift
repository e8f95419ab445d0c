public import HTTP
public import Model

/// What a connector needs of the world around it.
public struct ConnectorServices: Sendable {
    /// Carries requests.
    public var transport: any HTTPTransport
    /// Tells the time.
    public var clock: any WallClock
    /// Spreads the pauses between tries.
    public var randomness: any Randomness
    /// Keeps refresh tokens.
    public var tokens: TokenStore
    /// Elapsed time and waiting.
    public var ticker: Ticker
    /// Told of every exchange.
    public var trace: Trace?
    /// How far the remote's clock was ahead of ours when an earlier run measured it; nil if none did (R7).
    public var knownOffset: Duration?
    /// Where the relative paths of folders begin.
    public var folder: String
    /// Bounds shared with other remotes.
    public var limits: SharedLimits
    /// The guards that stand: all, but in a proof build.
    public var guards: Guards

    /// Gathers them.
    public init(
        transport: any HTTPTransport, clock: any WallClock, randomness: any Randomness, tokens: TokenStore = .none,
        ticker: Ticker = .live, trace: Trace? = nil, knownOffset: Duration? = nil, folder: String = ".",
        limits: SharedLimits = SharedLimits(), guards: Guards = Guards()
    ) {
        self.transport = transport
        self.clock = clock
        self.randomness = randomness
        self.tokens = tokens
        self.ticker = ticker
        self.trace = trace
        self.knownOffset = knownOffset
        self.folder = folder
        self.limits = limits
        self.guards = guards
    }
}
