public import HTTP
import HTTPTypes
public import Model

/// Makes the usual answers of a vendor.
public enum Answer {
    /// An answer with a JSON body.
    public static func json(_ status: Int, _ body: JSON, fields: [(String, String)] = []) -> Response {
        text(status, body.bytes, type: "application/json;charset=UTF-8", fields: fields)
    }

    /// An answer without a body.
    public static func empty(_ status: Int, fields: [(String, String)] = []) -> Response {
        Response(head: HTTPResponse(status: .init(code: status), headerFields: headerFields(fields)))
    }

    /// A page of HTML.
    public static func html(_ status: Int, _ page: String) -> Response {
        text(status, Array(page.utf8), type: "text/html;charset=UTF-8", fields: [])
    }

    /// An answer with a body of any type.
    public static func text(_ status: Int, _ body: [UInt8], type: String, fields: [(String, String)]) -> Response {
        var head = HTTPResponse(status: .init(code: status), headerFields: headerFields(fields))
        head.headerFields[.contentType] = type
        return Response(head: head, body: body)
    }

    private static func headerFields(_ fields: [(String, String)]) -> HTTPFields {
        var result = HTTPFields()
        for (name, value) in fields {
            guard let name = HTTPField.Name(name) else { continue }
            result.append(HTTPField(name: name, value: value))
        }
        return result
    }
}

extension Response {
    /// The same answer with one more header field.
    func adding(_ name: String, _ value: String) -> Response {
        var copy = self
        if let name = HTTPField.Name(name) { copy.head.headerFields[name] = value }
        return copy
    }
}
