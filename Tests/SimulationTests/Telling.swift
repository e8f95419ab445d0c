import Foundation

/// What a person who looks into one seed asks for, by the environment: every step of it on paper, or less of it.
enum Telling {
    private static let isOn = ProcessInfo.processInfo.environment["ENTENTE_TRACE"] != nil

    /// The traits to leave out.
    static let without = Set(
        (ProcessInfo.processInfo.environment["ENTENTE_WITHOUT"] ?? "").split(separator: ",").map { $0.filter { $0 != " " } })

    /// Prints a line, where that is asked for.
    static func say(_ line: @autoclosure () -> String) {
        if isOn { print(line()) }
    }
}
