import Foundation
import Model
import YAML

/// Reads `program` and `log` of config.yaml.
enum ProgramReader {
    static var program: ValueKind<Program> {
        .map { reader in
            let name = reader.required("name", .text, "the program's name, for people")
            let currency = reader.required("currency", currency, "the currency in which the program reckons, ISO 4217")
            let zone = reader.value("time_zone", timeZone, default: "UTC", "the zone of the program's days and months, an IANA name")
            let country = reader.optional(
                "country", country,
                "the country assumed where a record names none, ISO 3166-1 alpha-2; without it such phones stay as typed")
            let instance = reader.required(
                "instance", instance, "the hub's own name; stands before every external key, so that two hubs keep apart")
            guard let name, let currency, let instance else { return nil }
            return Program(name: name, currency: currency, timeZone: zone, country: country ?? "", instance: instance)
        }
    }

    static var log: ValueKind<LogSettings> {
        .map { reader in
            LogSettings(
                level: reader.value("level", ValueKind<Level>.word(), default: .notice, text: "notice", "the least severe level written")
                    .rawValue,
                format: reader.value(
                    "format", ValueKind<LogSettings.Format>.word(), default: .text, text: "text", "the form of a line"))
        }
    }

    /// What holds where config.yaml has no `log`.
    static let standardLog = LogSettings(level: Level.notice.rawValue, format: .text)

    private enum Level: String, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    static var currency: ValueKind<Currency> {
        .scalar("a currency such as USD, ISO 4217") { text, _ in
            guard let currency = Currency(text), currency.code == text, codes.contains(text) else { return nil }
            return currency
        }
    }

    private static let codes = Set(Locale.Currency.isoCurrencies.map { $0.identifier.uppercased() })

    static var country: ValueKind<String> {
        .scalar("a country such as US, ISO 3166-1 alpha-2") { text, _ in
            text.utf8.count == 2 && text == text.uppercased() && regions.contains(text) ? text : nil
        }
    }

    private static let regions = Set(Locale.Region.isoRegions.map(\.identifier))

    private static var timeZone: ValueKind<String> {
        ValueKind("a time zone such as America/New_York", form: .scalar) { node, place, session in
            if let text = node.text, text.contains("/") || text == "UTC", TimeZone(identifier: text) != nil { return text }
            let names = TimeZone.knownTimeZoneIdentifiers
            let hint = node.text.flatMap { NearestName.hint(for: $0, among: names) }
            session.report(node, place, expected: "a time zone such as America/New_York", hint: hint)
            return nil
        }
    }

    private static var instance: ValueKind<String> {
        .scalar("1 to 32 small letters, digits, - or _") { text, _ in
            let isFit =
                (1...32).contains(text.utf8.count)
                && text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95 }
            return isFit ? text : nil
        }
    }
}
