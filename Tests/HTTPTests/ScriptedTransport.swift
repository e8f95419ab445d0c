import HTTP
import HTTPTypes
import Synchronization

/// A transport in process that answers as told and remembers what it was asked.
final class ScriptedTransport: HTTPTransport {
    private let script: @Sendable (Request, Int) -> Result<Response, HTTPError>
    private let seen = Mutex<[Request]>([])

    /// What it was asked, in order.
    var requests: [Request] { seen.withLock { $0 } }

    /// `script` is given the request and how many came before it.
    init(_ script: @escaping @Sendable (Request, Int) -> Result<Response, HTTPError>) { self.script = script }

    convenience init(_ results: [Result<Response, HTTPError>]) {
        self.init { _, place in results[min(place, results.count - 1)] }
    }

    func send(_ request: Request) async throws(HTTPError) -> Response {
        let place = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        return try script(request, place).get()
    }
}

/// An answer with nothing but what is given.
func answer(_ status: Int, _ fields: HTTPFields = [:], body: String = "") -> Response {
    Response(head: HTTPResponse(status: .init(code: status), headerFields: fields), body: Array(body.utf8))
}

/// A small seeded generator (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
