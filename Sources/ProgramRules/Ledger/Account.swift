public import Model

/// An account of the ledger; each holds its amounts by currency (L1). Debits are above zero, credits below.
public enum Account: Hashable, Comparable, Sendable {
    /// What commissions cost the program.
    case commissionCost
    /// What rewards cost the program.
    case rewardCost
    /// What providers charge for payouts.
    case fees
    /// What the program owes a partner, as credits.
    case partner(EntityID)
    /// What was given in one currency and had in another.
    case exchange
    /// What payouts have claimed and no provider has confirmed yet.
    case clearing
    /// What a provider holds for a receiver who has not taken it.
    case unclaimed(String)
    /// What left by a provider.
    case provider(String)

    /// The account as text, such as `partner:p_01JD...`.
    public var text: String {
        switch self {
        case .commissionCost: "commission_cost"
        case .rewardCost: "reward_cost"
        case .fees: "fees"
        case .exchange: "exchange"
        case .partner(let id): "partner:\(id.text)"
        case .clearing: "clearing"
        case .unclaimed(let provider): "unclaimed:\(provider)"
        case .provider(let provider): "provider:\(provider)"
        }
    }

    /// Reads an account back; nil for text that is none.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count == 2 ? parts[1] : nil) {
        case ("commission_cost", nil): self = .commissionCost
        case ("reward_cost", nil): self = .rewardCost
        case ("fees", nil): self = .fees
        case ("exchange", nil): self = .exchange
        case ("clearing", nil): self = .clearing
        case ("partner", let name?):
            guard let id = EntityID(name), id.kind == .partner else { return nil }
            self = .partner(id)
        case ("unclaimed", let name?) where !name.isEmpty: self = .unclaimed(name)
        case ("provider", let name?) where !name.isEmpty: self = .provider(name)
        default: return nil
        }
    }

    /// Orders by text.
    public static func < (left: Account, right: Account) -> Bool { left.text < right.text }
}
