import Model
import ProgramRules

/// Where a link's code stands in an address: behind a base such as `https://go.example/r/` or `https://shop.example/?ref=`.
struct LinkPlace: Sendable {
    private enum Way {
        /// Behind this path, which ends with a slash.
        case path([UInt8])
        /// In this parameter.
        case parameter(String)
        /// Wherever the path ends in a code.
        case anywhere
    }

    private let base: String?
    private let way: Way

    /// Reads a base as config.yaml has it; without one a code is looked for at the end of every path.
    init(base: String?) {
        self.base = base.map { $0.hasSuffix("/") || $0.hasSuffix("=") ? $0 : $0 + "/" }
        guard let base = self.base else {
            way = .anywhere
            return
        }
        let target = Self.target(of: Array(base.utf8)[...])
        let mark = target.firstIndex(of: UInt8(ascii: "?"))
        if let mark, base.hasSuffix("=") {
            let name = target[(mark + 1)...].split(separator: UInt8(ascii: "&")).last?.dropLast() ?? []
            way = .parameter(String(decoding: name, as: UTF8.self))
        } else {
            way = .path(Array(target))
        }
    }

    /// A link's whole address; nil without a base.
    func address(of code: LinkCode) -> String? { base.map { $0 + code.text } }

    /// The code in an address, with the address's other parameters; nil for an address of something else.
    func find(in address: ArraySlice<UInt8>) -> (code: String, parameters: [String: String])? {
        let target = Self.target(of: address)
        let mark = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        let (path, query) = (target[..<mark], target[mark...].dropFirst())
        switch way {
        case .path(let prefix):
            guard path.starts(with: prefix), let code = Self.code(path.dropFirst(prefix.count)) else { return nil }
            return (code, AddressText.parameters(query))
        case .parameter(let name):
            guard !query.isEmpty else { return nil }
            var parameters = AddressText.parameters(query)
            guard let code = parameters.removeValue(forKey: name).flatMap(LinkCode.init) else { return nil }
            return (code.text, parameters)
        case .anywhere:
            let last = path.split(separator: UInt8(ascii: "/")).last ?? []
            guard let code = Self.code(last) else { return nil }
            return (code, AddressText.parameters(query))
        }
    }

    /// The code that is all that is left of a path; nil for what was never minted, such as `robots.txt`.
    private static func code(_ rest: ArraySlice<UInt8>) -> String? {
        let part = rest.last == UInt8(ascii: "/") ? rest.dropLast() : rest
        guard part.count == LinkCode.length else { return nil }
        return LinkCode(String(decoding: part, as: UTF8.self))?.text
    }

    /// An address from its path on, without scheme, host and fragment.
    private static func target(of address: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = address.firstIndex(of: UInt8(ascii: "#")) ?? address.endIndex
        let whole = address[..<end]
        guard whole.first != UInt8(ascii: "/"), let colon = whole.firstIndex(of: UInt8(ascii: ":")),
            whole[colon...].starts(with: "://".utf8)
        else { return whole }
        let host = whole[(colon + 3)...]
        return host.firstIndex(of: UInt8(ascii: "/")).map { whole[$0...] } ?? host[host.endIndex...]
    }
}
