/// What `rewards` of config.yaml says: where what is granted is made.
public struct RewardSettings: Sendable, Equatable {
    /// The remote whose shop takes coupons; nil: a person makes them.
    public var coupon: String?
    /// The remote on whose accounts credits are given; nil: a person gives them.
    public var credit: String?
    /// How long a coupon may be used. Units: days; nil for without end.
    public var couponDays: Int?
    /// With what the code of a coupon begins.
    public var prefix = "thanks"

    /// The standard settings.
    public init() {}
}
