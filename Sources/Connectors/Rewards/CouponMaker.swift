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

/// A coupon as the remote's record.
public struct CouponRecord: Sendable, Equatable {
    /// The object.
    public var object: String
    /// The field that holds the code.
    public var codeField: String
    /// The field that tells how often it was used, if there is one.
    public var usedField: String?
    /// What is written.
    public var values: FieldValues

    /// Describes a record.
    public init(object: String, codeField: String, usedField: String? = nil, values: FieldValues) {
        self.object = object
        self.codeField = codeField
        self.usedField = usedField
        self.values = values
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
    public func record(of order: CouponOrder) throws(ConnectorError) -> CouponRecord {
        let way = order.share == nil ? "amount" : "share"
        guard let template = order.share == nil ? coupon.amount : coupon.share else {
            throw .unsupported(place: "rewards.coupon.\(way)", what: "no coupons that take \(way == "share" ? "a share" : "an amount") off")
        }
        if let amount = order.amount, let currency = try text(coupon.currency, "currency"), currency != amount.currency.code {
            throw .unsupported(place: "rewards.coupon.currency", what: "an amount in \(amount.currency.code), where all is in \(currency)")
        }
        let scope = scope.with("reward", variable(order))
        var values = try fields(of: template, scope, way)
        if let all = coupon.all { values.merge(try fields(of: all, scope, "all")) { $1 } }
        values[coupon.code] = .text(order.code)
        return CouponRecord(object: object.name, codeField: coupon.code, usedField: coupon.used, values: values)
    }

    /// The record of a coupon, or why there is none.
    public func result(of order: CouponOrder) -> Result<CouponRecord, ConnectorError> {
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

    private func text(_ template: TextTemplate?, _ key: String) throws(ConnectorError) -> String? {
        do throws(EvaluationError) { return try template?.render(in: scope) } catch {
            throw .unreadable(place: "rewards.coupon.\(key)", line: error.place.line, found: error.found)
        }
    }

    private func fields(of template: Template, _ scope: Scope, _ key: String) throws(ConnectorError) -> FieldValues {
        let place = "rewards.coupon.\(key)"
        let json: JSON?
        do throws(EvaluationError) { json = try template.render(in: scope) } catch {
            throw .unreadable(place: place, line: error.place.line, found: error.found)
        }
        var values: FieldValues = [:]
        for (name, member) in json?.object?.members ?? [] { values[name] = try value(member, of: name, place) }
        return values
    }

    private func value(_ json: JSON, of name: String, _ place: String) throws(ConnectorError) -> FieldValue {
        let format = FieldPlan(name, in: object, schema: Schema()).format
        // An instant stands in a template as RFC 3339, whatever form the field has at the remote.
        if format.type == .time, let instant = json.string.flatMap({ Timestamp(iso: $0) }) { return .timestamp(instant) }
        do throws(FieldFormat.Mismatch) { return try format.read(json, currency: nil) } catch {
            throw .unreadable(place: place, line: coupon.place.line, found: "a value of \(name) that is not \(error.expected)")
        }
    }
}
