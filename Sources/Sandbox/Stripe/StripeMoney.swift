import Model

/// Amounts as Stripe counts them: whole minor units, with its own list of currencies without any. Source: VENDORS.md 5.4.
enum StripeMoney {
    private static let wholes: Set<String> = [
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
    ]
    private static let thousandths: Set<String> = ["bhd", "jod", "kwd", "omr", "tnd"]
    /// Currencies without minor units that Stripe takes with two places all the same.
    private static let padded: Set<String> = ["isk", "ugx"]
    /// The most that one payment can be: eight digits.
    static let largest = 99_999_999

    /// How many digits of an amount stand behind the point.
    static func places(_ currency: String) -> Int {
        wholes.contains(currency) ? 0 : thousandths.contains(currency) ? 3 : 2
    }

    /// Whether an amount is one that Stripe can move.
    static func isWhole(_ amount: Int, _ currency: String) -> Bool {
        if padded.contains(currency) { return amount % 100 == 0 }
        return !thousandths.contains(currency) || amount % 10 == 0
    }

    /// A decimal in minor units, nil where it does not fit.
    static func minor(_ text: String, _ currency: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let places = places(currency)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        guard parts.count <= 2, fraction.count <= places || fraction.dropFirst(places).allSatisfy({ $0 == "0" }) else { return nil }
        return Int(parts[0] + fraction.prefix(places) + String(repeating: "0", count: max(0, places - fraction.count)))
    }

    /// An amount as Stripe's messages show it.
    static func shown(_ amount: Int, _ currency: String) -> String {
        let sign = ["usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"][currency]
        let text = decimal(amount, places: places(currency))
        return sign.map { $0 + text } ?? "\(text) \(currency)"
    }

    /// An amount with its point.
    static func decimal(_ amount: Int, places: Int) -> String {
        guard places > 0 else { return String(amount) }
        let digits = String(abs(amount))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return (amount < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// What Stripe keeps of a card payment: 2.9 % and 30 minor units where there are any.
    static func fee(_ amount: Int, _ currency: String) -> Int {
        min(amount, amount * 29 / 1000 + (places(currency) == 2 ? 30 : 0))
    }
}
