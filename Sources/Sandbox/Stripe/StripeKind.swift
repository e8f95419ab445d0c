/// The kinds of object that the platform holds, by the names of their lists.
enum StripeKind: String, Sendable, CaseIterable {
    case customers
    case charges
    case paymentIntents = "payment_intents"
    case refunds
    case disputes
    case invoices
    case invoicePayments = "invoice_payments"
    case subscriptions
    case coupons
    case promotionCodes = "promotion_codes"
    case accounts
    case transfers
    case reversals = "transfer_reversals"
    case balanceTransactions = "balance_transactions"
    case customerBalances = "customer_balance_transactions"
    case events

    /// What an object of the kind is called, also in its member `object`.
    var word: String {
        switch self {
        case .balanceTransactions: "balance_transaction"
        case .customerBalances: "customer_balance_transaction"
        case .paymentIntents: "payment_intent"
        case .invoicePayments: "invoice_payment"
        case .promotionCodes: "promotion_code"
        case .reversals: "transfer_reversal"
        default: String(rawValue.dropLast())
        }
    }

    /// What its ids begin with.
    var prefix: String {
        switch self {
        case .customers: "cus_"
        case .charges: "ch_3"
        case .paymentIntents: "pi_3"
        case .refunds: "re_3"
        case .disputes: "dp_1"
        case .invoices: "in_1"
        case .invoicePayments: "inpay_1"
        case .subscriptions: "sub_1"
        case .coupons: ""
        case .promotionCodes: "promo_1"
        case .accounts: "acct_1"
        case .transfers: "tr_1"
        case .reversals: "trr_1"
        case .balanceTransactions: "txn_3"
        case .customerBalances: "cbtxn_1"
        case .events: "evt_1"
        }
    }

    /// True for a kind that is only asked for under another.
    var isNested: Bool { self == .reversals || self == .customerBalances }

    /// The parameters that its list filters by, besides `created`; each is a member with that value.
    var filters: Set<String> {
        switch self {
        case .customers: ["email"]
        case .charges: ["customer", "payment_intent", "transfer_group"]
        case .paymentIntents: ["customer"]
        case .refunds, .disputes: ["charge", "payment_intent"]
        case .invoices: ["customer", "status", "subscription", "collection_method"]
        case .invoicePayments: ["invoice", "status"]
        case .subscriptions: ["customer", "status", "collection_method"]
        case .promotionCodes: ["active", "code", "coupon", "customer"]
        case .transfers: ["destination", "transfer_group"]
        case .balanceTransactions: ["currency", "source", "type"]
        case .customerBalances: ["invoice"]
        case .events: ["type"]
        case .coupons, .accounts, .reversals: []
        }
    }

    /// The kind that a name means: of a list, or of one of its objects.
    static func named(_ name: String) -> StripeKind? {
        allCases.first { $0.rawValue == name || $0.word == name }
    }
}
