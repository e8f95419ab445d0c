public import HTTP

/// What happens on the connection after a request came in; the server and the transport in process both honour it.
public enum Outcome: Sendable, Equatable {
    /// The whole answer is sent.
    case respond(Response)
    /// The whole answer is sent, that much later.
    case respondSlowly(Response, after: Duration)
    /// The connection is closed; the vendor never saw the request.
    case drop
    /// The connection is closed; the vendor has acted.
    case dropAfterEffect
    /// The head and that many bytes of the body are sent, then the connection breaks; the vendor has acted.
    case cut(Response, at: Int)

    var word: String {
        switch self {
        case .respond: "respond"
        case .respondSlowly: "slow"
        case .drop: "drop"
        case .dropAfterEffect: "drop-after-effect"
        case .cut: "cut"
        }
    }
}
