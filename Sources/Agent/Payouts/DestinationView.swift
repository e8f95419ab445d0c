public import Model
public import Storage

/// Where a partner's money goes, as people and scripts see it.
public struct DestinationView: Sendable {
    /// The row.
    public let row: DestinationRow
    /// The partner's name.
    public let name: String
    /// How long a new one waits after its approval. Units: days of 24 hours.
    public let coolDownDays: Int

    /// From when on something may be sent there; nil while nobody has approved it.
    public var payableFrom: Timestamp? { row.approvedAt.map { $0 + .seconds(Int64(coolDownDays) * 86_400) } }

    /// The destination as `payouts destinations --json` prints it.
    public var json: JSON {
        var object = JSONObject([
            ("partner", .string(row.partner.text)), ("partner_name", .string(name)), ("method", .string(row.provider)),
            ("account", .string(row.account)), ("since", .string(row.since.iso)),
        ])
        object["approved_by"] = row.approvedBy.map(JSON.string)
        object["approved"] = row.approvedAt.map { .string($0.iso) }
        object["payable_from"] = payableFrom.map { .string($0.iso) }
        return .object(object)
    }
}
