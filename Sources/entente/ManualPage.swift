import Agent
import Model

/// The manual page, in the man macros, from what the command line's parser tells about its commands.
struct ManualPage {
    private let root: JSON
    private let version: String

    /// Takes the parser's description of all commands.
    init(commands: JSON, version: String) {
        root = commands["command"] ?? .null
        self.version = version
    }

    /// The page.
    var text: String {
        var lines = [
            ".TH ENTENTE 1 \"\" \"entente \(Self.safe(version))\" \"User Commands\"", ".SH NAME",
            "entente \\- \(Self.safe(Self.string(root, "abstract")))", ".SH SYNOPSIS", ".B entente", ".I command", "[\\fIoptions\\fR]",
            ".SH DESCRIPTION",
        ]
        lines += Self.paragraphs(Self.string(root, "discussion")) + [".SH COMMANDS"]
        for command in root["subcommands"]?.array ?? [] { lines += Self.section(command, under: "entente") }
        lines.append(".SH EXIT STATUS")
        for code in ExitCode.allCases { lines += [".TP", ".B \(code.rawValue)", Self.safe(ExitWords.of(code))] }
        lines += [".TP", ".B 130, 143", "ended by a signal, at a transaction border"]
        lines += [".SH FILES", ".TP", ".I config.yaml", "one program, one hub: remotes, what is kept in step, brakes"]
        lines += [".TP", ".I entente.db", "the hub's store, SQLite"]
        lines += [".SH ENVIRONMENT", ".TP", ".B NO_COLOR", "no colour and no progress line"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ command: JSON, under path: String) -> [String] {
        let name = "\(path) \(string(command, "commandName"))"
        let below = (command["subcommands"]?.array ?? []).filter { string($0, "commandName") != "help" }
        let arguments = (command["arguments"]?.array ?? []).filter {
            $0["shouldDisplay"]?.bool ?? true && !["help", "version"].contains(string($0, "valueName"))
        }
        guard string(command, "commandName") != "help" else { return [] }
        var lines = [".SS \"\(safe(name))\"", safe(string(command, "abstract"))] + paragraphs(string(command, "discussion"))
        if below.isEmpty { lines += arguments.flatMap(argument) }
        return lines + below.flatMap { section($0, under: name) }
    }

    private static func argument(_ argument: JSON) -> [String] {
        let value = "\\fI\(safe(string(argument, "valueName")))\\fR"
        let names = (argument["names"]?.array ?? []).map { name in
            "\\fB\(safe((string(name, "kind") == "long" ? "--" : "-") + string(name, "name")))\\fR"
        }
        let heading: String =
            switch string(argument, "kind") {
            case "positional": value
            case "flag": names.joined(separator: ", ")
            default: names.joined(separator: ", ") + " " + value
            }
        let standard = argument["defaultValue"]?.string.map { " (default: \($0))" } ?? ""
        return [".TP", heading, safe(string(argument, "abstract") + standard)]
    }

    /// A text whose indented lines are typed as they stand.
    private static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        var isExample = false
        for line in text.split(separator: "\n").map(String.init) {
            let isIndented = line.hasPrefix("  ")
            if isIndented != isExample { lines.append(isIndented ? ".EX" : ".EE") }
            if !isIndented { lines.append(".PP") }
            isExample = isIndented
            lines.append(safe(line))
        }
        return isExample ? lines + [".EE"] : lines
    }

    private static func string(_ node: JSON, _ key: String) -> String { node[key]?.string ?? "" }

    /// A text without anything that the macros take for theirs.
    private static func safe(_ text: String) -> String {
        let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }
}
