import Foundation

/// Bytes as text of 64 letters. Source: RFC 4648.
enum TextInBase64 {
    /// The text that was encoded; nil for what is no base 64 or no UTF-8.
    static func text(_ encoded: String) -> String? {
        Data(base64Encoded: encoded).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Encodes text.
    static func encoded(_ text: String) -> String { encoded(Array(text.utf8)) }

    /// Encodes bytes.
    static func encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
