public import YAML

/// How rewards are made at a remote. Source: CONNECTORS.md 2.16.
public struct ManifestRewards: Sendable {
    /// Coupons; nil: none are made.
    public var coupon: ManifestCoupon?
    /// Credits; nil: none are given.
    public var credit: ManifestCredit?

    static var kind: ValueKind<ManifestRewards> {
        .map { reader in
            ManifestRewards(
                coupon: reader.optional("coupon", ManifestCoupon.kind, "coupons that take something off an order"),
                credit: reader.optional("credit", ManifestCredit.kind, "credit on an account, which lessens what is asked for next"))
        }
    }
}

/// How a coupon is made: as a record of an object, found again by its code (R12).
public struct ManifestCoupon: Sendable {
    /// The object whose records are coupons.
    public var object: String
    /// The field that holds the code.
    public var code: String
    /// The field that tells how often it was used.
    public var used: String?
    /// The one currency in which amounts off can be said; nil: any.
    public var currency: TextTemplate?
    /// The fields of one that takes a share off.
    public var share: Template?
    /// The fields of one that takes an amount off.
    public var amount: Template?
    /// The fields of either.
    public var all: Template?
    /// Where it stands.
    public var place: SourcePlace

    static var kind: ValueKind<ManifestCoupon> {
        .map { reader in
            let fields = ValueKind<Template>.templateMap(.template(["reward"]))
            let object = reader.required("object", .text, "the object whose records are coupons")
            let code = reader.required("code", .text, "its field that holds the code, by which a coupon is found again (R12)")
            let used = reader.optional("used", .text, "its field that tells how often it was used")
            let currency = reader.optional(
                "currency", .textTemplate(.template()), "the one currency in which amounts off can be said; any where nothing is said")
            let share = reader.optional("share", fields, "the fields of a coupon that takes a share off")
            let amount = reader.optional("amount", fields, "the fields of a coupon that takes an amount off")
            let all = reader.optional("all", fields, "the fields of either")
            if !reader.session.isSurvey, share == nil, amount == nil {
                reader.session.report(reader.node, reader.place, expected: "share, amount or both")
            }
            guard let object, let code else { return nil }
            return ManifestCoupon(
                object: object, code: code, used: used, currency: currency, share: share, amount: amount, all: all,
                place: reader.node.place)
        }
    }
}

/// How a credit is given: as a record that lives under an account, found again by our key (R12).
public struct ManifestCredit: Sendable {
    /// The object whose records are credits; its parent is the account.
    public var object: String
    /// The field that holds our key.
    public var code: String
    /// The fields of one.
    public var fields: Template
    /// Where it stands.
    public var place: SourcePlace

    static var kind: ValueKind<ManifestCredit> {
        .map { reader in
            let object = reader.required("object", .text, "the object whose records are credits; its parent is the account")
            let code = reader.required("code", .text, "its field that holds our key, by which a credit is found again (R12)")
            let fields = reader.required("fields", ValueKind<Template>.templateMap(.template(["reward"])), "the fields of a credit")
            guard let object, let code, let fields else { return nil }
            return ManifestCredit(object: object, code: code, fields: fields, place: reader.node.place)
        }
    }
}
