import Foundation
import Model

/// Text and sets of texts.
enum TextForm {
    /// NFC, lines ended by a line feed alone, no blanks at either end.
    static func cleaned(_ text: String) -> String {
        if isClean(text) { return text }
        let normal = isComposed(text) ? text : text.precomposedStringWithCanonicalMapping
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

    /// True where nothing is to be cleaned, as of nearly all text: composed, no return in it, no blank at either end.
    private static func isClean(_ text: String) -> Bool {
        guard isComposed(text), let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return text.isEmpty }
        return !isBlank(first) && !isBlank(last) && !text.utf8.contains(0x0D)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        // Of ASCII only the blank and the five controls from tab on; asking Unicode takes longer than all the rest.
        scalar.isASCII ? scalar == " " || (9...13).contains(scalar.value) : scalar.properties.isWhitespace
    }

    /// The first byte of U+0300 and of all that follows it: what lies below is composed already. Source: Unicode, NFC_Quick_Check.
    private static let firstCombining: UInt8 = 0xCC

    private static func isComposed(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < firstCombining } }

    private static func trimmed(_ scalars: String.UnicodeScalarView) -> String {
        var rest = scalars[...]
        while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
        while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
