public import YAML

/// A request as a manifest writes it. Source: CONNECTORS.md 2.4.
public struct ManifestRequest: Sendable {
    /// Where it stands in the manifest, such as `objects.contact.read.changes`.
    public var path: String
    /// Where it stands in the file.
    public var place: SourcePlace
    /// The method, in upper case.
    public var method: String
    /// The path, joined to `http.base` unless it is a whole url.
    public var target: RequestTarget
    /// The query: a map.
    public var query: Template?
    /// The headers: a map.
    public var headers: Template?
    /// The body.
    public var body: RequestBody?
    /// How the answer's body is read; nil: by Content-Type.
    public var answer: AnswerForm?
    /// False: no credentials.
    public var usesAuth: Bool
    /// True: body and query are never logged.
    public var isSecret: Bool
    /// The named limit from which it draws too.
    public var limit: String?
    /// Its weight in `rate` and `quota` limits.
    public var cost: Int
    /// Rules that are asked before the general ones.
    public var errors: [ErrorRule]
    /// Within this time, sending it again unchanged has no second effect.
    public var idempotent: Duration?
}

/// A request's body.
public enum RequestBody: Sendable, Hashable {
    /// JSON.
    case json(Template)
    /// Pairs, as a web form sends them.
    case form(Template)
    /// Plain text.
    case text(Template)
}

/// How an answer's body is read.
public enum AnswerForm: String, Sendable, Hashable, CaseIterable {
    // The names are those of the manifest language.
    case json, jsonl, csv, text

    /// What is asked for.
    var mediaType: String {
        switch self {
        case .json: "application/json"
        case .jsonl: "application/x-ndjson, application/jsonl"
        case .csv: "text/csv"
        case .text: "text/plain, */*"
        }
    }
}

/// The target of a request: what follows the method in `call`.
public struct RequestTarget: Sendable, Hashable {
    /// The text as a template.
    public let template: TextTemplate

    /// The target in a scope: the value of every expression is percent-encoded as one path segment, but for one that begins the text,
    /// which is a whole url.
    public func render(in scope: Scope) throws(EvaluationError) -> String {
        var result = ""
        for (index, part) in template.parts.enumerated() {
            switch part {
            case .literal(let text): result += text
            case .expr(let expr):
                let text = try TextTemplate.text(of: expr, in: scope)
                result += index == 0 ? text : Self.segment(text)
            }
        }
        return result
    }

    /// True if the target stands alone: it begins with a scheme or with an expression that gives a whole url.
    public var isAbsolute: Bool {
        switch template.parts.first {
        case .literal(let text): text.hasPrefix("https://") || text.hasPrefix("http://")
        case .expr: true
        case nil: false
        }
    }

    /// A text as one segment of a path. Source: RFC 3986, unreserved characters.
    static func segment(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        // A segment of points alone would lead up the path.
        return bytes.allSatisfy { $0 == UInt8(ascii: ".") } ? bytes.map { _ in "%2E" }.joined() : String(decoding: bytes, as: UTF8.self)
    }
}

extension ManifestRequest {
    /// The keys of a request among those of a map.
    static func read(_ reader: MapReader, roots: ExprRoots) -> ManifestRequest? {
        reader.refuse(["job"], expected: "call; jobs are not supported yet")
        reader.refuse(["csv"], expected: "json, form or text; csv bodies are not supported yet")
        reader.atMostOne(of: ["json", "form", "text"])
        let meaning = "METHOD PATH; the path is joined to http.base unless it is a whole url"
        let call = reader.has("job") ? nil : reader.required("call", .call(roots), meaning)
        let json = reader.optional("json", .template(roots), "a JSON body")
        let form = reader.optional("form", .template(roots), "a body of pairs; maps nest as a[b], lists as http.lists says")
        let text = reader.optional("text", .template(roots), "a plain text body")
        var request = nothing(reader)
        if let call { (request.method, request.target) = (call.method, call.target) }
        request.query = reader.optional("query", .templateMap(roots), "query parameters")
        request.headers = reader.optional("headers", .templateMap(roots), "headers")
        request.body = json.map(RequestBody.json) ?? form.map(RequestBody.form) ?? text.map(RequestBody.text)
        request.answer = reader.optional("answer", .word(), "how the answer's body is read; default by Content-Type")
        request.usesAuth = reader.value("auth", .bool, default: true, "false: without credentials")
        request.isSecret = reader.value("secret", .bool, default: false, "true: body and query are never logged")
        request.limit = reader.optional("limit", .text, "a named limit from which it draws too")
        request.cost = reader.value("cost", .count, default: 1, "weight in rate and quota limits")
        request.errors = reader.optional("errors", .list(of: ErrorRule.kind), "rules asked before the general ones") ?? []
        request.idempotent = reader.optional("idempotent", .duration, "sent again unchanged within this time it has no second effect")
        return call == nil ? nil : request
    }

    /// A request that says nothing yet.
    static func nothing(_ reader: MapReader) -> ManifestRequest {
        ManifestRequest(
            path: reader.place.path, place: reader.node.place, method: "GET",
            target: RequestTarget(template: TextTemplate(parts: [], place: reader.node.place)), usesAuth: true, isSecret: false, cost: 1,
            errors: [])
    }

    /// The names of the variables that its templates use.
    var variables: Set<String> {
        templates.reduce(into: []) { names, part in
            for expr in part.template.exprs { names.formUnion(expr.variables) }
        }
    }

    /// Every template in it, with the key it stands under.
    var templates: [(key: String, template: Template)] {
        var result: [(String, Template)] = [("call", .text(target.template))]
        if let query { result.append(("query", query)) }
        if let headers { result.append(("headers", headers)) }
        switch body {
        case .json(let template): result.append(("json", template))
        case .form(let template): result.append(("form", template))
        case .text(let template): result.append(("text", template))
        case nil: break
        }
        return result
    }
}

extension ValueKind where Value == (method: String, target: RequestTarget) {
    static func call(_ roots: ExprRoots) -> ValueKind {
        ValueKind("METHOD PATH such as GET /items") { node, place, session in
            let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
            guard let text = node.text, let space = text.firstIndex(of: " ") else {
                session.report(node, place, expected: "METHOD PATH such as GET /items")
                return nil
            }
            let method = String(text[..<space])
            guard methods.contains(method) else {
                session.report(.unknownName(method, at: node.place, path: place.path, allowed: methods))
                return nil
            }
            let rest = String(text[text.index(after: space)...]).trimmed
            guard rest.hasPrefix("/") || rest.hasPrefix("{{") || rest.hasPrefix("https://") else {
                session.report(node, place, expected: "a path that begins with /, or a whole https url")
                return nil
            }
            let template = TemplateParser(session: session).text(node, rest, place, roots: roots)
            return (method, RequestTarget(template: template))
        }
    }
}
