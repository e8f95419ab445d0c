import Model
import YAML

/// What a fixture gives a place: config values, fields with their types, and the variables of the place. Source: CONNECTORS.md 2.1.
struct FixtureGiven {
    /// Values of config.yaml that are not the manifest's `test` values.
    var config: [(name: String, value: String)] = []
    /// Values of `auth`, in the place of a token that was obtained.
    var auth: [(name: String, value: String)] = []
    /// The mapped fields and their types.
    var fields: [(name: String, value: RemoteType)] = []
    /// Further names that the remote is known to have.
    var discovered: [String] = []
    /// Variables that are texts or lists of texts: `id ids key value values names`.
    var variables: [String: ScopeValue] = [:]
    /// Variables that are instants: `since until`.
    var instants: [String: Timestamp] = [:]
    /// The page to ask for.
    var page: PageState?
    /// Of a request that pays: the batch.
    var batch: PayoutBatch?
    /// The operations, and for links where they lead.
    var operations: [(operation: WriteOperation, link: String?)] = []

    static var kind: ValueKind<FixtureGiven> {
        .map { reader in
            var given = FixtureGiven()
            given.config = reader.optional("config", .names(of: .anyText), "values of config.yaml") ?? []
            given.auth = reader.optional("auth", .names(of: .anyText), "what was kept when credentials were obtained") ?? []
            given.fields = reader.optional("fields", .names(of: .word()), "the mapped fields and their types") ?? []
            given.discovered = reader.optional("discovered", .list(of: .text), "further names the remote has") ?? []
            for name in ["id", "key", "value"] {
                given.variables[name] = reader.optional(name, .text, "a variable").map(ScopeValue.text)
            }
            for name in ["ids", "values", "names"] {
                given.variables[name] = reader.optional(name, .list(of: .anyText), "a variable").map(ScopeValue.texts)
            }
            given.variables["starts"] = reader.optional("starts", .json, "links: ids, and next where one goes on").map(ScopeValue.json)
            given.variables["parent"] = reader.optional("parent", .json, "the parent: its id and fields").map(ScopeValue.json)
            given.variables["label"] = reader.optional("label", .json, "the label of a link").map(ScopeValue.json)
            for name in ["since", "until"] {
                given.instants[name] = reader.optional(name, instant, "a variable")
            }
            given.page = reader.optional("page", pageKind, "the page to ask for; default the first")
            given.batch = reader.optional("batch", batch, "payouts: the batch, its id or its key")
            given.variables["batch"] = reader.node("batch").map { .json($0.json) }
            given.variables["item"] = reader.optional("item", .json, "payouts: the item's id").map(ScopeValue.json)
            given.operations = reader.optional("ops", .list(of: operation), "the operations") ?? []
            return given
        }
    }

    private static var instant: ValueKind<Timestamp> {
        .scalar("an instant such as 2026-01-15T09:30:11Z") { text, _ in Timestamp(iso: text) }
    }

    private static var batch: ValueKind<PayoutBatch> {
        let item: ValueKind<PayoutItem> = .map { reader in
            let key = reader.required("key", .text, "our key")
            let amount = reader.required("amount", .text, "an amount such as 9.87 USD")
            let receiver = reader.required("receiver", .text, "to whom")
            let kind = reader.value("receiver_kind", .text, default: "email", "what the receiver's name is")
            let note = reader.optional("note", .text, "what the receiver is told")
            guard let key, let receiver, let amount = amount.flatMap({ Money($0) }) else { return nil }
            return PayoutItem(key: key, amount: amount, receiver: receiver, receiverKind: kind, note: note)
        }
        return .map { reader in
            _ = reader.optional("id", .text, "the provider's id")
            let key = reader.value("key", .text, default: "", "our key")
            let note = reader.optional("note", .text, "what receivers are told")
            let items = reader.optional("items", .list(of: item), "the items") ?? []
            return PayoutBatch(key: key, note: note, items: items, notAfter: Timestamp(seconds: 4_000_000_000))
        }
    }

    private static var pageKind: ValueKind<PageState> {
        .map { reader in
            PageState(
                number: reader.value("number", .count, default: 1, "the page's number"),
                offset: reader.value("offset", .integer(0...1_000_000_000), default: 0, "records before it"),
                next: reader.optional("next", .text, "the cursor"), value: reader.optional("value", instant, "the last change time"),
                id: reader.optional("id", .text, "the last id"))
        }
    }

    private static var operation: ValueKind<(operation: WriteOperation, link: String?)> {
        .map { reader in
            let values = reader.optional("values", .names(of: .json), "the fields") ?? []
            let operation = WriteOperation(
                key: reader.value("key", .text, default: "op_1", "the outbox's id"), id: reader.optional("id", .text, "the record's id"),
                entityKey: reader.optional("entity", .text, "the hub's key"), version: reader.optional("version", .text, "as last read"),
                modified: reader.optional("modified", instant, "as last read"),
                values: Dictionary(values.map { ($0.name, value($0.value)) }, uniquingKeysWith: { first, _ in first }))
            return (operation, reader.optional("to", .text, "where a link leads"))
        }
    }

    /// A value as it is written in a fixture: as JSON has it, and money, days and instants in one tagged member as the hub keeps them;
    /// `12.30 USD` in `money` is easier to read.
    private static func value(_ json: JSON) -> FieldValue {
        if let text = json["money"]?.string, let money = Money(text) { return .money(money) }
        if let text = json["time"]?.string, let instant = Timestamp(iso: text) { return .timestamp(instant) }
        return FieldValue(stored: json) ?? .raw(json.text)
    }
}
