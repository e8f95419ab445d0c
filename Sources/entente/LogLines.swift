import Foundation
import Logging
import Model

/// Log lines on standard error: `key=value` text, or one JSON document a line.
struct LogLines: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    let isJSON: Bool

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).isoMilliseconds
        let level = event.level
        let message = event.message
        if isJSON {
            var object = JSONObject([("at", .string(now)), ("level", .string(level.rawValue)), ("message", .string(message.description))])
            for (key, value) in facts { object[key] = .string(value.description) }
            Console.tell(JSON.object(object).text)
        } else {
            let pairs = facts.map { "\($0.key)=\(Self.quoted($0.value.description))" }
            Console.tell(
                (["at=\(now)", "level=\(level.rawValue)", "message=\(Self.quoted(message.description))"] + pairs).joined(separator: " "))
        }
    }

    private static func quoted(_ text: String) -> String {
        text.unicodeScalars.contains { $0 == " " || $0 == "=" || $0 == "\"" || $0.value < 0x20 } ? JSON.string(text).text : text
    }
}
