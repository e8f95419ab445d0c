import Model

/// A line of a web server's access log: common, combined, with the host before it or more fields behind it.
/// Source: Apache's mod_log_config and nginx's `combined`.
struct WebLogLine {
    /// What a log that does not keep the browser's name says of it: not that the browser said nothing, which only machines do.
    static let agentNotKept = "(not logged)"

    private let bytes: ArraySlice<UInt8>
    private var place: Int

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    /// Reads a line.
    static func read(_ bytes: ArraySlice<UInt8>, links: LinkPlace) -> ClickLine {
        var line = WebLogLine(bytes)
        return line.read(links)
    }

    private mutating func read(_ links: LinkPlace) -> ClickLine {
        guard let bracket = bytes.firstIndex(of: UInt8(ascii: "[")), let close = bytes[bracket...].firstIndex(of: UInt8(ascii: "]")) else {
            return .malformed(.notALogLine)
        }
        let head = bytes[..<bracket].split(separator: UInt8(ascii: " "))
        guard head.count >= 3 else { return .malformed(.notALogLine) }
        guard let at = ClickTime.web(bytes[(bracket + 1)..<close]) else { return .malformed(.time) }
        place = close + 1
        guard let request = quoted() else { return .malformed(.quotes) }
        guard let status = word(), status.count == 3, let code = Int(String(decoding: status, as: UTF8.self)) else {
            return .malformed(.notALogLine)
        }
        guard word() != nil else { return .malformed(.notALogLine) }
        let parts = request.split(separator: UInt8(ascii: " "))
        // Probes of other protocols and half requests are no requests for a link.
        guard parts.count >= 2, code < 400, let method = RequestMethod(parts[0]), let found = links.find(in: parts[1]) else {
            return .other
        }
        // With four words before the time, the first is the host that was asked.
        let address = head.count == 4 ? head[1] : head[0]
        var click = ClickSighting(code: found.code, at: at, address: String(decoding: address, as: UTF8.self), agent: Self.agentNotKept)
        click.parameters = found.parameters
        click.isProbe = method == .looks
        skipSpace()
        guard place < bytes.endIndex else { return .click(click) }
        guard bytes[place] == UInt8(ascii: "\"") else { return .click(click) }
        guard let referrer = quoted(), let agent = quoted() else { return .malformed(.quotes) }
        click.referrer = Self.given(referrer)
        click.agent = Self.given(agent)
        return .click(click)
    }

    private static func given(_ bytes: ArraySlice<UInt8>) -> String? {
        bytes.elementsEqual("-".utf8) ? nil : String(decoding: bytes, as: UTF8.self)
    }

    private mutating func skipSpace() {
        while place < bytes.endIndex, bytes[place] == UInt8(ascii: " ") { place += 1 }
    }

    private mutating func word() -> ArraySlice<UInt8>? {
        skipSpace()
        let start = place
        while place < bytes.endIndex, bytes[place] != UInt8(ascii: " ") { place += 1 }
        return start < place ? bytes[start..<place] : nil
    }

    /// The text between the next quotation marks, with the escapes of both servers resolved: `\"`, `\\`, `\x22`.
    private mutating func quoted() -> ArraySlice<UInt8>? {
        skipSpace()
        guard place < bytes.endIndex, bytes[place] == UInt8(ascii: "\"") else { return nil }
        place += 1
        let start = place
        var hasEscape = false
        while place < bytes.endIndex, bytes[place] != UInt8(ascii: "\"") {
            if bytes[place] == UInt8(ascii: "\\") {
                hasEscape = true
                place += 1
            }
            place += 1
        }
        guard place < bytes.endIndex else { return nil }
        let inside = bytes[start..<place]
        place += 1
        return hasEscape ? Self.unescaped(inside) : inside
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text: [UInt8] = []
        var place = bytes.startIndex
        while place < bytes.endIndex {
            let byte = bytes[place]
            guard byte == UInt8(ascii: "\\"), place + 1 < bytes.endIndex else {
                text.append(byte)
                place += 1
                continue
            }
            let next = bytes[place + 1]
            if next == UInt8(ascii: "x"), place + 3 < bytes.endIndex,
                let value = AddressText.hexadecimal(bytes[place + 2], bytes[place + 3])
            {
                text.append(value)
                place += 4
            } else {
                text.append(next)
                place += 2
            }
        }
        return text[...]
    }
}

/// What a request's method does with a link.
enum RequestMethod {
    /// Follows it.
    case follows
    /// Only looks.
    case looks

    /// Reads a method; nil for one that no browser uses on a link.
    init?(_ method: some Collection<UInt8>) {
        if method.elementsEqual("GET".utf8) {
            self = .follows
        } else if method.elementsEqual("HEAD".utf8) || method.elementsEqual("OPTIONS".utf8) {
            self = .looks
        } else {
            return nil
        }
    }
}
