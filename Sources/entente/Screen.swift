import Foundation
import Model

/// What a person reads on: so many columns, in the zone of the program.
struct Screen: Sendable {
    /// How many columns there are.
    let width: Int
    /// The zone that times are printed in.
    let zone: TimeZone

    /// A moment as `2026-11-23 01:37:32-05:00`; JSON has it in UTC.
    func time(_ moment: Timestamp) -> String {
        let seconds = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
        let local = (moment + .seconds(seconds)).truncated(to: .seconds(1)).iso.prefix(19).replacingOccurrences(of: "T", with: " ")
        let minutes = abs(seconds) / 60
        let offset = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        return local + (seconds < 0 ? "-" : "+") + offset
    }

    /// A line cut at spaces into lines that fit, each behind the first further in.
    static func wrap(_ line: String, to width: Int) -> [String] {
        wrap(line, to: width, indent: line.prefix { $0 == " " }.count + 4)
    }

    /// A text cut at spaces into lines that fit, each behind the first so many columns in.
    static func wrap(_ line: String, to width: Int, indent: Int) -> [String] {
        guard line.count > width else { return [line] }
        var lines: [String] = []
        var rest = Substring(line)
        while rest.count > width, lines.count < 1000 {
            let head = rest.prefix(width + 1)
            let least = rest.index(rest.startIndex, offsetBy: min(indent, rest.count))
            let cut = head.lastIndex(of: " ").flatMap { $0 > least ? $0 : nil } ?? rest.index(rest.startIndex, offsetBy: width)
            lines.append(String(rest[..<cut]))
            rest = Substring(String(repeating: " ", count: indent) + rest[cut...].drop { $0 == " " })
            if rest.allSatisfy({ $0 == " " }) { return lines }
        }
        return lines + [String(rest)]
    }

    /// A text that tells a terminal nothing but letters: control characters, and marks that turn the direction of writing, stand as
    /// pictures of themselves. A remote decides what stands in a name, and a terminal obeys what it is shown.
    static func harmless(_ text: String, keepingLines: Bool = true) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if !isControl(scalar) || (keepingLines && (scalar == "\n" || scalar == "\t")) {
                shown.append(scalar)
            } else if scalar.value < 0x20, let picture = Unicode.Scalar(0x2400 + scalar.value) {
                shown.append(picture)
            } else {
                shown.append(scalar == "\u{7F}" ? "\u{2421}" : "\u{FFFD}")
            }
        }
        return String(shown)
    }

    /// The text of a JSON document with the same characters escaped, which mean the same there.
    static func harmless(_ document: JSON) -> String {
        let text = document.text
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let escaped = "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
            if isControl(scalar) { shown.append(contentsOf: escaped.unicodeScalars) } else { shown.append(scalar) }
        }
        return String(shown)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
