import Model

/// Fills a portal with what HubSpot sees of a program.
struct HubSpotSeed: Sendable {
    let data: ProgramData
    let catalog: HubSpotCatalog

    /// Makes all records with their histories, and links them.
    func fill(_ store: inout HubSpotStore) {
        let companies = ids(data.companies.map(\.key), .companies)
        let contacts = ids(data.people.map(\.key), .contacts)
        store[.companies].seed(data.companies.enumerated().map { company($1, Self.id($0, .companies)) })
        store[.contacts].seed(data.people.enumerated().map { contact($1, Self.id($0, .contacts)) })
        store[.referrals].seed(data.referrals.enumerated().map { referral($1, Self.id($0, .referrals)) })
        store[.deals].seed(data.deals.enumerated().map { deal($1, Self.id($0, .deals)) })
        for (place, person) in data.people.enumerated() {
            link(.contacts, Self.id(place, .contacts), .companies, person.company.flatMap { companies[$0] }, nil, &store)
        }
        for (place, referral) in data.referrals.enumerated() {
            link(.referrals, Self.id(place, .referrals), .companies, referral.partner.flatMap { companies[$0] }, "partner", &store)
        }
        for (place, deal) in data.deals.enumerated() {
            link(.deals, Self.id(place, .deals), .companies, deal.partner.flatMap { companies[$0] }, "partner", &store)
            link(.deals, Self.id(place, .deals), .contacts, deal.customer.flatMap { contacts[$0] }, nil, &store)
        }
    }

    /// Ids rise with gaps, as in a portal where records were deleted.
    private static func id(_ place: Int, _ kind: HubSpotKind) -> Int64 {
        kind.firstID + Int64(place * 3 + place % 7 / 3)
    }

    private func ids(_ keys: [Int], _ kind: HubSpotKind) -> [Int: Int64] {
        Dictionary(keys.enumerated().map { ($1, Self.id($0, kind)) }) { first, _ in first }
    }

    private func link(
        _ from: HubSpotKind, _ id: Int64, _ into: HubSpotKind, _ to: Int64?, _ label: String?, _ store: inout HubSpotStore
    ) {
        guard let to else { return }
        let labelled = label.flatMap { store.links.types.find(label: $0, from: from, into: into) }
        store.links.add(from, id, into, to, types: labelled.map { [$0] } ?? [])
    }

    private func company(_ company: ProgramData.Company, _ id: Int64) -> HubSpotRecord {
        var values: [String: String] = ["name": company.name, "country": company.country]
        values["domain"] = company.domain.map { HubSpotValues.domain($0) }
        values["phone"] = company.phone
        values["type"] = company.isPartner ? "PARTNER" : "PROSPECT"
        values["partner_email"] = company.email
        values["partner_tier"] = company.tier?.rawValue
        values["segment"] = company.segment
        values["hubspot_owner_id"] = owner(company.owner)
        return record(id, values, created: company.created, modified: company.modified, changed: "name", from: company.name + " (old name)")
    }

    private func contact(_ person: ProgramData.Person, _ id: Int64) -> HubSpotRecord {
        var values = ["lastname": person.lastName]
        values["firstname"] = person.firstName
        values["email"] = person.email?.lowercased()
        values["phone"] = person.phone
        values["hubspot_owner_id"] = owner(person.owner)
        return record(
            id, values, created: person.created, modified: person.modified, changed: "lastname", from: person.lastName.lowercased())
    }

    private func referral(_ referral: ProgramData.Referral, _ id: Int64) -> HubSpotRecord {
        let name = [referral.firstName, referral.lastName].compactMap(\.self).joined(separator: " ")
        var values = ["name": name, "company": referral.company, "state": referral.state.rawValue]
        values["email"] = referral.email
        values["hubspot_owner_id"] = owner(referral.owner)
        return record(id, values, created: referral.created, modified: referral.modified, changed: "state", from: "new")
    }

    private func deal(_ deal: ProgramData.Deal, _ id: Int64) -> HubSpotRecord {
        let stage =
            switch deal.stage {
            case .proposal: "presentationscheduled"
            case .won: "closedwon"
            case .lost: "closedlost"
            case .qualification: "qualifiedtobuy"
            }
        var values = ["dealname": deal.name, "deal_currency_code": deal.currency, "pipeline": "default", "dealstage": stage]
        values["amount"] = deal.amount
        values["order_number"] = deal.orderNumber
        values["closedate"] = Timestamp(deal.closes).isoMilliseconds
        values["hubspot_owner_id"] = owner(deal.owner)
        var record = record(
            id, values, created: deal.created, modified: deal.modified, changed: "dealstage", from: "appointmentscheduled")
        // A closed deal went through an offer: its history has three stages.
        if deal.stage == .won || deal.stage == .lost, let first = record.past.last, record.createdAt < record.modifiedAt {
            let halfway = Timestamp(milliseconds: (record.createdAt.milliseconds + record.modifiedAt.milliseconds) / 2)
            let offer = HubSpotVersion(value: "presentationscheduled", at: halfway, source: first.version.source)
            record.past.append(HubSpotPast(name: "dealstage", version: offer))
        }
        return record
    }

    private func owner(_ key: Int) -> String? {
        catalog.owners.indices.contains(key) ? catalog.owners[key].id : nil
    }

    /// A record whose values came with an import, but for the one property that a person changed last.
    private func record(
        _ id: Int64, _ values: [String: String], created: Timestamp, modified: Timestamp, changed name: String, from old: String
    ) -> HubSpotRecord {
        // Whole seconds stay whole only where nothing changed since the import: those records share their instants.
        let modified = modified == created ? created : modified + .milliseconds(id % 1000)
        var record = HubSpotRecord(id: id, createdAt: created, modifiedAt: modified)
        for (property, value) in values where !value.isEmpty {
            record.values[property] = HubSpotVersion(value: value, at: created, source: .imported)
        }
        if modified > created, let value = values[name], value != old {
            record.past.append(HubSpotPast(name: name, version: HubSpotVersion(value: old, at: created, source: .imported)))
            record.values[name] = HubSpotVersion(value: value, at: modified, source: .person(catalog.owners.first?.user ?? 1))
        }
        return record
    }
}
