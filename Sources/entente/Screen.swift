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
}
