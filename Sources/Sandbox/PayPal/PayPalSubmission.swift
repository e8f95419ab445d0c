import HTTP
import HTTPTypes
import Model

/// A batch as the sender gives it, checked as strictly as PayPal documents.
struct PayPalSubmission: Sendable {
    /// One item.
    struct Item: Sendable {
        let object: JSONObject
        let amount: Int
    }

    let key: String
    let header: JSON
    let currency: String
    let items: [Item]

    /// Reads a batch.
    /// - Throws: the refusal that names every item that is wrong; of such a batch nothing is paid.
    init(_ request: Request, settings: PayPalSettings) throws(PayPalProblem) {
        guard request.header("Content-Type")?.hasPrefix("application/json") == true, let body = try? JSON(parsing: request.body) else {
            throw .invalid([.init(field: "body", issue: "MALFORMED_REQUEST_JSON")])
        }
        if let id = request.header("PayPal-Request-Id"), !(1...1000).contains(id.count) {
            throw .invalid([.init(field: "PayPal-Request-Id", issue: "Value is not between 1 and 1000 characters")])
        }
        guard let header = body["sender_batch_header"], let members = header.object else {
            throw .invalid([.init(field: "sender_batch_header", issue: "Required field is missing")])
        }
        self.header = header
        let long = Self.tooLong(members, Self.headerLengths, "sender_batch_header.")
        guard long.isEmpty else { throw .invalid(long) }
        key = header["sender_batch_id"]?.string ?? ""
        guard let rows = body["items"]?.array, (1...15_000).contains(rows.count) else {
            throw .invalid([.init(field: "items", issue: "The number of items must be between 1 and 15000")])
        }
        var (items, wrong): ([Item], [PayPalProblem.Detail]) = ([], [])
        for (index, row) in rows.enumerated() {
            let (item, details) = Self.read(row, at: index, kind: header["recipient_type"]?.string)
            wrong += details
            if let item { items.append(item) }
        }
        guard wrong.isEmpty else { throw .invalid(wrong) }
        self.items = items
        let currencies = Set(items.compactMap { $0.object["amount"]?["currency"]?.string })
        guard let currency = currencies.first, currencies.count == 1 else {
            throw .invalid([.init(field: "items", issue: "All items must specify the same currency")])
        }
        self.currency = currency
    }

    // Source: the vendor's description of the interface, lengths of texts.
    private static let headerLengths = [
        "sender_batch_id": 256, "recipient_type": 13, "email_subject": 255, "email_message": 1000, "note": 1000,
    ]
    private static let itemLengths = [
        "recipient_type": 13, "note": 4000, "receiver": 127, "sender_item_id": 63, "recipient_wallet": 36,
    ]
    private static let purposes = [
        "AWARDS", "PRIZES", "DONATIONS", "GOODS", "SERVICES", "REBATES", "CASHBACK", "DISCOUNTS", "NON_GOODS_OR_SERVICES",
    ]

    /// The members that are no text, or longer than they may be.
    private static func tooLong(_ object: JSONObject, _ lengths: [String: Int], _ place: String) -> [PayPalProblem.Detail] {
        object.members.compactMap { name, value in
            guard let most = lengths[name] else { return nil }
            guard let text = value.string else { return PayPalProblem.Detail(field: place + name, issue: "Value is invalid") }
            return text.count <= most ? nil : PayPalProblem.Detail(field: place + name, issue: "Value is too long")
        }
    }

    /// Reads an item; `kind` is what the batch says of receivers whose item says nothing.
    private static func read(_ row: JSON, at index: Int, kind: String?) -> (Item?, [PayPalProblem.Detail]) {
        var wrong: [PayPalProblem.Detail] = []
        func complain(_ field: String, _ issue: String) { wrong.append(.init(field: "items[\(index)].\(field)", issue: issue)) }
        guard let object = row.object else {
            complain("amount", "Required field is missing")
            return (nil, wrong)
        }
        wrong += tooLong(object, itemLengths, "items[\(index)].")
        let receiver = object["receiver"]?.string ?? ""
        if receiver.isEmpty {
            complain("receiver", "Required field is missing")
        } else if let kind = object["recipient_type"]?.string ?? kind {
            if let issue = fault(of: receiver, as: kind) { complain(issue.field, issue.issue) }
        } else {
            complain("recipient_type", "Required field is missing")
        }
        if let purpose = object["purpose"], !purposes.contains(purpose.string ?? "") { complain("purpose", "Value is invalid") }
        if let wallet = object["recipient_wallet"], !["PAYPAL", "VENMO", "RECIPIENT_SELECTED"].contains(wallet.string ?? "") {
            complain("recipient_wallet", "Value is invalid")
        }
        let currency = object["amount"]?["currency"]?.string ?? ""
        let amount = object["amount"]?["value"]?.string.flatMap { PayPalMoney.minor($0, currency) }
        if Currency(currency)?.isListed != true { complain("amount.currency", "Currency code is invalid or is not currently supported") }
        guard let amount, amount > 0 else {
            complain("amount.value", object["amount"]?["value"] == nil ? "Required field is missing" : "Amount value is invalid")
            return (nil, wrong)
        }
        return (Item(object: object, amount: amount), wrong)
    }

    /// What is wrong with a receiver of a kind; nil if nothing is that shows before anything is sent.
    private static func fault(of receiver: String, as kind: String) -> (field: String, issue: String)? {
        let isFit: Bool
        switch kind {
        case "EMAIL":
            let parts = receiver.split(separator: "@", omittingEmptySubsequences: false)
            isFit = parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
        case "PHONE": isFit = receiver.hasPrefix("+")
        case "PAYPAL_ID": isFit = receiver.count == 13
        case "USER_HANDLE": isFit = true
        default: return ("recipient_type", "Invalid recipient type")
        }
        return isFit ? nil : ("receiver", "Receiver is invalid or does not match with type")
    }
}
