import Model

/// A text that must never be shown: its description is three stars, and only `reveal` gives it away.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Wraps a text.
    public init(_ text: String) {
        self.text = text
    }

    /// Three stars.
    public var description: String { "***" }

    /// Three stars.
    public var debugDescription: String { "***" }

    /// Nothing, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The text itself, for the one place that puts it on the wire.
    public func reveal() -> String { text }
}

/// A value that config.yaml gives to an entry of a manifest's `config`.
public enum ConfigValue: Sendable, Equatable {
    /// Text, also for URLs and hosts.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// Yes or no.
    case boolean(Bool)
    /// A text that is never shown.
    case secret(Secret)

    /// The value as expressions see it.
    var json: JSON {
        switch self {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .boolean(let value): .bool(value)
        case .secret(let secret): .string(secret.reveal())
        }
    }
}
