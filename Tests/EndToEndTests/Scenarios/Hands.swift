import Model

/// What a person does at a side. This is the one place that knows how.
struct Hands: Sendable {
    let sandboxes: [Side: SandboxProcess]

    /// Makes a record; its id.
    func make(_ object: String, at side: Side, _ fields: [Field]) async throws -> String {
        try await act(side, object, nil, fields, "create")
    }

    func edit(_ object: String, _ id: String, at side: Side, _ fields: [Field], late: Int = 0) async throws {
        _ = try await act(side, object, id, fields, "update", late: late)
    }

    func delete(_ object: String, _ id: String, at side: Side) async throws { _ = try await act(side, object, id, [], "delete") }

    func undelete(_ object: String, _ id: String, at side: Side) async throws { _ = try await act(side, object, id, [], "undelete") }

    /// Merges a record into another; the id of what is left.
    func merge(_ object: String, _ id: String, into other: String, at side: Side) async throws -> String {
        try await act(side, object, id, [], "merge", into: other)
    }

    /// So many records made in one instant at HubSpot, as by an import; `%` is the number of each.
    func copies(_ count: Int, of object: String, _ fields: [Field]) async throws {
        let body = JSONObject([
            ("action", "create"), ("object", .string(object)), ("copies", .integer(Int64(count))),
            ("fields", .object(JSONObject(fields.map { ($0.name, .string($0.value)) }))),
        ])
        _ = try await sandboxes[.marketing]?.control("hubspot", "edit", .object(body))
    }

    private func act(
        _ side: Side, _ object: String, _ id: String?, _ fields: [Field], _ action: String, into: String? = nil, late: Int = 0
    ) async throws -> String {
        guard let sandbox = sandboxes[side] else { throw SandboxProcess.Trouble.refused("no \(side)") }
        var body = JSONObject([
            ("action", .string(action)), ("object", .string(object)),
            ("fields", .object(JSONObject(fields.map { ($0.name, Self.value($0.value, at: side)) }))),
        ])
        if let id { body["id"] = .string(id) }
        if let into { body["into"] = .string(into) }
        if late > 0 { body["late"] = .integer(Int64(late)) }
        let shown = try await sandbox.control(side.vendor, "edit", .object(body))
        return shown["Id"]?.string ?? shown["id"]?.string ?? ""
    }

    /// A value as it is typed: nothing is null, and Salesforce has words for truth.
    private static func value(_ text: String, at side: Side) -> JSON {
        if text.isEmpty { return .null }
        if side == .crm, ["true", "false"].contains(text) { return .bool(text == "true") }
        return .string(text)
    }
}
