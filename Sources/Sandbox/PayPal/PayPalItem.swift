import Model

/// One payout of a batch, with the states that it goes through in time.
struct PayPalItem: Sendable {
    let id: String
    let transaction: String
    let batch: String
    /// What the sender gave.
    let given: JSONObject
    let amount: Int
    let currency: String
    let created: Timestamp
    /// A state that somebody set, from an instant on.
    var set: (status: String, at: Timestamp)?

    var receiver: String { given["receiver"]?.string ?? "" }
    var key: String? { given["sender_item_id"]?.string }

    /// The state at an instant, and since when. What happens follows from the first part of the receiver's name: `nobody` has no account,
    /// `locked` is locked, `held` is looked at, `blocked` is stopped, `reversed` pays and takes back, `refunder` gives it back.
    func status(at now: Timestamp, _ settings: PayPalSettings) -> (word: String, since: Timestamp, error: String?) {
        if let set, set.at <= now { return (set.status, set.at, nil) }
        let done = created + settings.processing
        guard done <= now else { return ("PENDING", created, nil) }
        switch receiver.prefix(while: { $0 != "@" && $0 != "." && $0 != "+" && $0 != "-" }) {
        case "nobody":
            let back = done + settings.unclaimedLife
            return back <= now ? ("RETURNED", back, nil) : ("UNCLAIMED", done, "RECEIVER_UNREGISTERED")
        case "locked": return ("FAILED", done, "RECEIVER_ACCOUNT_LOCKED")
        case "held": return ("ONHOLD", done, nil)
        case "blocked": return ("BLOCKED", done, "RECEIVER_COUNTRY_NOT_ALLOWED")
        case "reversed":
            let back = done + settings.reversalDelay
            return back <= now ? ("REVERSED", back, nil) : ("SUCCESS", done, nil)
        case "refunder":
            let back = done + settings.reversalDelay
            return back <= now ? ("REFUNDED", back, nil) : ("SUCCESS", done, nil)
        default: return ("SUCCESS", done, nil)
        }
    }

    /// Whether money has left the account for it.
    static func moved(_ word: String) -> Bool { ["SUCCESS", "UNCLAIMED"].contains(word) || cameBack(word) }

    /// Whether money that had left is back.
    static func cameBack(_ word: String) -> Bool { ["REVERSED", "REFUNDED", "RETURNED"].contains(word) }

    /// Whether PayPal never sent it.
    static func wasNotSent(_ word: String) -> Bool { ["FAILED", "BLOCKED", "DENIED"].contains(word) }

    /// The fee that it bears in a state. No source says that a fee comes back, so it stays with what was sent.
    static func fee(_ word: String, _ settings: PayPalSettings) -> Int {
        wasNotSent(word) || ["PENDING", "ONHOLD"].contains(word) ? 0 : settings.fee
    }

    /// What of the account's money it holds or has spent: amount and fee are held from the start.
    func kept(at now: Timestamp, _ settings: PayPalSettings) -> Int {
        let word = status(at: now, settings).word
        if Self.wasNotSent(word) { return 0 }
        return Self.cameBack(word) ? settings.fee : amount + settings.fee
    }

    /// What the account's books call the way back. Source: developer.paypal.com, transaction event codes of payouts.
    static func codeBack(_ word: String) -> String { word == "REFUNDED" ? "T1115" : "T1114" }

    /// The booking of the way back.
    var transactionBack: String { "R" + transaction.dropFirst() }

    /// The item as `GET /v1/payments/payouts/{id}` shows it.
    func json(at now: Timestamp, _ settings: PayPalSettings) -> JSON {
        let (word, since, error) = status(at: now, settings)
        let fee = PayPalMoney.text(Self.fee(word, settings), currency)
        var object = JSONObject([
            ("payout_item_id", .string(id)), ("transaction_status", .string(word)),
            ("payout_item_fee", ["currency": .string(currency), "value": .string(fee)]), ("payout_batch_id", .string(batch)),
            ("payout_item", .object(given)),
        ])
        if Self.moved(word) { object["transaction_id"] = .string(transaction) }
        if word != "PENDING" { object["time_processed"] = .string(since.truncated(to: .seconds(1)).iso) }
        if let error {
            object["errors"] = ["name": .string(error), "message": .string("The payout did not arrive: \(error)"), "details": []]
        }
        object["links"] = [
            ["href": .string("https://api-m.sandbox.paypal.com/v1/payments/payouts-item/\(id)"), "rel": "item", "method": "GET"]
        ]
        return .object(object)
    }
}

/// Amounts as PayPal writes them. Source: VENDORS.md section 6.
enum PayPalMoney {
    private static let wholes: Set<String> = ["HUF", "JPY", "TWD"]

    /// How many digits stand behind the point.
    static func places(_ currency: String) -> Int { wholes.contains(currency) ? 0 : 2 }

    /// A decimal in minor units; nil for anything else and for more digits than the currency has.
    static func minor(_ text: String, _ currency: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        guard parts.count <= 2, !parts[0].isEmpty, (parts[0] + fraction).allSatisfy({ $0.isASCII && $0.isNumber }),
            parts.count == 1 || !fraction.isEmpty, fraction.count <= places(currency)
        else { return nil }
        return Int(parts[0] + fraction + String(repeating: "0", count: places(currency) - fraction.count))
    }

    /// Minor units as a decimal.
    static func text(_ minor: Int, _ currency: String) -> String {
        let places = places(currency)
        let digits = String(abs(minor))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return (minor < 0 ? "-" : "") + (places == 0 ? padded : padded.dropLast(places) + "." + padded.suffix(places))
    }
}
