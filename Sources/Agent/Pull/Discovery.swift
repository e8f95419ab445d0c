import Connectors
import Logging
import Model
import Storage

/// What each object's own schema says, asked once a day and kept: it cuts the writable fields and brings lengths.
struct Discovery: Sendable {
    let services: Services

    /// How long a schema is believed.
    private static let lifetime: Duration = .seconds(86_400)

    /// The fields by `remote/object`; an object whose schema cannot be read now keeps the last one known, if any.
    func schemas() async -> [String: [DiscoveredField]] {
        await withTaskGroup(of: [String: [DiscoveredField]].self) { group in
            for (name, remote) in services.remotes {
                group.addTask { await schemas(of: name, remote) }
            }
            var all: [String: [DiscoveredField]] = [:]
            for await part in group { all.merge(part) { $1 } }
            return all
        }
    }

    private func schemas(of name: String, _ remote: Remote) async -> [String: [DiscoveredField]] {
        var schemas: [String: [DiscoveredField]] = [:]
        for object in Set(services.settings.sync.compactMap { $0.sides[name]?.object }).sorted() {
            let known = try? services.store.read { try $0.schemas.get(remote: name, object: object) }
            if let known, services.clock.now() - known.at < Self.lifetime, let fields = [DiscoveredField](stored: known.fields) {
                schemas["\(name)/\(object)"] = fields
                await remote.source.know(fields, of: object)
                continue
            }
            do throws(ConnectorError) {
                let fields = try await remote.source.discover(object)
                schemas["\(name)/\(object)"] = fields
                keep(fields, name, object)
            } catch {
                services.logger.warning("schema unread", metadata: ["remote": "\(name)", "object": "\(object)", "cause": "\(error)"])
                if let known, let fields = [DiscoveredField](stored: known.fields) { schemas["\(name)/\(object)"] = fields }
                if error.disposition == .haltRemote { break }
            }
        }
        return schemas
    }

    private func keep(_ fields: [DiscoveredField], _ name: String, _ object: String) {
        let stored = fields.sorted { $0.name < $1.name }.stored
        let fingerprint = String(ContentHash.of(stored.canonicalBytes), radix: 16)
        do {
            try services.store.write { tx in
                try tx.schemas.put(
                    SchemaSnapshot(remote: name, object: object, fields: stored, fingerprint: fingerprint, at: services.clock.now()))
            }
        } catch {
            services.logger.warning("schema not kept", metadata: ["remote": "\(name)", "object": "\(object)", "cause": "\(error)"])
        }
    }
}

extension [DiscoveredField] {
    /// The fields as the store keeps them.
    var stored: JSON {
        .array(
            map { field in
                var object = JSONObject([
                    ("name", .string(field.name)), ("type", .string(field.type.rawValue)), ("unique", .bool(field.isUnique)),
                    ("createable", .bool(field.isCreateable)), ("updatable", .bool(field.isUpdatable)),
                ])
                object["label"] = field.label.map(JSON.string)
                object["max"] = field.maximumLength.map { .integer($0) }
                object["scale"] = field.scale.map { .integer($0) }
                object["options"] = field.options.map { .array($0.map(JSON.string)) }
                return .object(object)
            })
    }

    /// Reads fields back; nil if they were not written by `stored`.
    init?(stored: JSON) {
        guard let elements = stored.array else { return nil }
        self = elements.compactMap { element in
            guard let name = element["name"]?.string, let type = element["type"]?.string.flatMap(RemoteType.init) else { return nil }
            return DiscoveredField(
                name: name, label: element["label"]?.string, type: type, maximumLength: element["max"]?.integer.map(Int.init),
                scale: element["scale"]?.integer.map(Int.init), isUnique: element["unique"]?.bool ?? false,
                isCreateable: element["createable"]?.bool ?? true, isUpdatable: element["updatable"]?.bool ?? true,
                options: element["options"]?.array?.compactMap(\.string))
        }
    }
}
