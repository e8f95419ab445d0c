public import Model
import YAML

/// A credit that is to be given on an account at a payment provider.
public struct CreditOrder: Sendable, Equatable {
    /// Our key of it, by which it is found again.
    public var key: String
    /// The account's record at the remote.
    public var account: String
    /// How much.
    public var amount: Money
    /// What it is for, as the receiver may see it.
    public var note: String

    /// Describes a credit.
    public init(key: String, account: String, amount: Money, note: String) {
        self.key = key
        self.account = account
        self.amount = amount
        self.note = note
    }
}

/// Says a credit as a manifest wants it. It asks nothing of the remote. Source: docs/decisions/0016.
public struct CreditMaker: Sendable {
    /// The object whose records are the accounts.
    public let accounts: String
    /// How long the remote acts once for one key; zero if it does not say.
    public let keyLife: Duration
    private let credit: ManifestCredit
    private let object: ManifestObject
    private let scope: Scope
    private let currencies: VendorCurrencies

    /// A maker; nil if the object does not live under accounts, which lint refuses.
    init?(_ credit: ManifestCredit, of manifest: Manifest, scope: Scope) {
        guard let object = manifest.object(credit.object), let accounts = object.parent else { return nil }
        (self.credit, self.object, self.scope, self.accounts) = (credit, object, scope, accounts)
        keyLife = object.ways(.create).first?.request.idempotent ?? .zero
        currencies = manifest.currencies
    }

    /// The record of a credit.
    /// - Throws: `unsupported` for an amount that the remote cannot say; the place is then `rewards.credit.fields`.
    public func record(of order: CreditOrder) throws(ConnectorError) -> RewardRecord {
        let place = "rewards.credit.fields"
        guard order.amount.minor > 0, let minor = currencies.minor(of: order.amount), let text = currencies.text(of: order.amount) else {
            throw .unsupported(place: place, what: "no credit of \(order.amount.text)")
        }
        let variable: [String: ScopeValue] = [
            "code": .text(order.key), "note": .text(order.note), "amount": .text(text), "minor": .json(.integer(Int(minor))),
            "currency": .text(order.amount.currency.code),
        ]
        let fields = RewardFields(object: object, place: "rewards.credit", at: credit.place)
        var values = try fields.values(of: credit.fields, scope.with("reward", .map(variable)), "fields")
        values[credit.code] = .text(order.key)
        for field in object.fields.values where object.namesParent(field) { values[field.name] = .text(order.account) }
        return RewardRecord(object: object.name, codeField: credit.code, account: order.account, values: values)
    }

    /// The record of a credit, or why there is none.
    public func result(of order: CreditOrder) -> Result<RewardRecord, ConnectorError> {
        do throws(ConnectorError) { return .success(try record(of: order)) } catch { return .failure(error) }
    }
}
