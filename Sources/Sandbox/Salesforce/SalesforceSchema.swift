/// The facts of one field, as `describe` tells them. Source: the Salesforce Object Reference, by way of the hand-written facts.
struct SalesforceField: Sendable {
    enum Kind: String, Sendable {
        case id, string, textarea, phone, email, url, boolean, int, double, percent, currency, date, datetime, picklist, reference, address

        var isText: Bool {
            switch self {
            case .string, .textarea, .phone, .email, .url, .picklist: true
            case .id, .boolean, .int, .double, .percent, .currency, .date, .datetime, .reference, .address: false
            }
        }

        var isNumber: Bool {
            switch self {
            case .int, .double, .percent, .currency: true
            default: false
            }
        }
    }

    let name: String
    let kind: Kind
    var length = 0
    var scale = 0
    var nillable = true
    var createable = true
    var updateable = true
    var unique = false
    var externalID = false
    /// Whether rows are found by this field without a scan.
    var indexed = false
    var options: [String] = []
    var restricted = false
    var referenceTo: [String] = []
    var relationshipName: String?
    /// What a create without the field gives it; a field with a default is never missing.
    var fallback: String?

    var isCustom: Bool { name.hasSuffix("__c") }
    var isRequired: Bool { !nillable && createable && fallback == nil && kind != .boolean && name != "OwnerId" }
    /// The name as it stands in messages: custom names without their suffix, `_` as a space, `AccountId` as `Account ID`.
    var label: String {
        if isCustom { return name.dropLast(3).split(separator: "_").joined(separator: " ") }
        var words = ""
        for letter in name {
            if letter.isUppercase, let last = words.last, !last.isUppercase { words += " " }
            words.append(letter)
        }
        return words.hasSuffix(" Id") ? words.dropLast(2) + "ID" : words
    }

    static func text(_ name: String, _ length: Int, kind: Kind = .string) -> SalesforceField {
        SalesforceField(name: name, kind: kind, length: length, indexed: kind == .email)
    }

    static func area(_ name: String) -> SalesforceField { SalesforceField(name: name, kind: .textarea, length: 32_000) }

    static func plain(_ name: String, _ kind: Kind, scale: Int = 0) -> SalesforceField {
        SalesforceField(name: name, kind: kind, scale: scale, nillable: kind != .boolean, fallback: kind == .boolean ? "false" : nil)
    }

    static func choice(_ name: String, _ options: [String], restricted: Bool = false) -> SalesforceField {
        SalesforceField(name: name, kind: .picklist, length: 255, options: options, restricted: restricted)
    }

    static func link(_ name: String, _ target: String, as relationship: String) -> SalesforceField {
        SalesforceField(
            name: name, kind: .reference, length: 18, indexed: true, referenceTo: [target], relationshipName: relationship)
    }

    static func key(_ name: String, _ length: Int) -> SalesforceField {
        SalesforceField(name: name, kind: .string, length: length, unique: true, externalID: true, indexed: true)
    }

    static func oldKey(_ name: String, _ length: Int) -> SalesforceField {
        SalesforceField(name: name, kind: .string, length: length, externalID: true, indexed: true)
    }

    func required(fallback: String? = nil) -> SalesforceField {
        var copy = self
        copy.nillable = false
        copy.fallback = fallback
        return copy
    }

    func readOnly() -> SalesforceField {
        var copy = self
        copy.createable = false
        copy.updateable = false
        return copy
    }

    func createOnly() -> SalesforceField {
        var copy = self
        copy.updateable = false
        return copy
    }

    func found() -> SalesforceField {
        var copy = self
        copy.indexed = true
        return copy
    }
}

/// The facts of one kind of record.
struct SalesforceObject: Sendable {
    /// The rows of another object that point here, under the name by which a subquery asks for them.
    struct Children: Sendable {
        let name: String
        let object: String
        let field: String
    }

    let name: String
    let prefix: String
    let mergeable: Bool
    let updateable: Bool
    let fields: [SalesforceField]
    let children: [Children]
    private let places: [String: Int]

    init(
        _ name: String, prefix: String, mergeable: Bool = false, updateable: Bool = true, children: [Children] = [],
        fields: [SalesforceField]
    ) {
        self.name = name
        self.prefix = prefix
        self.mergeable = mergeable
        self.updateable = updateable
        self.children = children
        self.fields = Self.system(merged: mergeable ? name : nil) + fields
        places = Dictionary(self.fields.enumerated().map { ($0.element.name.lowercased(), $0.offset) }) { first, _ in first }
    }

    /// Where a field stands, by its name in any case.
    func place(_ name: String) -> Int? { places[name.lowercased()] }

    /// The places of the fields that every object has.
    enum System {
        static let id = 0
        static let isDeleted = 1
        static let createdDate = 2
        static let createdBy = 3
        static let modifiedDate = 4
        static let modifiedBy = 5
        static let modstamp = 6
        /// Only where the object can be merged.
        static let master = 7
    }

    private static func system(merged: String?) -> [SalesforceField] {
        let fields: [SalesforceField] = [
            SalesforceField(name: "Id", kind: .id, length: 18).required(fallback: ""),
            .plain("IsDeleted", .boolean), .plain("CreatedDate", .datetime).required(fallback: ""),
            SalesforceField(name: "CreatedById", kind: .reference, length: 18, referenceTo: ["User"], relationshipName: "CreatedBy"),
            .plain("LastModifiedDate", .datetime).required(fallback: ""),
            SalesforceField(
                name: "LastModifiedById", kind: .reference, length: 18, referenceTo: ["User"], relationshipName: "LastModifiedBy"),
            .plain("SystemModstamp", .datetime).required(fallback: ""),
        ]
        let master = merged.map {
            SalesforceField(name: "MasterRecordId", kind: .reference, length: 18, referenceTo: [$0], relationshipName: "MasterRecord")
        }
        return (fields + (master.map { [$0] } ?? [])).map { $0.readOnly() }
    }
}
