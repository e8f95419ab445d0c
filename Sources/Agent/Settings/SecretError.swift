/// Why a value that config.yaml names could not be fetched. Never holds the value, nor what a command printed.
public enum SecretError: Error, Sendable, Equatable {
    /// The environment has no such variable, or an empty one.
    case noVariable(String)
    /// There is no such file, or it cannot be read.
    case noFile(String)
    /// The path is no regular file.
    case noRegularFile(String)
    /// Others than the owner may read the file; its mode in octal.
    case openFile(String, mode: String)
    /// The file or the command's output is empty, or no text.
    case noText
    /// The command could not be started, or ended with this status.
    case commandFailed(status: Int32)
    /// The command wrote more bytes than a secret may have.
    case tooLong(limit: Int)
    /// The command took longer than it may.
    case commandTimedOut(after: Duration)
}
