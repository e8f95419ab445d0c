import Model

/// What a person does at a side: by the vendor's own client where it is installed, else by the sandbox's control. This is the one place
/// that knows how.
struct Hands: Sendable {
    let sandboxes: [Side: SandboxProcess]
    private let desks: [Side: Desk]

    /// Lets people sit down at all sides.
    static func open(at sandboxes: [Side: SandboxProcess]) async throws -> Hands {
        var desks: [Side: Desk] = [:]
        if let own = sandboxes[.crm] { desks[.crm] = try await Desk.open(at: own) }
        desks[.marketing] = desks[.crm]
        if let guest = sandboxes[.events] { desks[.events] = try await Desk.open(at: guest) }
        return Hands(sandboxes: sandboxes, desks: desks)
    }

    /// Everybody goes home.
    func close() async {
        await desks[.crm]?.close()
        await desks[.events]?.close()
    }

    /// Makes a record; its id.
    func make(_ object: String, at side: Side, _ fields: [Field]) async throws -> String {
        try await act("create", side, object, nil, fields)
    }

    func edit(_ object: String, _ id: String, at side: Side, _ fields: [Field], late: Int = 0) async throws {
        // No client can commit late: that is the sandbox's own doing.
        if late > 0 {
            _ = try await control("update", side, object, id, fields, late: late)
        } else {
            _ = try await act("update", side, object, id, fields)
        }
    }

    func delete(_ object: String, _ id: String, at side: Side) async throws { _ = try await act("delete", side, object, id) }

    func undelete(_ object: String, _ id: String, at side: Side) async throws { _ = try await act("undelete", side, object, id) }

    /// Merges a record into another; the id of what is left.
    func merge(_ object: String, _ id: String, into other: String, at side: Side) async throws -> String {
        try await act("merge", side, object, id, into: other)
    }

    /// Changes many records at once, as an import does, past the clients and their limits.
    func sweep(_ object: String, _ ids: [String], at side: Side, _ fields: (String) -> [Field]) async throws {
        for id in ids { _ = try await control("update", side, object, id, fields(id)) }
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
        _ verb: String, _ side: Side, _ object: String, _ id: String?, _ fields: [Field] = [], into: String? = nil
    ) async throws -> String {
        guard let desk = desks[side] else { return try await control(verb, side, object, id, fields, into: into) }
        var task = JSONObject([("vendor", .string(side.vendor)), ("do", .string(verb)), ("object", .string(object))])
        if let id { task["id"] = .string(id) }
        if let into { task["into"] = .string(into) }
        if ["create", "update"].contains(verb) { task["fields"] = Self.values(fields, at: side) }
        for _ in 1...5 {
            let answer = try await desk.ask(task)
            if answer["ok"]?.bool == true { return answer["result"]?["id"]?.string ?? "" }
            guard answer["status"]?.integer == 429 else { throw SandboxProcess.Trouble.refused("\(task): \(answer.text)") }
            // A person waits when told to.
            try await sandboxes[side]?.advance(10)
        }
        throw SandboxProcess.Trouble.refused("too many calls: \(task)")
    }

    private func control(
        _ verb: String, _ side: Side, _ object: String, _ id: String?, _ fields: [Field], into: String? = nil, late: Int = 0
    ) async throws -> String {
        guard let sandbox = sandboxes[side] else { throw SandboxProcess.Trouble.refused("no \(side)") }
        var body = JSONObject([("action", .string(verb)), ("object", .string(object)), ("fields", Self.values(fields, at: side))])
        if let id { body["id"] = .string(id) }
        if let into { body["into"] = .string(into) }
        if late > 0 { body["late"] = .integer(Int64(late)) }
        let shown = try await sandbox.control(side.vendor, "edit", .object(body))
        return shown["Id"]?.string ?? shown["id"]?.string ?? ""
    }

    private static func values(_ fields: [Field], at side: Side) -> JSON {
        .object(JSONObject(fields.map { ($0.name, value($0.value, at: side)) }))
    }

    /// A value as it is typed: nothing is null, and Salesforce has words for truth.
    private static func value(_ text: String, at side: Side) -> JSON {
        if text.isEmpty { return .null }
        if side == .crm, ["true", "false"].contains(text) { return .bool(text == "true") }
        return .string(text)
    }
}
