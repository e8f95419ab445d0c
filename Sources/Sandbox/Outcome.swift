public import HTTP
import HTTPTypes

/// What happens on the connection after a request came in; the server and the transport in process both honour it.
public enum Outcome: Sendable, Equatable {
    /// The whole answer is sent.
    case respond(Response)
    /// The whole answer is sent, that much later.
    case respondSlowly(Response, after: Duration)
    /// The head is sent, then the body in so many pieces, with that much time between them.
    case drip(Response, pieces: Int, every: Duration)
    /// The connection is closed; the vendor never saw the request.
    case drop
    /// The connection is closed; the vendor has acted.
    case dropAfterEffect(Response)
    /// The head and that many bytes of the body are sent, then the connection breaks; the vendor has acted.
    case cut(Response, at: Int)

    var word: String {
        switch self {
        case .respond: "respond"
        case .respondSlowly: "slow"
        case .drip: "drip"
        case .drop: "drop"
        case .dropAfterEffect: "drop-after-effect"
        case .cut: "cut"
        }
    }

    /// The status that the vendor gave; nil where it never saw the request, or where it is not known.
    var status: Int? {
        switch self {
        case .respond(let response), .respondSlowly(let response, _), .drip(let response, _, _), .cut(let response, _),
            .dropAfterEffect(let response):
            response.head.status.code
        case .drop: nil
        }
    }
}
