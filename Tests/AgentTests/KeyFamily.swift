/// Brings the path of a manifest's key to the family that the page documents once: a request has the same keys wherever one stands.
enum KeyFamily {
    private static let request: Set<String> = [
        "call", "json", "form", "text", "query", "headers", "answer", "auth", "secret", "limit", "cost", "errors", "idempotent",
    ]
    private static let report: Set<String> = ["lag", "reach"]
    private static let write: Set<String> = ["batch", "from", "guarded", "results", "null_as"]

    /// The path as the page names it.
    static func path(_ path: String) -> String {
        if path.hasPrefix("terms.") {
            // A version has the keys of its rule, a campaign those of the program, and both periodic caps are alike.
            let same = [
                ("commissions[].versions[].", "commissions[]."), ("campaigns.*.", "attribution."), ("caps.program.", "caps.per_partner."),
                ("rewards[].partner[].", "milestones[].brings[]."), ("rewards[].customer[].", "milestones[].brings[]."),
            ]
            return same.reduce(path) { $0.replacing("terms." + $1.0, with: "terms." + $1.1) }
        }
        var parts = path.split(separator: ".").map(String.init)
        if parts.count > 4, parts[0] == "objects", parts[2] == "read" || parts[2] == "write" {
            parts[3] = parts[2] == "read" ? "KIND" : "OP"
        }
        guard let last = parts.last, let parent = parts.dropLast().last else { return path }
        let isObject = parts[0] == "objects"
        if parent == "errors[]" || parent == "rules[]" { return "RULE.\(last)" }
        if isObject, parts.dropLast(2).last == "results" { return "RESULTS.\(parent).\(last)" }
        switch parent {
        case "batch" where isObject: return "BATCH.\(last)"
        case "paginate": return "PAGING.\(last)"
        case "results" where isObject: return "RESULTS.\(last)"
        case "amount" where parts[0] == "payouts", "fee" where parts[0] == "payouts": return "MONEY.\(last)"
        case "modified", "created", "ceiling", "at": return "TIME.\(last)"
        case "*" where parts.dropLast(2).last == "fields": return path
        case "OP" where write.contains(last), "add" where write.contains(last), "remove" where write.contains(last): return "WRITE.\(last)"
        default: break
        }
        if isObject || parent == "check", parts.count > (isObject ? 3 : 1), request.contains(last) { return "REQUEST.\(last)" }
        if parts[0] == "payouts", parts.count > 2, parent != "batch" {
            if request.contains(last) { return "REQUEST.\(last)" }
            if parent != "submit", parts.count == 3, !report.contains(last) { return "PAYOUTS.\(last)" }
        }
        return parts.joined(separator: ".")
    }
}
