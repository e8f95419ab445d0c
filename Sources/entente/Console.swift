import Agent
import Foundation
import Model

/// Where words for people are made: results on standard output, everything else on standard error.
struct Console: Sendable {
    /// Whether the result is JSON.
    let isJSON: Bool
    /// Whether standard output is a terminal that wants colour.
    let isColoured: Bool
    /// Columns of the terminal; wide enough when there is none.
    let width: Int

    init(json: Bool) {
        isJSON = json
        let isTerminal = isatty(STDOUT_FILENO) == 1
        isColoured = isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        width = isTerminal ? Self.columns() : 160
    }

    /// Prints one document as JSON, or else the words.
    func show(_ document: JSON, words: () -> [String]) {
        if isJSON { print(Screen.harmless(document)) } else { show(lines: words()) }
    }

    /// Prints lines for a person, none longer than the terminal is wide.
    func show(lines: [String]) {
        ProgressLine.clear()
        for line in lines { for part in Screen.wrap(Screen.harmless(line), to: width) { print(part) } }
    }

    /// What a person reads on: this terminal, in the program's zone.
    func screen(of services: Services) -> Screen {
        Screen(width: width, zone: TimeZone(identifier: services.settings.program.timeZone) ?? .gmt)
    }

    /// Prints rows: as JSON Lines, or as a table.
    func show(rows: [JSON], table: () -> Table, empty: String) {
        if isJSON {
            for row in rows { print(Screen.harmless(row)) }
        } else if rows.isEmpty {
            show(lines: [empty])
        } else {
            show(lines: table().lines(width: width))
        }
    }

    /// Says one line on standard output at once, also into a pipe.
    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((Screen.harmless(text) + "\n").utf8))
    }

    /// Writes a text on standard output as it is.
    static func write(_ text: String) {
        // What goes into a file is left as it is.
        let shown = isatty(STDOUT_FILENO) == 1 ? Screen.harmless(ScalarText.replacing("\r\n", with: "\n", in: text)) : text
        FileHandle.standardOutput.write(Data(shown.utf8))
    }

    /// Tells a person something on standard error.
    static func tell(_ text: String) {
        FileHandle.standardError.write(Data((Screen.harmless(text) + "\n").utf8))
    }

    private static func columns() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }
}
