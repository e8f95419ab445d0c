import Model

/// A click as named values: a JSON object or a row of a table, under the names that loggers use.
struct ClickRow {
    /// What a named value may be called, the first that is present counts.
    enum Name: CaseIterable {
        case id, at, code, address, url, request, method, status, visitor, agent, referrer

        /// The names, in lower case.
        var spellings: [String] {
            switch self {
            case .id: ["id", "click_id"]
            case .at: ["at", "time", "timestamp", "ts", "time_iso8601", "msec", "@timestamp"]
            case .code: ["code", "link"]
            case .address: ["address", "ip", "client_ip", "remote_ip", "remote_addr"]
            case .url: ["url", "uri", "request_uri"]
            case .request: ["request"]
            case .method: ["method", "request_method"]
            case .status: ["status"]
            case .visitor: ["visitor", "visitor_id"]
            case .agent: ["agent", "user_agent", "http_user_agent"]
            case .referrer: ["referrer", "referer", "http_referer", "http_referrer"]
            }
        }
    }

    /// The values, texts and numbers as text; blank ones stand as blank.
    var values: [Name: String]
    /// Parameters that the row gives beside those of its address.
    var parameters: [String: String] = [:]
    /// True if the request said that it came ahead of a person.
    var isPrefetch = false

    /// What the row is.
    func line(links: LinkPlace) -> ClickLine {
        if let status = values[.status].flatMap({ Int($0) }), status >= 400 { return .other }
        guard let at = values[.at].flatMap(ClickTime.read) else { return .malformed(.time) }
        guard let method = method else { return .other }
        var click = ClickSighting(code: "", at: at)
        if let address = url {
            guard let found = links.find(in: address) else { return .other }
            click.code = found.code
            click.parameters = found.parameters
        }
        if let code = given(.code) { click.code = String(code.prefix(64)) }
        guard !click.code.isEmpty else { return .malformed(.link) }
        click.visitor = given(.visitor)
        click.address = given(.address)
        guard click.visitor != nil || click.address != nil else { return .malformed(.visitor) }
        if let id = given(.id) {
            guard id.count <= 64, !id.contains(where: \.isWhitespace) else { return .malformed(.id) }
            click.id = id
        }
        click.agent = values[.agent].map { $0 == "-" ? "" : $0 } ?? WebLogLine.agentNotKept
        click.referrer = given(.referrer)
        click.parameters.merge(parameters) { $1 }
        click.isProbe = isPrefetch || method == .looks
        return .click(click)
    }

    private func given(_ name: Name) -> String? {
        guard let value = values[name], value != "-", value.contains(where: { !$0.isWhitespace }) else { return nil }
        return value
    }

    /// How the request's line reads, `GET /r/abc HTTP/1.1`.
    private var requestWords: [Substring] { given(.request)?.split(separator: " ") ?? [] }

    private var method: RequestMethod? {
        guard let method = given(.method) ?? requestWords.first.map(String.init) else { return .follows }
        return RequestMethod(Array(method.uppercased().utf8))
    }

    private var url: ArraySlice<UInt8>? {
        if let url = given(.url) { return Array(url.utf8)[...] }
        return requestWords.count > 1 ? Array(requestWords[1].utf8)[...] : nil
    }
}

extension ClickRow {
    private static let bySpelling: [(name: Name, spellings: [String])] = Name.allCases.map { ($0, $0.spellings) }

    /// Reads a JSON object: our own, nginx's, or Caddy's, which keeps the request in an object of its own.
    init(_ object: JSONObject) {
        values = [:]
        take(object)
        guard let request = object["request"]?.object else { return }
        values[.request] = nil
        take(request)
        guard let headers = request["headers"]?.object else { return }
        // An empty set of headers is a browser that did not name itself.
        values[.agent] = Self.header("User-Agent", headers) ?? values[.agent] ?? ""
        values[.referrer] = Self.header("Referer", headers) ?? values[.referrer]
        isPrefetch = ["Sec-Purpose", "Purpose", "X-Moz"].contains { Self.header($0, headers)?.contains("prefetch") == true }
    }

    private mutating func take(_ object: JSONObject) {
        for (name, spellings) in Self.bySpelling {
            if let value = spellings.lazy.compactMap({ object[$0].flatMap(Self.text) }).first { values[name] = value }
        }
        for (name, value) in object["parameters"]?.object?.members ?? [] where parameters.count < 32 {
            parameters[String(name.prefix(64))] = Self.text(value).map { String($0.prefix(512)) }
        }
    }

    private static func header(_ name: String, _ headers: JSONObject) -> String? {
        headers.members.first { $0.name.lowercased() == name.lowercased() }.flatMap { $0.value.array?.first?.string ?? $0.value.string }
    }

    private static func text(_ value: JSON) -> String? {
        switch value {
        case .string(let text), .number(let text): text
        default: nil
        }
    }
}

/// The heading of a table of clicks: which column holds what.
struct ClickColumns {
    private let names: [ClickRow.Name?]

    /// Reads a heading; nil if it names no time, or nothing that a code stands in.
    init?(_ heading: [String]) {
        let known = Dictionary(
            ClickRow.Name.allCases.flatMap { name in name.spellings.map { ($0, name) } }, uniquingKeysWith: { first, _ in first })
        names = heading.map { known[$0.lowercased()] }
        let found = Set(names.compactMap { $0 })
        guard found.contains(.at), !found.isDisjoint(with: [.code, .url, .request]) else { return nil }
    }

    /// How many fields a row has.
    var count: Int { names.count }

    /// The named values of a row.
    func row(_ fields: [String]) -> ClickRow {
        var values: [ClickRow.Name: String] = [:]
        for (name, field) in zip(names, fields) {
            if let name, values[name] == nil { values[name] = field }
        }
        return ClickRow(values: values)
    }
}
