import ArgumentParser

/// `entente completions`
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "A script that completes commands and options in your shell.",
        discussion: """
            Example:
              entente completions bash > ~/.local/share/bash-completion/completions/entente
              entente completions zsh > ~/.zfunc/_entente
              entente completions fish > ~/.config/fish/completions/entente.fish
            """)

    /// A shell for which there is a script.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        print(Entente.completionScript(for: kind))
    }
}
