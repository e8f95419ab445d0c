public import Model
import YAML

/// A coupon that is to be made at a shop.
public struct CouponOrder: Sendable, Equatable {
    /// The code, by which it is found again.
    public var code: String
    /// The share off. Units: basis points; nil for an amount.
    public var share: Int?
    /// The amount off; nil for a share.
    public var amount: Money?
    /// Who may use it; nil: whoever has the code.
    public var email: String?
    /// Until when it may be used; nil: without end.
    public var until: Timestamp?
    /// What it is for, for people at the shop.
    public var note: String

    /// Describes a coupon.
    public init(code: String, share: Int?, amount: Money?, email: String? = nil, until: Timestamp? = nil, note: String) {
        self.code = code
        self.share = share
        self.amount = amount
        self.email = email
        self.until = until
        self.note = note
    }
}

/// Says a coupon as a manifest wants it. It asks nothing of the remote. Source: CONNECTORS.md 2.16.
public struct CouponMaker: Sendable {
    let coupon: ManifestCoupon
    let object: ManifestObject
    let scope: Scope
    let currencies: VendorCurrencies

    /// The record of a coupon.
    /// - Throws: `unsupported` for what the remote cannot take off; the place is then `rewards.coupon.share`, `.amount` or `.currency`.
    public func record(of order: CouponOrder) throws(ConnectorError) -> RewardRecord {
        let way = order.share == nil ? "amount" : "share"
        guard let template = order.share == nil ? coupon.amount : coupon.share else {
            throw .unsupported(place: "rewards.coupon.\(way)", what: "no coupons that take \(way == "share" ? "a share" : "an amount") off")
        }
        let maker = RewardFields(object: object, place: "rewards.coupon", at: coupon.place)
        if let amount = order.amount, let currency = try maker.text(coupon.currency, scope, "currency"), currency != amount.currency.code {
            throw .unsupported(place: "rewards.coupon.currency", what: "an amount in \(amount.currency.code), where all is in \(currency)")
        }
        let said = scope.with("reward", variable(order))
        var values = try maker.values(of: template, said, way)
        if let all = coupon.all { values.merge(try maker.values(of: all, said, "all")) { $1 } }
        values[coupon.code] = .text(order.code)
        return RewardRecord(object: object.name, codeField: coupon.code, usedField: coupon.used, values: values)
    }

    /// The record of a coupon, or why there is none.
    public func result(of order: CouponOrder) -> Result<RewardRecord, ConnectorError> {
        do throws(ConnectorError) { return .success(try record(of: order)) } catch { return .failure(error) }
    }

    private func variable(_ order: CouponOrder) -> ScopeValue {
        var members: [String: ScopeValue] = ["code": .text(order.code), "note": .text(order.note)]
        if let share = order.share {
            members["percent"] = .text(ExactDecimal(coefficient: Int128(share), scale: 2).text)
            members["fraction"] = .text(ExactDecimal(coefficient: Int128(share), scale: 4).text)
        }
        if let amount = order.amount {
            members["amount"] = .text(currencies.text(of: amount) ?? amount.amountText)
            members["currency"] = .text(amount.currency.code)
        }
        members["email"] = order.email.map(ScopeValue.text)
        members["until"] = order.until.map(ScopeValue.time)
        return .map(members)
    }
}
