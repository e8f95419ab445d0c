import Crypto
import Model

/// A field of a kind of record: one of Pipedrive's own, or the company's, whose key is a hash.
struct PipedriveField: Sendable {
    /// The type, as fields are listed with it.
    enum Form: String, Sendable {
        case varchar, text, phone, double, monetary, date, time, `enum`, `set`, status, stage, org, people, user, int, boolean, emails,
            phones
    }

    struct Option: Sendable {
        let id: Int
        let label: String
    }

    /// The name in a record of API version 2; for the company's own the hash.
    let key: String
    let label: String
    let form: Form
    var options: [Option] = []
    var isCustom = false
    var readOnly = false

    /// A field of the company's own. Its key is the SHA-1 of its place and name, so that it is the same in every sandbox.
    static func own(_ kind: PipedriveKind, _ label: String, _ form: Form, _ options: [String] = []) -> PipedriveField {
        let digest = Array(Insecure.SHA1.hash(data: Array("sandbox/\(kind.singular)/\(label)".utf8)))
        let key = digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        let first = 20 + Int(digest.first ?? 0)
        let listed = options.enumerated().map { Option(id: first + $0.offset, label: $0.element) }
        return PipedriveField(key: key, label: label, form: form, options: listed, isCustom: true)
    }

    /// The key and type under which version 1 lists the field: people and addresses have other names there.
    var listedKey: String {
        switch key {
        case "emails": "email"
        case "phones": "phone"
        default: key
        }
    }

    /// The field as `dealFields` and its like list it.
    func json(number: Int) -> JSON {
        var field = JSONObject([
            ("id", .integer(number)), ("key", .string(listedKey)), ("name", .string(label)),
            ("field_type", .string(form == .emails ? "varchar" : form == .phones ? "phone" : form == .boolean ? "enum" : form.rawValue)),
            ("edit_flag", .bool(isCustom)), ("bulk_edit_allowed", .bool(!readOnly)),
            ("mandatory_flag", .bool(["name", "title"].contains(key))),
            ("active_flag", true), ("add_time", "2023-01-10 09:00:00"), ("update_time", "2023-01-10 09:00:00"),
        ])
        if !options.isEmpty { field["options"] = .array(options.map { ["id": .integer($0.id), "label": .string($0.label)] }) }
        return .object(field)
    }
}
