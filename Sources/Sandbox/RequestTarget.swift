public import HTTP
import HTTPTypes

/// Where a request goes, taken apart: what every vendor's routing starts from.
public struct RequestTarget: Sendable, Equatable {
    /// The method in capitals.
    public let method: String
    /// The path without its query, as sent.
    public let path: String
    /// The path's parts between slashes, with percent escapes resolved; an empty last part is dropped.
    public let segments: [String]
    /// The query's pairs in their order, decoded; `+` means a space.
    public let query: [(name: String, value: String)]

    /// Takes the target of a request apart.
    public init(_ request: Request) {
        method = request.head.method.rawValue
        let whole = request.head.path ?? "/"
        let mark = whole.firstIndex(of: "?")
        path = String(whole[..<(mark ?? whole.endIndex)])
        segments = path.split(separator: "/").map { Self.decoded($0, plusIsSpace: false) }
        query = mark.map { Self.pairs(String(whole[whole.index(after: $0)...])) } ?? []
    }

    /// Whether two targets are the same.
    public static func == (left: RequestTarget, right: RequestTarget) -> Bool {
        left.method == right.method && left.path == right.path && left.query.elementsEqual(right.query) { $0 == $1 }
    }

    /// The first value of that name in the query.
    public subscript(name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// All values of that name in the query.
    public func all(_ name: String) -> [String] {
        query.filter { $0.name == name }.map(\.value)
    }

    /// Reads `a=1&b=2`, the form of queries and form bodies.
    public static func pairs(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(parts[0], plusIsSpace: true), parts.count > 1 ? decoded(parts[1], plusIsSpace: true) : "")
        }
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let escaped = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(escaped)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Request {
    /// The value of a header field by its name in any case, nil when the request has none.
    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { head.headerFields[$0] }
    }
}
