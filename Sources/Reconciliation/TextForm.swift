import Foundation
import Model

/// Text and sets of texts.
enum TextForm {
    /// NFC, lines ended by a line feed alone, no blanks at either end.
    static func cleaned(_ text: String) -> String {
        let normal = isPlain(text) ? text : text.precomposedStringWithCanonicalMapping
        var scalars = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in normal.unicodeScalars {
            if scalar == "\r" {
                scalars.append("\n")
            } else if !(afterReturn && scalar == "\n") {
                scalars.append(scalar)
            }
            afterReturn = scalar == "\r"
        }
        return trimmed(scalars)
    }

    /// Any value as text; null where it is blank.
    static func canonical(_ value: FieldValue) -> FieldValue {
        let text = cleaned(value.display)
        return text.isEmpty ? .null : .text(text)
    }

    /// A set, sorted and unique, of texts that are not blank; null where none is left. Text is split at `;`.
    static func set(_ value: FieldValue) -> FieldValue {
        let texts: [String]
        switch value {
        case .null: return .null
        case .set(let members): texts = members
        case .text(let text): texts = text.split(separator: ";").map(String.init)
        default: texts = [value.display]
        }
        let members = texts.map(cleaned).filter { !$0.isEmpty }
        return members.isEmpty ? .null : .set(of: members)
    }

    /// Runs of blanks as one space: what a remote that tidies text makes of it.
    static func tidied(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Text without regard to case.
    static func folded(_ text: String) -> String {
        isPlain(text) ? text.lowercased() : text.lowercased().precomposedStringWithCanonicalMapping
    }

    private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

    private static func trimmed(_ scalars: String.UnicodeScalarView) -> String {
        var rest = scalars[...]
        while let first = rest.first, first.properties.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.properties.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
