import Model

/// What the company has set up: fields, pipelines with their stages, users. Source: VENDORS.md section 8.
struct PipedriveCatalog: Sendable {
    struct Stage: Sendable {
        let id: Int
        let name: String
        let pipeline: Int
        let order: Int
    }

    struct User: Sendable {
        let id: Int
        let name: String
        let email: String
    }

    static let currencies = ["USD", "EUR", "GBP", "JPY", "KWD"]
    static let stages = [
        Stage(id: 1, name: "Qualified", pipeline: 1, order: 1), Stage(id: 2, name: "Contact Made", pipeline: 1, order: 2),
        Stage(id: 3, name: "Proposal Made", pipeline: 1, order: 3), Stage(id: 4, name: "Negotiations Started", pipeline: 1, order: 4),
        Stage(id: 5, name: "Registered", pipeline: 2, order: 1),
    ]
    static let pipelines = [(id: 1, name: "Pipeline"), (id: 2, name: "Partner pipeline")]

    let users: [User]
    private let fields: [PipedriveKind: [PipedriveField]]

    init(owners: [ProgramData.Owner]) {
        users =
            [User(id: 12_000_000, name: "Entente Sync", email: "sync@northwind.example")]
            + owners.map { User(id: 12_000_001 + $0.key, name: "\($0.firstName) \($0.lastName)", email: $0.email) }
        fields = Dictionary(uniqueKeysWithValues: PipedriveKind.allCases.map { ($0, Self.fields(of: $0)) })
    }

    /// The fields of a kind, Pipedrive's own first.
    func fields(_ kind: PipedriveKind) -> [PipedriveField] { fields[kind] ?? [] }

    /// The field of that key.
    func field(_ key: String, _ kind: PipedriveKind) -> PipedriveField? { fields(kind).first { $0.key == key } }

    /// A field of the company's own by its label.
    static func own(_ label: String, _ kind: PipedriveKind) -> PipedriveField? { own(kind).first { $0.label == label } }

    private static func own(_ kind: PipedriveKind) -> [PipedriveField] {
        switch kind {
        case .organizations:
            [
                .own(kind, "Domain", .varchar), .own(kind, "Phone", .phone), .own(kind, "Country", .varchar),
                .own(kind, "Kind", .enum, ["Partner", "Customer"]), .own(kind, "Partner e-mail", .varchar),
                .own(kind, "Partner tier", .enum, ["Bronze", "Silver", "Gold"]), .own(kind, "Segment", .varchar),
                .own(kind, "Entente id", .varchar),
            ]
        case .persons: [.own(kind, "Entente id", .varchar)]
        case .deals:
            [
                .own(kind, "Order number", .varchar), .own(kind, "Partner", .org), .own(kind, "Entente id", .varchar),
                .own(kind, "Discount", .monetary), .own(kind, "Products", .set, ["Licence", "Support", "Training"]),
            ]
        }
    }

    private static func fields(of kind: PipedriveKind) -> [PipedriveField] {
        let common = [
            PipedriveField(key: "id", label: "ID", form: .int, readOnly: true),
            PipedriveField(key: "owner_id", label: "Owner", form: .user),
            PipedriveField(key: "add_time", label: "Created", form: .time, readOnly: true),
            PipedriveField(key: "update_time", label: "Update time", form: .time, readOnly: true),
            PipedriveField(key: "visible_to", label: "Visible to", form: .int),
            PipedriveField(key: "label_ids", label: "Labels", form: .set),
            PipedriveField(key: "is_deleted", label: "Deleted", form: .boolean, readOnly: true),
        ]
        let special: [PipedriveField]
        switch kind {
        case .organizations: special = [PipedriveField(key: "name", label: "Name", form: .varchar)]
        case .persons:
            special = [
                PipedriveField(key: "name", label: "Name", form: .varchar),
                PipedriveField(key: "first_name", label: "First name", form: .varchar),
                PipedriveField(key: "last_name", label: "Last name", form: .varchar),
                PipedriveField(key: "emails", label: "Email", form: .emails), PipedriveField(key: "phones", label: "Phone", form: .phones),
                PipedriveField(key: "org_id", label: "Organization", form: .org),
            ]
        case .deals:
            special = [
                PipedriveField(key: "title", label: "Title", form: .varchar), PipedriveField(key: "value", label: "Value", form: .double),
                PipedriveField(key: "currency", label: "Currency of Value", form: .varchar),
                PipedriveField(key: "person_id", label: "Contact person", form: .people),
                PipedriveField(key: "org_id", label: "Organization", form: .org),
                PipedriveField(key: "pipeline_id", label: "Pipeline", form: .int),
                PipedriveField(key: "stage_id", label: "Stage", form: .stage, options: stages.map { .init(id: $0.id, label: $0.name) }),
                PipedriveField(key: "status", label: "Status", form: .status),
                PipedriveField(key: "lost_reason", label: "Lost reason", form: .varchar),
                PipedriveField(key: "probability", label: "Probability", form: .int),
                PipedriveField(key: "expected_close_date", label: "Expected close date", form: .date),
                PipedriveField(key: "stage_change_time", label: "Last stage change", form: .time, readOnly: true),
                PipedriveField(key: "won_time", label: "Won time", form: .time),
                PipedriveField(key: "lost_time", label: "Lost time", form: .time),
                PipedriveField(key: "close_time", label: "Deal closed on", form: .time),
                PipedriveField(key: "is_archived", label: "Archived", form: .boolean),
            ]
        }
        return common + special + own(kind)
    }
}
