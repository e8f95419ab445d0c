import HTTP
import Model

/// Conditional requests: dates on every object, tags on Account alone. Source: VENDORS.md 1.4.
enum SalesforceConditions {
    private typealias System = SalesforceObject.System

    /// The tag of an account; other objects have none.
    static func tag(_ record: SalesforceRecord, _ object: SalesforceObject) -> String? {
        guard object.name == "Account" else { return nil }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in JSON.array(record.values).bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return "\"\(String(hash, radix: 36))--gzip\""
    }

    /// The answer of a request whose condition does not hold; nil if it may go on.
    static func refusal(_ call: SalesforceCall, _ record: SalesforceRecord, _ tag: String?) throws(SalesforceRefusal) -> Response? {
        guard let modified = record.values[System.modifiedDate].string.flatMap({ Timestamp(iso: $0) }) else { return nil }
        let isRead = call.method == "GET"
        if let tag {
            if let wanted = call.request.header("If-Match"), wanted != "*", !list(wanted).contains(tag) { throw failed }
            if let known = call.request.header("If-None-Match"), list(known).contains(tag) {
                if isRead { return Answer.empty(304).adding("ETag", tag) }
                throw failed
            }
        }
        if let limit = try date("If-Unmodified-Since", call), modified > limit { throw failed }
        if let since = try date("If-Modified-Since", call), modified <= since {
            if isRead { return Answer.empty(304) }
            throw failed
        }
        return nil
    }

    private static let failed = SalesforceRefusal(
        status: 412, code: "PRECONDITION_FAILED",
        message: "The request was not executed because one or more of the preconditions that the client specified in the request headers "
            + "was not satisfied.",
        showsFields: false)

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmed }
    }

    private static func date(_ name: String, _ call: SalesforceCall) throws(SalesforceRefusal) -> Timestamp? {
        guard let text = call.request.header(name) else { return nil }
        if let date = HTTPDate.read(text) { return date }
        // A read takes no notice of a date that is none; a write refuses it.
        if call.method == "GET" { return nil }
        throw SalesforceRefusal(code: "INVALID_HEADER", message: "Invalid value for header \(name): \(text)", showsFields: false)
    }
}
