/// Where a value of config.yaml comes from. Only what was written stands here; a secret is fetched when a run needs it.
public enum ValueSource: Sendable, Equatable {
    /// The text itself.
    case literal(String)
    /// `${env:NAME}`.
    case environment(String)
    /// `${file:PATH}`, relative to config.yaml; the file must be readable by its owner alone.
    case file(String)
    /// `${command:...}`, run by `/bin/sh`; its output without the last line break.
    case command(String)
}
