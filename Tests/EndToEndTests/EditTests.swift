import Model
import Testing

/// Edits on both sides that are no quarrel of one field.
@Suite(.serialized) struct EditTests {
    @Test func `different fields of one record flow both ways (R5)`() async throws {
        try await Trial.open { trial in
            try await trial.meet()
            let pair = try #require(try await trial.pairs("customer", 1).first)
            try await trial.sandbox.edit("salesforce", "Contact", pair.crm, [("FirstName", "Ada")])
            try await trial.sandbox.edit("hubspot", "contacts", pair.marketing, [("lastname", "Lovelace")])
            let report = try await trial.sync()
            #expect(report["conflicts"]?.integer == 0)
            let contact = try await trial.sandbox.record("salesforce", "Contact", pair.crm)?["fields"]
            let person = try await trial.sandbox.record("hubspot", "contacts", pair.marketing)?["properties"]
            #expect([contact?["FirstName"], contact?["LastName"]] == ["Ada", "Lovelace"])
            #expect([person?["firstname"], person?["lastname"]] == ["Ada", "Lovelace"])
            try await trial.expectInStep()
        }
    }

    @Test func `a blank against a value: prefer takes the preferred blank and keeps the value that lost, prefer_nonblank takes the value`()
        async throws
    {
        try await Trial.open { trial in
            try await trial.meet()
            let customer = try #require(try await trial.pairs("customer", 1).first)
            let partner = try #require(try await trial.pairs("partner", 1).first)
            try await trial.sandbox.edit("salesforce", "Contact", customer.crm, [("FirstName", .null)])
            try await trial.sandbox.edit("hubspot", "contacts", customer.marketing, [("firstname", "Grace")])
            try await trial.sandbox.edit("salesforce", "Account", partner.crm, [("Phone", .null)])
            try await trial.sandbox.edit("hubspot", "companies", partner.marketing, [("phone", "+4930901822")])
            try await trial.sync()
            let person = try await trial.sandbox.record("hubspot", "contacts", customer.marketing)?["properties"]
            #expect(person?["firstname"]?.string ?? "" == "")
            let lost = try await trial.run("conflicts", "list", "--all", "--json").rows.filter {
                $0["entity_id"]?.string == customer.entity
            }
            #expect(lost.flatMap { $0["losers"]?.array ?? [] }.contains { $0["value"] == "Grace" }, "\(lost)")
            let account = try await trial.sandbox.record("salesforce", "Account", partner.crm)?["fields"]
            #expect(account?["Phone"] == "+4930901822")
            try await trial.expectInStep()
        }
    }

    @Test func `a deletion against a change loses and goes to a person (R21), an unchanged record follows by on_delete`() async throws {
        try await Trial.open { trial in
            try await trial.meet()
            // Only records that entente made are taken away by it.
            let made = Set(try await trial.sandbox.records("hubspot", "referrals").filter(isMade).compactMap { $0["id"]?.string })
            let pairs = try await trial.pairs("referral", 2) { made.contains($0.marketing) }
            let (quarrel, quiet) = (try #require(pairs.first), try #require(pairs.last))
            let object = try #require(trial.environment["HUBSPOT_REFERRALS"])
            for pair in pairs { try await trial.sandbox.edit("salesforce", "Lead", pair.crm, action: "delete") }
            try await trial.sandbox.edit("hubspot", object, quarrel.marketing, [("company", "Still here")])
            let report = try await trial.sync(code: 3)
            #expect(report["reviews"]?.integer == 1, "\(report.text)")
            let waiting = try await trial.run("review", "--json").rows
            #expect(waiting.contains { $0["kind"] == "delete" && $0["entity_id"]?.string == quarrel.entity }, "\(waiting)")
            // The sample archives here what was deleted there.
            #expect(try await trial.sandbox.record("hubspot", "referrals", quarrel.marketing)?["archived"]?.bool == false)
            #expect(try await trial.sandbox.record("hubspot", "referrals", quiet.marketing)?["archived"]?.bool == true)
            try await trial.expectInStep("nobody makes the deleted records again")
            #expect(try await trial.sandbox.record("salesforce", "Lead", quarrel.crm)?["deleted"]?.bool == true)
        }
    }

    @Test func `where the deletion elsewhere only unlinks, the record and its change stay`() async throws {
        try await Trial.open { trial in
            try await trial.meet()
            let pair = try #require(try await trial.pairs("customer", 1).first)
            try await trial.sandbox.edit("salesforce", "Contact", pair.crm, action: "delete")
            try await trial.sandbox.edit("hubspot", "contacts", pair.marketing, [("firstname", "Still here")])
            try await trial.sync(code: nil)
            let person = try await trial.sandbox.record("hubspot", "contacts", pair.marketing)
            #expect(person?["archived"]?.bool == false)
            #expect(person?["properties"]?["firstname"] == "Still here")
            try await trial.expectInStep("nobody makes the deleted record again")
        }
    }

    private func isMade(_ record: JSON) -> Bool { record["properties"]?["entente_id"]?.string?.isEmpty == false }
}
