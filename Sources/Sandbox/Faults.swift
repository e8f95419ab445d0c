import Synchronization

/// Decides which calls go wrong, and how: the rules of a specification, drawn from a seed, so that a run can be repeated.
public final class Faults: Sendable {
    private struct State: Sendable {
        var rules: [FaultRule]
        var counts: [Int]
        var random: SeededRandom
    }

    private let state: Mutex<State>

    /// Makes the faults of a specification.
    /// - Throws: `SandboxError.faultEntry` or `.unknownFault`.
    public init(_ specification: String = "", seed: UInt64 = 1) throws(SandboxError) {
        let rules = try FaultRule.parse(specification)
        let random = SeededRandom(seed: seed, stream: "faults")
        state = Mutex(State(rules: rules, counts: rules.map { _ in 0 }, random: random))
    }

    /// Replaces the rules; counting starts anew, the random sequence goes on.
    /// - Throws: `SandboxError.faultEntry` or `.unknownFault`; the old rules then stay.
    public func replace(with specification: String) throws(SandboxError) {
        let rules = try FaultRule.parse(specification)
        state.withLock { state in
            state.rules = rules
            state.counts = rules.map { _ in 0 }
        }
    }

    /// The rules in force, as they are written.
    public var rules: [String] {
        state.withLock { $0.rules.map(\.text) }
    }

    /// Whether a rule in force is of that kind.
    func mention(_ kind: FaultKind) -> Bool {
        state.withLock { $0.rules.contains { $0.kind == kind } }
    }

    /// The fault that strikes a call, if any: of several the first in the specification. Every rule that matches counts the call.
    public func strike(vendor: String, method: String, path: String) -> FaultKind? {
        state.withLock { state in
            var struck: FaultKind?
            for (index, rule) in state.rules.enumerated() where rule.matches(vendor: vendor, method: method, path: path) {
                state.counts[index] += 1
                let strikes =
                    switch rule.occasion {
                    case .call(let number): state.counts[index] == number
                    case .share(let millionths): state.random.below(1_000_000) < millionths
                    }
                if strikes, struck == nil { struck = rule.kind }
            }
            return struck
        }
    }
}
