/// The kinds of record the company keeps, with their names in paths and messages.
enum PipedriveKind: String, CaseIterable, Sendable {
    case organizations
    case persons
    case deals

    /// The name in messages.
    var word: String {
        switch self {
        case .organizations: "Organization"
        case .persons: "Person"
        case .deals: "Deal"
        }
    }

    /// The singular, as in `dealFields` and in `item_type`.
    var singular: String {
        switch self {
        case .organizations: "organization"
        case .persons: "person"
        case .deals: "deal"
        }
    }

    /// The field that a record cannot be without.
    var title: String { self == .deals ? "title" : "name" }
}
