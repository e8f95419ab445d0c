/// Why the sandbox itself, and not a vendor it plays, could not do what it was asked.
public enum SandboxError: Error, Sendable, Equatable {
    /// An entry of a fault specification could not be read.
    case faultEntry(entry: String, reason: String)
    /// A fault of that name does not exist; the nearest that does is named.
    case unknownFault(name: String, nearest: String)
    /// No vendor of the sandbox has that name.
    case unknownVendor(name: String, known: [String])
    /// An edit as a person was not possible.
    case edit(reason: String)
    /// No port could be opened.
    case cannotListen(vendor: String, reason: String)
    /// The test key could not be made or read.
    case key(reason: String)
}
