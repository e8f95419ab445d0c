public import HTTP
import HTTPTypes
import Model

/// One vendor behind one address: faults before and after it, its log, and the controls under `/_sandbox/`.
public final class SandboxPort: Sendable {
    /// The vendor that answers.
    public let vendor: any Vendor
    /// The clock it lives by, usually shared by all vendors of a sandbox.
    public let clock: SandboxClock
    /// What goes wrong, usually shared by all vendors of a sandbox.
    public let faults: Faults
    /// The calls it has seen.
    public let log = RequestLog()

    /// Puts a vendor behind an address.
    public init(vendor: any Vendor, clock: SandboxClock, faults: Faults) {
        self.vendor = vendor
        self.clock = clock
        self.faults = faults
    }

    /// Takes one request and says what happens on its connection.
    public func handle(_ request: Request) -> Outcome {
        let target = RequestTarget(request)
        if target.segments.first == "_sandbox" { return .respond(control(request, target)) }
        let now = clock.now()
        let fault = faults.strike(vendor: vendor.name, method: target.method, path: target.path)
        let outcome = outcome(of: request, at: now, under: fault)
        let isForm = request.header("Content-Type")?.hasPrefix("application/x-www-form-urlencoded") ?? false
        log.append(
            at: now, method: target.method, path: request.head.path ?? "/",
            body: isForm || request.body.count > 16_384 ? "" : String(decoding: request.body, as: UTF8.self),
            status: outcome.status, outcome: outcome.word, fault: fault)
        return outcome
    }

    private func outcome(of request: Request, at now: Timestamp, under fault: FaultKind?) -> Outcome {
        if faults.mention(.oldReplica) { vendor.keepReplica(at: now) }
        guard let fault else { return .respond(stamped(vendor.respond(to: request, at: now), now)) }
        var request = request
        switch fault.place {
        case .wire: return WireFaults(vendor: vendor, now: now).outcome(of: request, under: fault)
        case .before: Bystander(vendor: vendor, now: now).act(fault, before: request)
        case .request: request = RowFaults(kind: fault, shape: vendor.shape).written(request)
        case .answer, .vendor: break
        }
        var response = vendor.respond(to: request, at: now, under: fault.place == .vendor ? fault : nil)
        if fault.place == .answer { response = RowFaults(kind: fault, shape: vendor.shape).read(response, to: request) }
        return .respond(stamped(response, now))
    }

    private func stamped(_ response: Response, _ now: Timestamp) -> Response {
        response.adding("Date", HTTPDate.text(now))
    }

    private func control(_ request: Request, _ target: RequestTarget) -> Response {
        do throws(SandboxError) {
            switch (target.method, target.segments.dropFirst().joined(separator: "/")) {
            case ("GET", "state"): return Answer.json(200, vendor.state())
            case ("GET", "log"): return Answer.json(200, log.json(after: target["after"].flatMap { Int($0) } ?? 0))
            case ("GET", "faults"): return Answer.json(200, faultList)
            case ("POST", "faults"):
                try faults.replace(with: try body(of: request)["spec"]?.string ?? "")
                return Answer.json(200, faultList)
            case ("POST", "advance"):
                guard let seconds = try body(of: request)["seconds"]?.integer, (0...1_000_000_000).contains(seconds) else {
                    throw .edit(reason: "seconds is missing or not a whole number from 0")
                }
                clock.advance(by: .seconds(seconds))
                return Answer.json(200, ["now": .string(clock.now().isoMilliseconds)])
            case ("POST", "edit"):
                return Answer.json(200, try edit(try body(of: request)))
            default: return Answer.json(404, ["error": "the sandbox has no such control"])
            }
        } catch {
            return Answer.json(400, ["error": .string(Self.words(error))])
        }
    }

    /// One edit, or with `copies` so many in one instant, as an import makes them: `%` in the texts is the number of each.
    private func edit(_ body: JSON) throws(SandboxError) -> JSON {
        let now = clock.now()
        let copies = body["copies"]?.integer ?? 1
        guard (1...1_000_000).contains(copies) else { throw .edit(reason: "copies is not a whole number from 1") }
        let edit = try PersonEdit(body)
        guard copies > 1 else { return try vendor.edit(edit, at: now) }
        for number in 1...copies {
            var copy = edit
            copy.fields = JSONObject(
                edit.fields.members.map { name, value in
                    (name, value.string.map { .string($0.replacing("%", with: String(number))) } ?? value)
                })
            _ = try vendor.edit(copy, at: now)
        }
        return ["copies": .integer(copies)]
    }

    private var faultList: JSON {
        ["spec": .array(faults.rules.map { .string($0) })]
    }

    private func body(of request: Request) throws(SandboxError) -> JSON {
        do { return try JSON(parsing: request.body) } catch { throw .edit(reason: "the body is not JSON: \(error.reason)") }
    }

    private static func words(_ error: SandboxError) -> String {
        switch error {
        case .faultEntry(let entry, let reason): "fault \(entry): \(reason)"
        case .unknownFault(let name, let nearest): "no fault is called \(name); did you mean \(nearest)?"
        case .unknownVendor(let name, let known): "no vendor is called \(name), only \(known.joined(separator: ", "))"
        case .edit(let reason): reason
        case .cannotListen(let vendor, let reason): "\(vendor) cannot listen: \(reason)"
        case .key(let reason): "key: \(reason)"
        }
    }
}
