import Model

/// Fills a company with what Pipedrive sees of a program. It has no referrals: leads are another interface.
struct PipedriveSeed: Sendable {
    let data: ProgramData
    let catalog: PipedriveCatalog

    /// Makes all records with their links.
    func fill(_ store: inout PipedriveStore) {
        let organizations = ids(data.companies.map(\.key), 101)
        let persons = ids(data.people.map(\.key), 5001)
        for company in data.companies { store.seed(.organizations, organization(company, organizations[company.key] ?? 0)) }
        for person in data.people { store.seed(.persons, self.person(person, persons[person.key] ?? 0, organizations)) }
        let deals = ids(data.deals.map(\.key), 90_001)
        for deal in data.deals { store.seed(.deals, self.deal(deal, deals[deal.key] ?? 0, organizations, persons)) }
    }

    /// Ids rise with gaps, as in a company where records were deleted.
    private func ids(_ keys: [Int], _ first: Int) -> [Int: Int] {
        Dictionary(keys.enumerated().map { ($1, first + $0 * 2 + $0 % 5 / 4) }) { first, _ in first }
    }

    private func organization(_ company: ProgramData.Company, _ id: Int) -> PipedriveRecord {
        var values: [String: JSON] = ["name": .string(company.name), "owner_id": owner(company.owner)]
        let own: [(String, JSON?)] = [
            ("Domain", company.domain.map { .string($0) }), ("Phone", company.phone.map { .string($0) }),
            ("Country", .string(company.country)), ("Kind", option("Kind", company.isPartner ? "Partner" : "Customer", .organizations)),
            ("Partner e-mail", company.email.map { .string($0) }),
            ("Partner tier", company.tier.flatMap { option("Partner tier", $0.rawValue, .organizations) }),
            ("Segment", company.segment.map { .string($0) }),
        ]
        for (label, value) in own { set(label, value, .organizations, &values) }
        return record(id, values, company.created, company.modified)
    }

    private func person(_ person: ProgramData.Person, _ id: Int, _ organizations: [Int: Int]) -> PipedriveRecord {
        let name = [person.firstName, person.lastName].compactMap(\.self).joined(separator: " ")
        var values: [String: JSON] = ["name": .string(name), "last_name": .string(person.lastName), "owner_id": owner(person.owner)]
        values["first_name"] = person.firstName.map { .string($0) }
        values["emails"] = person.email.map { [["label": "work", "value": .string($0), "primary": true]] }
        values["phones"] = person.phone.map { [["label": "work", "value": .string($0), "primary": true]] }
        values["org_id"] = person.company.flatMap { organizations[$0] }.map { .integer($0) }
        return record(id, values, person.created, person.modified)
    }

    private func deal(_ deal: ProgramData.Deal, _ id: Int, _ organizations: [Int: Int], _ persons: [Int: Int]) -> PipedriveRecord {
        let (stage, status) =
            switch deal.stage {
            case .qualification: (1, "open")
            case .proposal: (3, "open")
            case .won: (4, "won")
            case .lost: (4, "lost")
            }
        var values: [String: JSON] = [
            "title": .string(deal.name), "value": .number(deal.amount ?? "0"), "currency": .string(deal.currency),
            "stage_id": .integer(stage),
            "pipeline_id": 1, "status": .string(status), "owner_id": owner(deal.owner), "expected_close_date": .string(deal.closes.text),
            "stage_change_time": .string(deal.modified.iso),
        ]
        if status != "open" {
            values["close_time"] = .string(deal.modified.iso)
            values[status + "_time"] = .string(deal.modified.iso)
        }
        values["person_id"] = deal.customer.flatMap { persons[$0] }.map { .integer($0) }
        values["org_id"] = deal.partner.flatMap { organizations[$0] }.map { .integer($0) }
        set("Order number", .string(deal.orderNumber), .deals, &values)
        set("Partner", deal.partner.flatMap { organizations[$0] }.map { .integer($0) }, .deals, &values)
        return record(id, values, deal.created, deal.modified)
    }

    private func record(_ id: Int, _ values: [String: JSON], _ created: Timestamp, _ modified: Timestamp) -> PipedriveRecord {
        PipedriveRecord(id: id, added: created, updated: modified, values: values)
    }

    private func set(_ label: String, _ value: JSON?, _ kind: PipedriveKind, _ values: inout [String: JSON]) {
        if let key = PipedriveCatalog.own(label, kind)?.key { values[key] = value }
    }

    private func option(_ field: String, _ label: String, _ kind: PipedriveKind) -> JSON? {
        PipedriveCatalog.own(field, kind)?.options.first { $0.label.lowercased() == label.lowercased() }.map { .integer($0.id) }
    }

    private func owner(_ key: Int) -> JSON {
        .integer(catalog.users[min(key + 1, catalog.users.count - 1)].id)
    }
}
