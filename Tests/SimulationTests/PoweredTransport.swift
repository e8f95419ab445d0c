import HTTP
import Model
import Sandbox
import Storage

/// The network of a machine that may lose its power: time passes with every request, others act meanwhile, and none goes out once the
/// power is gone.
struct PoweredTransport: HTTPTransport {
    let base: SandboxTransport
    let power: PowerSwitch
    let clock: SandboxClock
    let pace: Chance
    let executor: SeededExecutor
    /// Called before a request goes out, and with its answer.
    let before: @Sendable (Request) async -> Void
    let after: @Sendable (Request, Response) -> Void

    func send(_ request: Request) async throws(HTTPError) -> Response {
        // Here the other remote's task may go first: who does is the executor's draw.
        await executor.turn()
        guard !power.isCut else { throw .interrupted(host: "", reason: "the power is gone") }
        clock.advance(by: .milliseconds(20 + pace.below(200)))
        await before(request)
        let response = try await base.send(request)
        after(request, response)
        await executor.turn()
        return response
    }
}
