import Model

/// A refusal, in the shape of HubSpot's error bodies. Source: documented bodies of CRM v3 and v4.
struct HubSpotProblem: Error, Sendable {
    /// The HTTP status.
    var status: Int
    /// The machine-readable class, such as `VALIDATION_ERROR`; empty where the body carries none.
    var category: String
    /// The sentence, which clients do parse for lack of anything better.
    var message: String
    /// The finer class, where there is one.
    var subCategory: String?
    /// The details, one for each property or parameter at fault.
    var errors: [JSON] = []
    /// What the refusal is about, each name with its values.
    var context: [(name: String, values: [String])] = []
    /// Members that only this refusal has.
    var more: [(String, JSON)] = []

    /// The whole body of an answer that is this refusal.
    func body(correlation: String, request: String) -> JSON {
        if let policy = more.first(where: { $0.0 == "policyName" })?.1 { return limitBody(policy, correlation, request) }
        var body = JSONObject([("status", "error"), ("message", .string(message)), ("correlationId", .string(correlation))])
        if let named = more.first(where: { $0.0 == "status" })?.1 { body["status"] = named }
        if !category.isEmpty { body["category"] = .string(category) }
        if let subCategory { body["subCategory"] = .string(subCategory) }
        if !errors.isEmpty { body["errors"] = .array(errors) }
        if !context.isEmpty { body["context"] = contextJSON }
        for (name, value) in more { body[name] = value }
        return .object(body)
    }

    /// The refusal as one row of a multi-status answer.
    func row(trace: String? = nil) -> JSON {
        var row = JSONObject([("status", "error"), ("category", .string(category)), ("message", .string(message))])
        if let subCategory { row["subCategory"] = .string(subCategory) }
        if !errors.isEmpty { row["errors"] = .array(errors) }
        var context = contextJSON.object ?? JSONObject()
        if let trace { context["objectWriteTraceId"] = [.string(trace)] }
        row["context"] = .object(context)
        return .object(row)
    }

    private var contextJSON: JSON {
        .object(JSONObject(context.map { ($0.name, .array($0.values.map(JSON.string))) }))
    }

    private func limitBody(_ policy: JSON, _ correlation: String, _ request: String) -> JSON {
        var body = JSONObject([
            ("status", "error"), ("message", .string(message)), ("errorType", "RATE_LIMIT"),
            ("correlationId", .string(correlation)), ("policyName", policy),
        ])
        if policy != "SECONDLY" { body["requestId"] = .string(request) }
        return .object(body)
    }
}

extension HubSpotProblem {
    /// 400 for a body or parameter that makes no sense.
    static func invalid(_ message: String, errors: [JSON] = []) -> HubSpotProblem {
        HubSpotProblem(status: 400, category: "VALIDATION_ERROR", message: message, errors: errors)
    }

    /// 400 for property values, each fault in the message as JSON and again as a detail.
    static func properties(_ faults: [HubSpotValueFault], portal: Int) -> HubSpotProblem {
        let listed = JSON.array(faults.map { $0.json(portal: portal) })
        return .invalid("Property values were not valid: \(listed.text)", errors: faults.map(\.detail))
    }

    /// 400 for a value that another record holds in a unique property.
    static func taken(_ fault: HubSpotClash, portal: Int, kind: HubSpotKind) -> HubSpotProblem {
        let type =
            kind == .referrals ? "innerId=\(kind.typeID.dropFirst(2)), metaTypeId=2" : "legacyObjectType=\(kind.shouted(portal: portal))"
        let place = "portalId=\(portal), objectTypeId=ObjectTypeId{\(type)}, propertyName=\(fault.property), value=\(fault.value)"
        return .invalid(
            "Cannot set PropertyValueCoordinates{\(place)} on \(fault.id). \(fault.holder) already has that value.",
            errors: [
                [
                    "message": .string("\(fault.holder) already has that value."), "code": "CONFLICTING_UNIQUE_VALUE",
                    "context": ["propertyName": [.string(fault.property)]],
                ]
            ])
    }

    /// 409 for a contact's e-mail that another contact has.
    static func contactExists(_ holder: Int64) -> HubSpotProblem {
        HubSpotProblem(status: 409, category: "CONFLICT", message: "Contact already exists. Existing ID: \(holder)")
    }

    /// 404 for a record that is not there.
    static let notFound = HubSpotProblem(status: 404, category: "OBJECT_NOT_FOUND", message: "resource not found")

    /// The row of a multi-status answer that names ids of records that are not there.
    static func couldNotGet(_ ids: [String], kind: HubSpotKind, portal: Int) -> HubSpotProblem {
        HubSpotProblem(
            status: 404, category: "OBJECT_NOT_FOUND",
            message:
                "Could not get some \(kind.shouted(portal: portal)) objects, they may be deleted or not exist. Check that ids are valid.",
            context: [("ids", ids)])
    }

    /// 401 for a call without a usable credential.
    static let noCredentials = HubSpotProblem(
        status: 401, category: "INVALID_AUTHENTICATION",
        message: "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at "
            + "https://developers.hubspot.com/docs/methods/auth/oauth-overview")

    /// 401 for an OAuth token that has run out.
    static func expired(seconds: Int64) -> HubSpotProblem {
        let units: [(Int64, String)] = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")]
        let unit = units.first { seconds >= $0.0 } ?? (1, "second")
        return HubSpotProblem(
            status: 401, category: "EXPIRED_AUTHENTICATION",
            message: "The OAuth token used to make this call expired \(seconds / unit.0) \(unit.1)(s) ago.")
    }

    /// 403 for a scope the app was not granted.
    static func missingScopes(_ scopes: [String]) -> HubSpotProblem {
        HubSpotProblem(
            status: 403, category: "MISSING_SCOPES",
            message: "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: "
                + "https://developers.hubspot.com/scopes.",
            errors: [
                [
                    "message": "One or more of the following scopes are required.",
                    "context": ["requiredGranularScopes": .array(scopes.map(JSON.string))],
                ]
            ], more: [("links", ["scopes": "https://developers.hubspot.com/scopes"])])
    }

    /// 429 of one of the three policies.
    static func limited(_ policy: HubSpotPolicy) -> HubSpotProblem {
        HubSpotProblem(
            status: 429, category: "", message: "You have reached your \(policy.rawValue.lowercased()) limit.",
            more: [("policyName", .string(policy.rawValue))])
    }
}
