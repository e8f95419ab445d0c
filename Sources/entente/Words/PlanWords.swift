import Agent
import Model
import Reconciliation

/// A plan in words: counts by remote and object, then rows, then what it costs and which brakes it would trip.
enum PlanWords {
    /// How many rows of an object are shown unless all are asked for.
    private static let sample = 5

    static func lines(_ plan: PlanReport, all: Bool, savedTo path: String? = nil) -> [String] {
        guard !plan.operations.isEmpty else { return ["nothing to do: every side is in step"] + waiting(plan) }
        var lines: [String] = []
        for (remote, objects) in plan.summary.sorted(by: { $0.key < $1.key }) {
            for (object, kinds) in objects.sorted(by: { $0.key < $1.key }) {
                let counts = kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
                lines.append("\(remote)/\(object): \(counts)")
                lines += rows(plan, remote: remote, object: object, all: all)
            }
        }
        let calls = plan.calls.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        if !calls.isEmpty { lines.append("calls it would cost, beyond reading: \(calls)") }
        for brake in plan.sync.brakes {
            lines.append("brake \(brake.name): \(brake.found) \(brake.unit), \(brake.allowed) allowed")
        }
        lines += waiting(plan)
        if let path {
            let approval = plan.sync.brakes.isEmpty ? "" : " --approve all --by NAME"
            lines.append("saved: carry it out with `entente apply \(path)\(approval)`")
        }
        return lines
    }

    private static func waiting(_ plan: PlanReport) -> [String] {
        plan.sync.waiting > 0 ? ["\(plan.sync.waiting) wait for a person; `entente review` lists them"] : []
    }

    private static func rows(_ plan: PlanReport, remote: String, object: String, all: Bool) -> [String] {
        let found = plan.operations.filter { $0["remote"]?.string == remote && $0["object"]?.string == object }
        let changing = found.filter { ($0["fields"]?.object?.count ?? 0) > 0 }
        let shown = all ? found : Array(changing.prefix(sample))
        var lines = shown.flatMap(words)
        if found.count > shown.count { lines.append("  ... \(found.count - shown.count) more; --all shows every row") }
        return lines
    }

    private static func words(_ operation: JSON) -> [String] {
        let name = operation["record"]?.string ?? operation["entity"]?.string ?? ""
        let head = "  \(operation["kind"]?.string ?? "") \(name)"
        let fields = (operation["fields"]?.object?.members ?? []).map { field, change -> String in
            let old = text(change["old"])
            let new = text(change["new"])
            let why = "\(change["policy"]?.string ?? ""), from \(change["from"]?.string ?? "")"
            return "    \(field): \(old.isEmpty ? "(none)" : old) -> \(new.isEmpty ? "(none)" : new)  [\(why)]"
        }
        return [head] + fields
    }

    /// A printed value as a person reads it.
    static func text(_ value: JSON?) -> String {
        switch value {
        case nil, .null: ""
        case .string(let text): text
        case .object(let object): [object["amount"]?.string, object["currency"]?.string].compactMap { $0 }.joined(separator: " ")
        case .array(let elements): elements.map { text($0) }.joined(separator: "; ")
        case .some(let other): other.text
        }
    }
}
