import HTTP
import Model

/// A call or a row that Salesforce refuses: its status as a whole call, and its error as one of the list in the body.
struct SalesforceRefusal: Error, Sendable {
    var status = 400
    let code: String
    let message: String
    var fields: [String] = []
    /// Whether the error names fields even where there are none, as errors of writes do.
    var showsFields = true
    /// A further member of the top-level error, such as `duplicateResut`.
    var detail: (name: String, value: JSON)?

    /// The error of a whole call.
    var response: Response {
        var error = JSONObject()
        if let detail { error[detail.name] = detail.value }
        error["message"] = .string(message)
        error["errorCode"] = .string(code)
        if showsFields { error["fields"] = .array(fields.map { .string($0) }) }
        return Answer.json(status, .array([.object(error)]))
    }

    /// The error of one row of a collection, where the code is called `statusCode`.
    var row: JSON {
        ["statusCode": .string(code), "message": .string(message), "fields": .array(fields.map { .string($0) })]
    }

    static let notFound = SalesforceRefusal(
        status: 404, code: "NOT_FOUND", message: "The requested resource does not exist", showsFields: false)
    static let deleted = SalesforceRefusal(status: 404, code: "ENTITY_IS_DELETED", message: "entity is deleted")
    static let crossReference = SalesforceRefusal(code: "INVALID_CROSS_REFERENCE_KEY", message: "invalid cross reference id")
    static let badSession = SalesforceRefusal(
        status: 401, code: "INVALID_SESSION_ID", message: "Session expired or invalid", showsFields: false)
    static let noRight = SalesforceRefusal(
        status: 403, code: "INSUFFICIENT_ACCESS_OR_READONLY", message: "insufficient access rights on object id")

    static func lockedRow(_ id: String?) -> SalesforceRefusal {
        SalesforceRefusal(
            code: "UNABLE_TO_LOCK_ROW", message: "unable to obtain exclusive access to this record or 1 records: \(id ?? "")")
    }

    /// What a validation rule says that an admin has just added.
    static let rule = SalesforceRefusal(
        code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "This record must be approved before it is changed.")

    /// The refusal that a fault puts in the place of every write.
    static func write(under fault: FaultKind?, id: String?) -> SalesforceRefusal? {
        switch fault {
        case .rowLocked: lockedRow(id)
        case .validationRule: rule
        case .permissionLost: noRight
        default: nil
        }
    }

    static func malformedID(_ text: String) -> SalesforceRefusal {
        SalesforceRefusal(code: "MALFORMED_ID", message: "malformed id \(text)")
    }

    static func noColumn(_ name: String, _ object: String) -> SalesforceRefusal {
        SalesforceRefusal(code: "INVALID_FIELD", message: "No such column '\(name)' on sobject of type \(object)", showsFields: false)
    }

    static func parser(_ message: String) -> SalesforceRefusal {
        SalesforceRefusal(code: "JSON_PARSER_ERROR", message: message, showsFields: false)
    }
}
