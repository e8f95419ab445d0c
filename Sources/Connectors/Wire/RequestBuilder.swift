import Foundation
import HTTP
import HTTPTypes
import Model

/// Makes requests of a manifest's templates.
struct RequestBuilder: Sendable {
    /// The manifest's `http`.
    let http: ManifestHTTP
    /// How credentials are put on a request.
    let send: ManifestSend
    /// The address that stands in the place of the manifest's own, if config.yaml gives one.
    let override: WebURL?

    /// Why no request could be made.
    enum Refusal: Error {
        case evaluation(EvaluationError)
        case url(HTTPError)
    }

    /// Makes one.
    /// `next`: a URL from an answer that stands in the place of call and query.
    func request(_ spec: ManifestRequest, in scope: Scope, next: WebURL? = nil, isRead: Bool) throws(Refusal) -> Request {
        do {
            let method = HTTPRequest.Method(spec.method) ?? .get
            var fields = HTTPFields()
            fields[.accept] = spec.answer?.mediaType ?? "application/json"
            try add(http.headers, to: &fields, in: scope)
            try add(spec.headers, to: &fields, in: scope)
            var pairs = next == nil ? try self.pairs(of: spec.query, in: scope) : []
            if spec.usesAuth { try addCredentials(to: &fields, &pairs, in: scope) }
            let url = try next ?? address(of: spec, pairs: pairs, in: scope)
            var body: [UInt8] = []
            switch spec.body {
            case .json(let template):
                body = try template.render(in: scope)?.bytes ?? []
                if fields[.contentType] == nil { fields[.contentType] = "application/json" }
            case .form(let template):
                body = Array(PercentEncoding.pairs(try self.pairs(of: template, in: scope)).utf8)
                if fields[.contentType] == nil { fields[.contentType] = "application/x-www-form-urlencoded" }
            case .text(let template):
                body = Array((FieldFormat.scalarText(try template.render(in: scope) ?? "") ?? "").utf8)
                if fields[.contentType] == nil { fields[.contentType] = "text/plain; charset=utf-8" }
            case nil: break
            }
            return Request(
                head: url.head(method: method, headerFields: fields), body: body, timeout: http.timeout, isSecret: spec.isSecret,
                isRead: isRead)
        } catch let error as EvaluationError {
            throw .evaluation(error)
        } catch let error as HTTPError {
            throw .url(error)
        } catch {
            throw .url(.badURL("it could not be made"))
        }
    }

    private func add(_ template: Template?, to fields: inout HTTPFields, in scope: Scope) throws {
        guard let members = try template?.render(in: scope)?.object?.members else { return }
        for (name, value) in members {
            guard let field = HTTPField.Name(name), let text = FieldFormat.scalarText(value) else { continue }
            fields[field] = text
        }
    }

    private func addCredentials(to fields: inout HTTPFields, _ pairs: inout [(name: String, value: String)], in scope: Scope) throws {
        switch send {
        case .bearer(let token, let scheme):
            fields[.authorization] = "\(scheme) \(try token.render(in: scope))"
        case .basic(let user, let password, let scheme):
            let joined = "\(try user.render(in: scope)):\(try password.render(in: scope))"
            fields[.authorization] = "\(scheme) \(Data(joined.utf8).base64EncodedString())"
        case .header(let name, let value):
            if let field = HTTPField.Name(name) { fields[field] = try value.render(in: scope) }
        case .query(let name, let value):
            pairs.append((name, try value.render(in: scope)))
        }
    }

    // MARK: The URL

    private func address(of spec: ManifestRequest, pairs: [(name: String, value: String)], in scope: Scope) throws -> WebURL {
        let target = try spec.target.render(in: scope)
        var url = spec.target.isAbsolute ? target : Self.joined(try base(in: scope), target)
        if !pairs.isEmpty { url += (url.contains("?") ? "&" : "?") + PercentEncoding.pairs(pairs) }
        return try WebURL(parsing: url)
    }

    /// The base of paths, led to the remote's own address from config.yaml where there is one.
    private func base(in scope: Scope) throws -> String {
        let text = try http.base.render(in: scope)
        guard let override, let url = try? WebURL(parsing: text), !url.hasSameOrigin(as: override) else { return text }
        let rest = text.dropFirst("\(url.scheme)://\(url.authority)".count)
        return Self.joined(override.text, String(rest))
    }

    private static func joined(_ base: String, _ path: String) -> String {
        let base = base.hasSuffix("/") ? String(base.dropLast()) : base
        return path.isEmpty || path.hasPrefix("/") ? base + path : base + "/" + path
    }

    // MARK: Query and form

    private func pairs(of template: Template?, in scope: Scope) throws -> [(name: String, value: String)] {
        guard let members = try template?.render(in: scope)?.object?.members else { return [] }
        return members.flatMap { pairs($0.value, named: $0.name) }
    }

    private func pairs(_ value: JSON, named name: String) -> [(name: String, value: String)] {
        switch value {
        case .null: return [(name, "")]
        case .object(let object): return object.members.flatMap { pairs($0.value, named: "\(name)[\($0.name)]") }
        case .array(let elements):
            let texts = elements.compactMap(FieldFormat.scalarText)
            guard texts.count == elements.count else {
                return elements.enumerated().flatMap { pairs($1, named: "\(name)[\($0)]") }
            }
            switch http.lists {
            case .repeat: return texts.map { (name, $0) }
            case .brackets: return texts.map { ("\(name)[]", $0) }
            case .indexes: return texts.enumerated().map { ("\(name)[\($0)]", $1) }
            case .comma: return [(name, texts.joined(separator: ","))]
            }
        case .string, .number, .bool: return [(name, FieldFormat.scalarText(value) ?? "")]
        }
    }
}
