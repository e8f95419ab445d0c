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
        guard let header = body["sender_batch_header"], header.object != nil else {
            throw .invalid([.init(field: "sender_batch_header", issue: "Required field is missing")])
        }
        self.header = header
        key = header["sender_batch_id"]?.string ?? ""
        guard key.count <= 256, header["email_subject"]?.string?.count ?? 0 <= 255 else {
            throw .invalid([.init(field: "sender_batch_header.sender_batch_id", issue: "Value is too long")])
        }
        guard let rows = body["items"]?.array, (1...15_000).contains(rows.count) else {
            throw .invalid([.init(field: "items", issue: "The number of items must be between 1 and 15000")])
        }
        var (items, wrong): ([Item], [PayPalProblem.Detail]) = ([], [])
        for (index, row) in rows.enumerated() {
            let (item, details) = Self.read(row, at: index)
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
        let names = items.compactMap { $0.object["sender_item_id"]?.string }
        guard Set(names).count == names.count else {
            throw .invalid([.init(field: "items", issue: "Each sender_item_id must be unique in its batch")])
        }
    }

    private static func read(_ row: JSON, at index: Int) -> (Item?, [PayPalProblem.Detail]) {
        var wrong: [PayPalProblem.Detail] = []
        func complain(_ field: String, _ issue: String) { wrong.append(.init(field: "items[\(index)].\(field)", issue: issue)) }
        guard let object = row.object else {
            complain("amount", "Required field is missing")
            return (nil, wrong)
        }
        let receiver = object["receiver"]?.string ?? ""
        let kind = object["recipient_type"]?.string ?? "EMAIL"
        switch kind {
        case "EMAIL":
            let parts = receiver.split(separator: "@", omittingEmptySubsequences: false)
            if parts.count != 2 || parts[0].isEmpty || !parts[1].contains(".") {
                complain("receiver", "Receiver is invalid or does not match with type")
            }
        case "PHONE": if !receiver.hasPrefix("+") { complain("receiver", "Receiver is invalid or does not match with type") }
        case "PAYPAL_ID": if receiver.count != 13 { complain("receiver", "Receiver is invalid or does not match with type") }
        default: complain("recipient_type", "Invalid recipient type")
        }
        if receiver.isEmpty || receiver.count > 127 { complain("receiver", "Required field is missing") }
        if object["sender_item_id"]?.string?.count ?? 0 > 63 { complain("sender_item_id", "Value is too long") }
        let currency = object["amount"]?["currency"]?.string ?? ""
        let amount = object["amount"]?["value"]?.string.flatMap { PayPalMoney.minor($0, currency) }
        if Currency(currency)?.isListed != true { complain("amount.currency", "Currency code is invalid or is not currently supported") }
        guard let amount, amount > 0 else {
            complain("amount.value", object["amount"]?["value"] == nil ? "Required field is missing" : "Amount value is invalid")
            return (nil, wrong)
        }
        return (Item(object: object, amount: amount), wrong)
    }
}
