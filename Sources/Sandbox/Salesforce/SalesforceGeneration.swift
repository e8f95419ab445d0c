import HTTP
import HTTPTypes
import Model

/// How often the org, a test org, has been refreshed: each time its records get ids of another instance, and old ids lead nowhere.
struct SalesforceGeneration: Sendable {
    /// Letters of the same case, so that the checksums of ids stay right; the first are those inside the store.
    private static let instances = ["RO000", "RQ000", "RS000", "RT000", "RV000", "RW000"]
    private static let nowhere = "RX000"
    private var number = 0

    private var current: String { Self.instances[number % Self.instances.count] }

    mutating func advance() { number += 1 }

    /// A text from outside, with the ids of today as the store knows them, and older ones as ids that nobody has.
    func inward(_ text: String) -> String {
        guard number > 0 else { return text }
        return text.replacing("RO000", with: Self.nowhere).replacing(current, with: "RO000")
    }

    /// A text for outside.
    func outward(_ text: String) -> String {
        number > 0 ? text.replacing("RO000", with: current) : text
    }

    /// A request as the store knows it.
    func inward(_ request: Request) -> Request {
        guard number > 0 else { return request }
        var changed = request
        changed.head.path = request.head.path.map(inward)
        changed.body = Array(inward(String(decoding: request.body, as: UTF8.self)).utf8)
        return changed
    }

    /// An answer for outside.
    func outward(_ response: Response) -> Response {
        guard number > 0 else { return response }
        var changed = response
        changed.body = Array(outward(String(decoding: response.body, as: UTF8.self)).utf8)
        return changed
    }

    /// A document for outside.
    func outward(_ document: JSON) -> JSON {
        guard number > 0 else { return document }
        return (try? JSON(parsing: Array(outward(document.text).utf8))) ?? document
    }

    /// An edit as the store knows it.
    func inward(_ edit: PersonEdit) -> PersonEdit {
        var changed = edit
        changed.id = edit.id.map(inward)
        changed.into = edit.into.map(inward)
        return changed
    }
}
