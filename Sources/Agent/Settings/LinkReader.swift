import Foundation
import Model
import YAML

/// Reads `links` of config.yaml.
enum LinkReader {
    static var kind: ValueKind<LinkSettings> {
        .map { reader in
            var links = LinkSettings()
            links.base = reader.optional(
                "base", base, "what an address of a link begins with; the code stands behind it, or where it ends with = in that parameter")
            links.target = reader.optional("target", target, "where a link leads that names no target of its own")
            links.hosts =
                reader.optional(
                    "hosts", .oneOrMore(of: host), "the only hosts that links may lead to (K2); the target's where nothing is said")
                ?? []
            links.window = reader.value(
                "window", .scalar("a duration of at least 1s, such as 1h") { text, _ in window(text) }, default: links.window, text: "1h",
                "within which a second click of a visitor on a link is a duplicate (K3)")
            links.key = reader.optional(
                "key", ValueSourceReader.kind,
                "the secret under which visitors and addresses are hashed (K3), 16 bytes or more; with another one every visitor is a stranger"
            )
            if !reader.session.isSurvey { check(links, reader) }
            return links
        }
    }

    /// The target must itself be allowed.
    private static func check(_ links: LinkSettings, _ reader: MapReader) {
        guard let target = links.target.flatMap({ URLComponents(string: $0)?.host?.lowercased() }), !links.hosts.isEmpty,
            !links.hosts.contains(target)
        else { return }
        reader.refuseValue(of: "target", expected: "an address at one of links.hosts: \(links.hosts.joined(separator: ", "))")
    }

    private static func window(_ text: String) -> Duration? {
        guard let duration = Quantity.duration(text), duration >= .seconds(1), duration <= .seconds(365 * 86_400) else { return nil }
        return duration
    }

    private static var base: ValueKind<String> {
        .scalar("an address such as https://go.example.com or https://shop.example.com/?ref=") { text, _ in
            guard let parts = address(text), parts.fragment == nil, parts.query == nil || text.hasSuffix("=") else { return nil }
            return text
        }
    }

    private static var target: ValueKind<String> {
        .scalar("an address such as https://shop.example.com/") { text, _ in address(text) == nil ? nil : text }
    }

    private static func address(_ text: String) -> URLComponents? {
        guard let parts = URLComponents(string: text, encodingInvalidCharacters: false), ["http", "https"].contains(parts.scheme ?? ""),
            let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil
        else { return nil }
        return parts
    }

    private static var host: ValueKind<String> {
        .scalar("a host name in small letters, such as shop.example.com") { text, _ in
            let isFit =
                !text.isEmpty && !text.hasPrefix(".") && !text.hasSuffix(".")
                && text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 46 }
            return isFit ? text : nil
        }
    }
}
