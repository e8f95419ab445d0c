import HTTP
import HTTPTypes
import Model

/// What happens on the way between a caller and a vendor.
struct WireFaults: Sendable {
    let vendor: any Vendor
    let now: Timestamp

    /// What a fault of the wire makes of a call. The vendor acts, or does not, as the fault says.
    func outcome(of request: Request, under fault: FaultKind) -> Outcome {
        switch fault {
        case .requestLost: return .drop
        case .responseLost: return .dropAfterEffect(answer(request))
        case .duplicateDelivery:
            _ = answer(request)
            return .respond(answer(request))
        case .resetMidBody:
            let response = answer(request)
            return .cut(response, at: response.body.count / 2)
        case .slow: return .respondSlowly(answer(request, under: .slow), after: .seconds(2))
        case .failedAfterEffect: return .respond(failed(answer(request, under: .failedAfterEffect)))
        case .slowDrip: return .drip(answer(request), pieces: 4, every: .milliseconds(500))
        case .truncatedJSON:
            var short = answer(request)
            short.body = Array(short.body.prefix(short.body.count / 2))
            return .respond(short)
        case .wrongContentType: return .respond(answer(request).adding("Content-Type", "text/html;charset=UTF-8"))
        case .clockAhead: return .respond(answer(request, at: now + .seconds(300)))
        case .clockBehind: return .respond(answer(request, at: now - .seconds(300)))
        default: return .respond(stamped(unanswered(request, fault), now))
        }
    }

    /// The answers that have no effect at the vendor.
    private func unanswered(_ request: Request, _ fault: FaultKind) -> Response {
        switch fault {
        case .errorInOK:
            var body = vendor.refusal(500, "internal error")
            body.head.status = .ok
            return body
        case .foreignRedirect: return Answer.empty(302, fields: [("Location", "https://login.elsewhere.example/")])
        case .gzipBomb:
            let bytes = GzipBomb.bytes(unpackingTo: 256 << 20)
            return Answer.text(200, bytes, type: "application/json", fields: [("Content-Encoding", "gzip")])
        case .http408: return gateway(408, "Request Timeout")
        case .http409: return vendor.refusal(409, "Conflict")
        case .keyInUse where request.header("Idempotency-Key") != nil: return vendor.respond(to: request, at: now, under: .keyInUse)
        case .keyInUse: return vendor.refusal(409, "Conflict: another request with this key is under way")
        case .http412: return vendor.refusal(412, "Precondition failed")
        case .http423: return vendor.refusal(423, "Locked")
        case .http502: return gateway(502, "Bad Gateway")
        case .http504: return gateway(504, "Gateway Timeout")
        case .retryAfter: return limited(request, "7")
        case .retryAfterAbsurd: return limited(request, "315360000")
        case .retryAfterDate: return limited(request, HTTPDate.text(now + .seconds(7)))
        default:
            return Answer.html(
                200, "<!DOCTYPE html><html><head><title>Login</title></head><body><form action=\"/login\"></form></body></html>")
        }
    }

    private func limited(_ request: Request, _ wait: String) -> Response {
        vendor.respond(to: request, at: now, under: .rateLimited).adding("Retry-After", wait)
    }

    private func gateway(_ status: Int, _ reason: String) -> Response {
        Answer.html(status, "<html><head><title>\(status) \(reason)</title></head><body><h1>\(reason)</h1></body></html>")
    }

    /// Vendors that know a fault of the wire keep in mind what it does to their keys; the others act as ever.
    private func answer(_ request: Request, at instant: Timestamp? = nil, under fault: FaultKind? = nil) -> Response {
        stamped(vendor.respond(to: request, at: instant ?? now, under: fault), instant ?? now)
    }

    private func failed(_ response: Response) -> Response {
        response.head.status.code < 300 ? stamped(vendor.refusal(500, "internal error"), now) : response
    }

    private func stamped(_ response: Response, _ instant: Timestamp) -> Response {
        response.adding("Date", HTTPDate.text(instant))
    }
}
