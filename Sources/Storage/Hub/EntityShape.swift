import Model

/// How a kind of entity lies in its table: the columns in their order, and the SQL made of them once.
struct EntityShape: Sendable {
    /// The columns before the fields.
    static let head = ["id", "rev", "created_at", "updated_at", "deleted_at"]
    /// The columns behind the fields.
    static let tail = ["custom", "provenance"]

    let kind: EntityKind
    let fields: [SchemaField]
    let fieldNames: Set<String>
    /// Every column, money as two.
    let columns: [String]
    let upsert: String
    /// `select ... from ...`, without a condition.
    let select: String
    /// The columns that refer to a kind.
    let refs: [(column: String, to: EntityKind)]

    private init(_ kind: EntityKind) {
        self.kind = kind
        fields = EntitySchema.fields(of: kind)
        fieldNames = Set(fields.map(\.name))
        columns = Self.head + fields.flatMap { $0.type == .money ? [$0.name, Self.currencyColumn($0.name)] : [$0.name] } + Self.tail
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let sets = columns.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let names = columns.joined(separator: ", ")
        upsert = "insert into \(kind.rawValue)(\(names)) values (\(marks)) on conflict(id) do update set \(sets)"
        select = "select \(names) from \(kind.rawValue)"
        refs = fields.compactMap { field in
            guard case .ref(let to) = field.type else { return nil }
            return (field.name, to)
        }
    }

    /// The column beside an amount.
    static func currencyColumn(_ field: String) -> String { field + "_currency" }

    static func of(_ kind: EntityKind) -> EntityShape {
        switch kind {
        case .partner: partner
        case .customer: customer
        case .referral: referral
        case .deal: deal
        case .payment: payment
        }
    }

    private static let partner = EntityShape(.partner)
    private static let customer = EntityShape(.customer)
    private static let referral = EntityShape(.referral)
    private static let deal = EntityShape(.deal)
    private static let payment = EntityShape(.payment)
}
