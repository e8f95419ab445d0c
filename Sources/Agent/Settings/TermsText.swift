import Crypto
import Model
import YAML

/// Terms as canonical text: comments, order and layout are no part of it, nor is what decides no amount.
enum TermsText {
    /// The text of a `terms` map in a program of a currency and zone. Promises: the text is YAML that makes the same terms again.
    static func canonical(_ terms: YAMLNode, _ program: Program) -> String {
        let decisive = (terms.entries ?? []).filter { $0.key != "costs" }
        let members = [
            ("currency", JSON.string(program.currency.code).text), ("terms", text(YAMLNode(.map(decisive), at: terms.place))),
            ("time_zone", JSON.string(program.timeZone).text),
        ]
        return "{" + members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
    }

    /// The name of a book with a text.
    static func name(_ text: String) -> String {
        let digits = SHA256.hash(data: Array(text.utf8)).prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return "terms_" + digits.joined()
    }

    private static func text(_ node: YAMLNode) -> String {
        switch node.content {
        case .map(let entries):
            let members = entries.filter { !$0.value.isNull }.sorted { $0.key < $1.key }
            return "{" + members.map { "\(JSON.string($0.key).text): \(text($0.value))" }.joined(separator: ", ") + "}"
        case .list(let elements): return "[" + elements.map(text).joined(separator: ", ") + "]"
        case .scalar(let text, let isPlain):
            // Only where it is read as one may a number or a boolean stand without quotes.
            let isWord = isPlain && (node.isNull || node.bool != nil || Int(text).map { String($0) == text } ?? false)
            return isWord ? text : JSON.string(text).text
        }
    }
}
