import Model
import Testing

/// An entity that both sides hold, with its record at each.
struct LinkedPair: Sendable {
    let entity: String
    let crm: String
    let marketing: String

    /// The pair of a row of `show --json`; nil unless both sides hold it.
    init?(_ row: JSON) {
        func record(_ remote: String) -> String? {
            row["links"]?.array?.first { $0["remote"]?.string == remote && $0["state"]?.string == "live" }?["record"]?.string
        }
        guard let entity = row["id"]?.string, let crm = record("crm"), let marketing = record("marketing") else { return nil }
        (self.entity, self.crm, self.marketing) = (entity, crm, marketing)
    }
}

extension Trial {
    /// The first entities of a kind that both sides hold.
    func pairs(_ kind: String, _ count: Int, where fits: (LinkedPair) -> Bool = { _ in true }) async throws -> [LinkedPair] {
        var pairs: [LinkedPair] = []
        for row in try await run("show", kind, "--limit", "1000", "--json").rows where pairs.count < count {
            guard let pair = LinkedPair(row), fits(pair) else { continue }
            pairs.append(pair)
        }
        #expect(pairs.count == count)
        return pairs
    }

    /// What a field holds in the hub.
    func hub(_ kind: String, _ id: String, _ field: String) async throws -> JSON? {
        let fields = try await run("show", kind, id, "--json").json?["fields"]
        return fields?[field]
    }
}
