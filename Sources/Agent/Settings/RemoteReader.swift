import Foundation
import Model
import YAML

/// Reads one entry of `remotes` of config.yaml.
struct RemoteReader {
    /// Names that mean something else where remotes are named.
    static let reserved = ["hub", "policy", "type", "guard", "canon"]

    /// A remote, and whether it stamps records it did not make unless a side says otherwise.
    struct Reading {
        var remote: RemoteSettings
        var stamps: Bool
    }

    static func kind(named name: String) -> ValueKind<Reading> {
        .map { reader in
            let connector = reader.required("connector", .text, "the manifest's name: connectors/NAME.yaml")
            let with =
                reader.optional(
                    "with", .names(of: ValueSourceReader.kind),
                    "what the manifest's config asks for; \"\" takes away a default, such as the field of the hub's key")
                ?? []
            let access = reader.value(
                "access", ValueKind<RemoteSettings.Access>.word(), default: .readWrite, text: "read_write",
                "read_only: no write is ever planned for it")
            reader.atMostOne(of: ["every", "cron"])
            let every = reader.optional("every", period, "how often `entente run` syncs it")
            let cron = reader.optional("cron", cron, "at which minutes `entente run` syncs it, in the program's time zone")
            let reserve = reader.optional("budget", budget, "how the remote's quota is used")
            let url = reader.optional("url", url, "replaces the manifest's base and is then its whole allow-list; http only for loopback")
            let unsafe = reader.value(
                "allow_unsafe_create", .bool, default: false, "creates without any key are allowed, one by one (R12)")
            let stamps = reader.value(
                "stamp", .bool, default: false, "linked records that entente did not make get the external key too")
            guard let connector else { return nil }
            let remote = RemoteSettings(
                name: name, connector: connector, with: Dictionary(with.map { ($0.name, $0.value) }) { first, _ in first }, access: access,
                schedule: every.map { .every($0) } ?? cron.map { .cron($0.text) }, reserve: reserve ?? nil, url: url,
                allowsUnsafeCreate: unsafe)
            return Reading(remote: remote, stamps: stamps)
        }
    }

    /// A name may stand as a key beside those of the language, so it must look like none of them.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (97...122).contains(first), name.utf8.count <= 32, !reserved.contains(name) else { return false }
        return name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95 }
    }

    private static var budget: ValueKind<Int?> {
        .map { reader in
            .some(reader.optional("reserve", .percent, "the share of the daily quota kept for people and for settling reads"))
        }
    }

    private static var period: ValueKind<Duration> {
        .scalar("a duration of at least 1m, such as 15m") { text, _ in
            Quantity.duration(text).flatMap { $0 >= .seconds(60) ? $0 : nil }
        }
    }

    private static var cron: ValueKind<CronLine> {
        .scalar("a cron line of five fields, such as \"*/15 7-19 * * 1-5\"") { text, _ in CronLine(text) }
    }

    private static var url: ValueKind<String> {
        .scalar("an https address, or http for loopback, without user, query or fragment") { text, _ in isAddress(text) ? text : nil }
    }

    /// True for an address a connector may be pointed at.
    static func isAddress(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil,
            parts.query == nil, parts.fragment == nil
        else { return false }
        if parts.scheme == "https" { return true }
        return parts.scheme == "http" && ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host)
    }
}

extension RemoteSettings {
    /// Whether a name may stand for a remote: small letters, digits, _ and -, and no word of the language.
    public static func isName(_ name: String) -> Bool { RemoteReader.isName(name) }
}
