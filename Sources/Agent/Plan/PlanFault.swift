/// Why a plan's file cannot be used.
public enum PlanFault: Sendable, Equatable {
    /// There is no such file, or it is somebody else's.
    case unreadable
    /// The first line is not the head of a plan.
    case noHead
    /// The first line holds an id that is none.
    case badID
    /// A line is no operation.
    case badOperation(line: Int)
    /// The plan was made under another configuration.
    case otherConfiguration
    /// The file cannot be written.
    case unwritable
    /// The disk was full before the end.
    case incomplete
}
