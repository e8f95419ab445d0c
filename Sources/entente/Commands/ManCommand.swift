import ArgumentParser
import Model

/// `entente man`
struct ManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "The manual page, made from the commands themselves.",
        discussion: "Example:\n  entente man > entente.1\n  man ./entente.1")

    func run() throws {
        let page = ManualPage(commands: try JSON(parsing: Array(Entente._dumpHelp().utf8)), version: Entente.configuration.version)
        print(page.text, terminator: "")
    }
}
