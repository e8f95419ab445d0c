import Model

/// Checks the values of a write and brings them into the form HubSpot stores.
struct HubSpotValues: Sendable {
    let catalog: HubSpotCatalog

    /// Reads the `properties` of a write, all of which must be strings; every fault is found, not the first alone.
    func checked(_ given: JSONObject, kind: HubSpotKind) throws(HubSpotProblem) -> [String: String] {
        var values: [String: String] = [:]
        var faults: [HubSpotValueFault] = []
        for (name, value) in given.members {
            guard case .string(let text) = value else {
                throw .invalid("Invalid input JSON on line 1, column 1: Cannot deserialize value of type `java.lang.String` for \(name)")
            }
            guard let property = catalog.property(name, of: kind) else {
                faults.append(.init(property: name, code: "PROPERTY_DOESNT_EXIST", message: "Property \"\(name)\" does not exist"))
                continue
            }
            guard !property.readOnly, !property.calculated else {
                let message = "\"\(name)\" is a read only property; its value cannot be set."
                faults.append(.init(property: name, code: "READ_ONLY_VALUE", message: message))
                continue
            }
            switch text.isEmpty ? .success("") : stored(text, property) {
            case .success(let kept): values[name] = kept
            case .failure(let fault): faults.append(fault)
            }
        }
        if !faults.isEmpty { throw .properties(faults, portal: catalog.portal) }
        return values
    }

    /// The pipeline and stage of a deal must belong together; a stage alone names its pipeline.
    func checkedStage(_ values: [String: String], of record: HubSpotRecord?) throws(HubSpotProblem) -> [String: String] {
        guard let stage = values["dealstage"], !stage.isEmpty else { return values }
        var values = values
        let owning = catalog.pipelines.first { $0.stages.contains { $0.id == stage } }
        let pipeline = values["pipeline"] ?? record?.text("pipeline") ?? owning?.id ?? "default"
        let legal = catalog.pipelines.first { $0.id == pipeline }?.stages.map(\.id) ?? []
        guard legal.contains(stage) else {
            let message = "\(stage) was not one of the allowed options: [\(legal.joined(separator: ", "))]"
            throw .properties([.init(property: "dealstage", code: "INVALID_OPTION", message: message)], portal: catalog.portal)
        }
        values["pipeline"] = pipeline
        return values
    }

    private func stored(_ text: String, _ property: HubSpotProperty) -> Result<String, HubSpotValueFault> {
        switch property.form {
        case .enumeration: option(text, property)
        case .bool:
            ["true", "false"].contains(text.lowercased())
                ? .success(text.lowercased())
                : refuse(property, "INVALID_OPTION", "\(text) was not one of the allowed options: [true, false]")
        case .number:
            Self.isNumber(text) ? .success(text) : refuse(property, "INVALID_NUMBER", "\(text) was not a valid number.")
        case .datetime:
            if let instant = Self.instant(text) {
                .success(instant.isoMilliseconds)
            } else {
                refuse(property, "INVALID_LONG", "\(text) was not a valid long.")
            }
        case .date: day(text, property)
        case .string, .phone, .json: string(text, property)
        }
    }

    private func refuse(_ property: HubSpotProperty, _ code: String, _ message: String) -> Result<String, HubSpotValueFault> {
        .failure(HubSpotValueFault(property: property.name, code: code, message: message))
    }

    private func option(_ text: String, _ property: HubSpotProperty) -> Result<String, HubSpotValueFault> {
        let legal: [String]
        switch property.name {
        case "hubspot_owner_id":
            guard Int64(text) != nil else { return refuse(property, "INVALID_INTEGER", "\(text) was not a valid integer (for owner ID).") }
            guard catalog.owners.contains(where: { $0.id == text }) else {
                return refuse(property, "INVALID_OWNER_ID", "Owner \(text) does not exist")
            }
            return .success(text)
        case "pipeline": legal = catalog.pipelines.map(\.id)
        case "dealstage": legal = catalog.pipelines.flatMap(\.stages).map(\.id)
        default: legal = property.options.map(\.value)
        }
        let parts = property.field == "checkbox" ? text.split(separator: ";").map(String.init) : [text]
        if let bad = parts.first(where: { !legal.contains($0) }) {
            return refuse(property, "INVALID_OPTION", "\(bad) was not one of the allowed options: [\(legal.joined(separator: ", "))]")
        }
        return .success(text)
    }

    private func day(_ text: String, _ property: HubSpotProperty) -> Result<String, HubSpotValueFault> {
        if let day = CalendarDate(text) { return .success(day.text) }
        guard let instant = Self.instant(text) else { return refuse(property, "INVALID_DATE", "\(text) was not a valid date.") }
        guard instant == Timestamp(instant.date) else {
            return refuse(property, "INVALID_DATE", "\(text) is at \(instant.isoMilliseconds) UTC, not midnight!")
        }
        return .success(instant.date.text)
    }

    private func string(_ text: String, _ property: HubSpotProperty) -> Result<String, HubSpotValueFault> {
        guard text.unicodeScalars.count <= 65_536 else {
            return refuse(property, "INVALID_STRING_LENGTH", "The value of \(property.name) is longer than 65536 characters.")
        }
        switch property.name {
        case "email" where property.unique:
            guard Self.isEmail(text) else { return refuse(property, "INVALID_EMAIL", "Email address \(text) is invalid") }
            return .success(text.lowercased())
        case "domain": return .success(Self.domain(text))
        default: return .success(text)
        }
    }

    /// An instant from ISO 8601 or from milliseconds since the epoch.
    static func instant(_ text: String) -> Timestamp? {
        if let milliseconds = Int64(text) { return Timestamp(milliseconds: milliseconds) }
        return Timestamp(iso: text) ?? CalendarDate(text).map { Timestamp($0) }
    }

    /// True for an optional sign, digits, and an optional fraction.
    static func isNumber(_ text: String) -> Bool {
        let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return !parts.isEmpty && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isWhitespace) else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
    }

    /// A domain without scheme, `www.`, path and capitals: HubSpot keeps no more of it.
    static func domain(_ text: String) -> String {
        var rest = text.lowercased()[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" }
        if rest.hasPrefix("www.") { rest = rest.dropFirst(4) }
        return String(rest)
    }
}
