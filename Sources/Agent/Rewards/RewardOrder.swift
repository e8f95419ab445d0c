import Connectors
import Model
import Storage

/// Says a reward as the remote's record, under a code or key that stays the same however often it is said.
struct RewardOrder {
    let services: Services
    let remote: Remote

    /// The record of a reward; code and account are noted on it. Or why there is none.
    func record(of row: inout StoredReward) throws(RunError) -> Result<RewardRecord, RewardReason> {
        if row.kind == "credit" { return try credit(&row) }
        return try coupon(&row)
    }

    private func coupon(_ row: inout StoredReward) throws(RunError) -> Result<RewardRecord, RewardReason> {
        guard let form = remote.coupons else { return .failure(.noRemote) }
        let now = services.clock.now()
        let until = services.settings.rewards.couponDays.map { now + .seconds(Int64($0) * 86_400) }
        let receiver = row.receiver
        let email = try services.reading { tx in try tx.entities.get(receiver)?.values["email"]?.shownText }
        let code = row.code ?? newCode()
        row.code = code
        let order = CouponOrder(
            code: code, share: row.share, amount: row.amount, email: email, until: until, note: "\(row.rule) \(row.id)")
        return form(order).mapError { _ in .currency }
    }

    private func credit(_ row: inout StoredReward) throws(RunError) -> Result<RewardRecord, RewardReason> {
        guard let form = remote.credits, let amount = row.amount else { return .failure(.noRemote) }
        if row.account == nil { row.account = try account(of: row.receiver, form.accounts) }
        guard let account = row.account else { return .failure(.noAccount) }
        let key = row.code ?? services.identifier("credit_")
        row.code = key
        let order = CreditOrder(key: key, account: account, amount: amount, note: "\(row.rule) \(row.id)")
        return form.record(order).mapError { _ in .currency }
    }

    /// The account that a live link leads to.
    private func account(of receiver: EntityID, _ object: String) throws(RunError) -> String? {
        let name = remote.settings.name
        return try services.reading { tx in
            let link = try tx.links.find(try tx.mergedEntities.resolve(receiver), remote: name, object: object)
            return link?.state == .live ? link?.key.id : nil
        }
    }

    /// Small letters and digits, which every shop keeps as they are: 60 random bits.
    private func newCode() -> String {
        let letters = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        let bits = services.randomness.next()
        let random = (0..<12).map { letters[Int(bits >> (5 * UInt64($0)) & 31)] }
        return "\(services.settings.rewards.prefix)-\(String(decoding: random, as: UTF8.self))"
    }

    /// True while a reward may be asked for: a coupon's code is taken once, whatever happens; a credit's key acts once as long as the
    /// remote remembers it, less a margin that is longer than any request is under way (P6).
    func mayAsk(for row: StoredReward) -> Bool {
        guard row.kind == "credit", let asked = row.askedAt, services.guards.stands(.keyLife) else { return true }
        let life = remote.credits?.keyLife ?? .zero
        return services.clock.now() < asked + life - min(life / 24, .seconds(86_400))
    }
}
