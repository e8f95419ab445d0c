import Model

/// What the company says of itself: users, fields, pipelines and stages.
struct PipedriveAbout: Sendable {
    let call: PipedriveCall
    let store: PipedriveStore

    /// `GET /api/v1/users`, `/users/me` and `/users/{id}`.
    func users(_ rest: String?) throws(PipedriveProblem) -> JSON {
        guard let rest else { return ["success": true, "data": .array(store.catalog.users.map(user))] }
        let found = rest == "me" ? store.catalog.users.first : store.catalog.users.first { String($0.id) == rest }
        guard let found else { throw PipedriveProblem(status: 404, error: "User not found") }
        return ["success": true, "data": user(found)]
    }

    /// `GET /api/v1/{kind}Fields`, page by offset.
    func fields(_ name: String) throws(PipedriveProblem) -> JSON {
        guard let kind = PipedriveKind.allCases.first(where: { $0.singular + "Fields" == name }) else { throw .noSuchCall }
        let start = try call.number("start", default: 0, 0...1_000_000)
        let limit = try call.number("limit", default: 100, 1...500)
        let all = store.catalog.fields(kind)
        let page = all.enumerated().dropFirst(start).prefix(limit)
        var pagination = JSONObject([("start", .integer(start)), ("limit", .integer(limit)), ("more_items_in_collection", false)])
        if start + limit < all.count {
            pagination["more_items_in_collection"] = true
            pagination["next_start"] = .integer(start + limit)
        }
        return [
            "success": true, "data": .array(page.map { $0.element.json(number: 12_460 + $0.offset) }),
            "additional_data": ["pagination": .object(pagination)],
        ]
    }

    /// `GET /api/v2/pipelines`.
    func pipelines() -> JSON {
        let rows = PipedriveCatalog.pipelines.map { pipeline -> JSON in
            [
                "id": .integer(pipeline.id), "name": .string(pipeline.name), "order_nr": .integer(pipeline.id), "is_deleted": false,
                "is_deal_probability_enabled": false,
            ]
        }
        return ["success": true, "data": .array(rows), "additional_data": ["next_cursor": .null]]
    }

    /// `GET /api/v2/stages`.
    func stages() -> JSON {
        let rows = PipedriveCatalog.stages.map { stage -> JSON in
            [
                "id": .integer(stage.id), "name": .string(stage.name), "pipeline_id": .integer(stage.pipeline),
                "order_nr": .integer(stage.order),
                "is_deleted": false, "deal_probability": 100,
            ]
        }
        return ["success": true, "data": .array(rows), "additional_data": ["next_cursor": .null]]
    }

    private func user(_ user: PipedriveCatalog.User) -> JSON {
        [
            "id": .integer(user.id), "name": .string(user.name), "email": .string(user.email), "active_flag": true,
            "default_currency": .string(store.settings.currency), "company_id": 7_654_321, "company_name": "Northwind",
            "company_domain": "northwind", "timezone_name": "America/New_York", "timezone_offset": "-05:00",
        ]
    }
}
