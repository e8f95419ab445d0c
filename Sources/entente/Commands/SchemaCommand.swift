public import Agent
public import ArgumentParser
import Model

/// `entente schema`
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "The JSON Schema of config.yaml or of manifests, for editors; made from what the decoder asks for.",
        discussion: "Example:\n  entente schema config > config.schema.json")

    @Argument(help: "config or connector.")
    var subject: EditorSchema.Subject

    func run() {
        print(EditorSchema(of: subject).json.text)
    }
}

extension EditorSchema.Subject: ExpressibleByArgument {}
