/// Which value of a field wins where sides disagree (R6). A closed list: the compiler checks every switch.
public enum MergePolicy: Sendable, Hashable {
    /// One remote, or `hub`, decides; the changes of others are reverted, or left to them if `othersIgnored`.
    case owner(String, othersIgnored: Bool)
    /// The first in the list wins, where values are concurrent; the hub comes behind those named, all others behind it.
    case prefer([String])
    /// The latest value that is not blank.
    case preferNonblank
    /// The latest value (R7).
    case latest
    /// The largest.
    case max
    /// The smallest.
    case min
    /// What any side added, without what any side took out.
    case setUnion
    /// It only grows.
    case appendOnly
    /// The first value stays; a second goes to review.
    case immutable
    /// A person decides (R8).
    case manual

    /// The policy's word in config.yaml.
    public var name: String {
        switch self {
        case .owner: "owner"
        case .prefer: "prefer"
        case .preferNonblank: "prefer_nonblank"
        case .latest: "latest"
        case .max: "max"
        case .min: "min"
        case .setUnion: "set_union"
        case .appendOnly: "append_only"
        case .immutable: "immutable"
        case .manual: "manual"
        }
    }

    /// True if it leaves other sides than the owner their own value.
    var leavesOthers: Bool {
        if case .owner(_, othersIgnored: true) = self { return true }
        return false
    }

    /// True if it makes one value of several, so that none is lost.
    var combines: Bool { self == .setUnion || self == .appendOnly }
}
