import Model
import Storage

/// How a reward comes to its receiver.
enum RewardWay: Equatable {
    /// By being noted: a badge.
    case itself
    /// By a field of the partner: a tier.
    case partner
    /// By what is made at a remote: a coupon, or a credit.
    case remote(String)
    /// By a person.
    case person

    /// The way of a reward under the settings.
    init(_ reward: StoredReward, _ settings: RewardSettings) {
        switch reward.kind {
        case "badge": self = .itself
        case "tier": self = reward.receiver.kind == .partner ? .partner : .person
        case "coupon": self = settings.coupon.map(RewardWay.remote) ?? .person
        case "credit": self = settings.credit.map(RewardWay.remote) ?? .person
        default: self = .person
        }
    }
}
