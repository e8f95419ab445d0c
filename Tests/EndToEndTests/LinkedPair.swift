import Model
import Testing

/// An entity that both sides hold, with its record at each.
struct LinkedPair: Sendable {
    let entity: String
    let crm: String
    let marketing: String
}

extension Trial {
    /// The first entities of a kind that both sides hold.
    func pairs(_ kind: String, _ count: Int, where fits: (LinkedPair) -> Bool = { _ in true }) async throws -> [LinkedPair] {
        var pairs: [LinkedPair] = []
        for row in try await run("show", kind, "--limit", "1000", "--json").rows where pairs.count < count {
            guard let id = row["id"]?.string, let pair = try await pair(kind, id), fits(pair) else { continue }
            pairs.append(pair)
        }
        #expect(pairs.count == count)
        return pairs
    }

    private func pair(_ kind: String, _ id: String) async throws -> LinkedPair? {
        let links = try await run("show", kind, id, "--json").json?["links"]?.array ?? []
        func record(_ remote: String) -> String? {
            links.first { $0["remote"]?.string == remote && $0["state"]?.string == "live" }?["record"]?.string
        }
        guard let crm = record("crm"), let marketing = record("marketing") else { return nil }
        return LinkedPair(entity: id, crm: crm, marketing: marketing)
    }

    /// What a field holds in the hub.
    func hub(_ kind: String, _ id: String, _ field: String) async throws -> JSON? {
        let fields = try await run("show", kind, id, "--json").json?["fields"]
        return fields?[field]
    }
}
