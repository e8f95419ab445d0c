import ArgumentParser
import YAML

/// The commands by name, for telling a mistyped one from an argument.
enum CommandNames {
    /// What is wrong with the words of a command line, if one stands where a command's name must stand and is none.
    ///
    /// Promises: an option ends the search, because it may take a value.
    static func complaint(about words: [String], in root: any ParsableCommand.Type) -> String? {
        var command = root
        var path = root._commandName
        for word in words {
            let below = command.configuration.subcommands
            guard !below.isEmpty, !word.hasPrefix("-") else { return nil }
            if word == "help", command == root { return nil }
            guard let next = below.first(where: { $0._commandName == word }) else {
                let names = below.map { $0._commandName }
                let hint = NearestName.hint(for: word, among: names) ?? "there are \(names.joined(separator: ", "))"
                return "\(path) has no command \"\(word)\"; \(hint)"
            }
            command = next
            path += " " + word
        }
        return nil
    }
}
