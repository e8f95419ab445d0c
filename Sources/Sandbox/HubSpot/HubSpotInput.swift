import Model

/// One record of a write: its values, the links to make with it, and how it is named and traced.
struct HubSpotInput: Sendable {
    var id: String?
    var idProperty: String?
    var trace: String?
    var properties: JSONObject
    private var links: [(into: HubSpotKind, to: Int64, types: [HubSpotAssociation])] = []

    /// Reads an element of a batch of changes or upserts.
    init(changing body: JSON) throws(HubSpotProblem) {
        guard let id = body["id"]?.string, !id.isEmpty else {
            throw .invalid("Invalid input JSON: every input needs an id, which is a string")
        }
        guard let properties = body["properties"]?.object else { throw .invalid("Invalid input JSON: every input needs properties") }
        self.id = id
        self.properties = properties
        idProperty = body["idProperty"]?.string
        trace = body["objectWriteTraceId"]?.string
    }

    /// Reads a record to be created, with its links.
    init(creating body: JSON, _ kind: HubSpotKind, _ store: HubSpotStore) throws(HubSpotProblem) {
        guard let properties = body["properties"]?.object else { throw .invalid("Invalid input JSON: properties is required") }
        self.properties = properties
        trace = body["objectWriteTraceId"]?.string
        for given in body["associations"]?.array ?? [] {
            guard let text = given["to"]?["id"]?.string ?? given["to"]?["id"]?.integer.map({ String($0) }), let to = Int64(text) else {
                throw .invalid("Invalid input JSON: associations need to.id")
            }
            try addLink(to, given["types"]?.array ?? [], kind, store)
        }
    }

    /// Makes the links of a record that was created.
    func link(_ id: Int64, _ kind: HubSpotKind, _ store: inout HubSpotStore) {
        for link in links { store.links.add(kind, id, link.into, link.to, types: link.types) }
    }

    private mutating func addLink(_ to: Int64, _ given: [JSON], _ kind: HubSpotKind, _ store: HubSpotStore) throws(HubSpotProblem) {
        guard !given.isEmpty else { throw .invalid("Invalid input JSON: associations need types") }
        for type in given {
            let id = type["associationTypeId"]?.integer.map { Int($0) } ?? -1
            let category = type["associationCategory"]?.string ?? ""
            let found = HubSpotKind.allCases.lazy.compactMap { into in
                store.links.types.find(id, category: category, from: kind, into: into)
            }.first
            guard let found else {
                throw .invalid("Association type \(category) \(id) does not exist for \(kind.shouted(portal: store.settings.portal))")
            }
            guard let other = store[found.into].liveRecord(to) else {
                throw HubSpotProblem(
                    status: 404, category: "OBJECT_NOT_FOUND",
                    message: "No \(found.into.shouted(portal: store.settings.portal)) with ID \(to) exists")
            }
            links.append((found.into, other.id, [found]))
        }
    }
}
