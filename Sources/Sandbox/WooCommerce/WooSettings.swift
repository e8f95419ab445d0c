/// How the sandbox's WooCommerce shop is set up: its key, its clock on the wall, its currency.
public struct WooSettings: Sendable {
    /// The consumer key.
    public var key = "ck_5a0db0c0ffee00000000000000000000000c0de1"
    /// The consumer secret.
    public var secret = "cs_5a0db0c0ffee00000000000000000000000c0de2"
    /// How far the site's time is from UTC. Units: seconds.
    public var zone = -10_800
    /// The shop's currency; an order may name another.
    public var currency = "USD"
    /// Whether a refund of a part of an order changes the order's `date_modified`. Shops differ; a full refund always does.
    public var refundTouchesOrder = false
    /// The payment methods whose gateway can send money back.
    public var refundingGateways: Set<String> = ["stripe"]

    /// Makes the shop that the sandbox runs.
    public init() {}
}
