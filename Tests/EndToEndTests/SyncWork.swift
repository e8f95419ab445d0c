import Model
import Testing

/// Work for a sync, made anew each round: edits and new records on both sides; and the proof that it was done once.
struct SyncWork: Sendable {
    private let trial: Trial
    private let partners: [LinkedPair]
    private let customers: [LinkedPair]

    /// Chooses the records to edit.
    init(_ trial: Trial) async throws {
        self.trial = trial
        partners = try await trial.pairs("partner", 3)
        customers = try await trial.pairs("customer", 6)
    }

    /// People work on both sides, so long ago that it is visible everywhere.
    func make(_ round: Int) async throws {
        let sandbox = trial.sandbox
        for (place, pair) in partners.enumerated() {
            try await sandbox.edit("salesforce", "Account", pair.crm, [("Name", .string("Partner \(place) of round \(round)"))])
        }
        for (place, pair) in customers.enumerated() {
            let name = JSON.string("Name \(place) of \(round)")
            if place % 2 == 0 {
                try await sandbox.edit("hubspot", "contacts", pair.marketing, [("firstname", name)])
            } else {
                try await sandbox.edit("salesforce", "Contact", pair.crm, [("FirstName", name)])
            }
        }
        for side in ["a", "b"] {
            let email = JSON.string("\(side)\(round)@fresh.example")
            if side == "a" {
                try await sandbox.edit("salesforce", "Contact", nil, [("LastName", "Fresh"), ("Email", email)], action: "create")
            } else {
                try await sandbox.edit("hubspot", "contacts", nil, [("lastname", "Fresh"), ("email", email)], action: "create")
            }
        }
        try await sandbox.advance(120)
    }

    /// One more sync, then no operation is left and no record is there twice.
    func expectConvergence(_ comment: String) async throws {
        try await trial.sandbox.advance(120)
        let sync = try await trial.run("sync", "--json")
        #expect(sync.code == 0, "\(comment): \(sync)")
        try await trial.expectInStep(comment)
        try await expectNoDuplicate(comment)
    }

    private func expectNoDuplicate(_ comment: String) async throws {
        let crm = try await trial.sandbox.records("salesforce", "Contact")
        let marketing = try await trial.sandbox.records("hubspot", "contacts")
        let sides = [
            crm.map { ($0["fields"]?["Email"], $0["fields"]?["Entente_Id__c"]) },
            marketing.map { ($0["properties"]?["email"], $0["properties"]?["entente_id"]) },
        ]
        for side in sides {
            let emails = side.compactMap { $0.0?.string }.filter { $0.hasSuffix("@fresh.example") }
            #expect(Set(emails).count == emails.count, "\(comment): \(emails)")
            let keys = side.compactMap { $0.1?.string }
            #expect(Set(keys).count == keys.count, "\(comment): \(keys)")
        }
        let fresh = sides.map { side in Set(side.compactMap { $0.0?.string }.filter { $0.hasSuffix("@fresh.example") }) }
        #expect(fresh[0] == fresh[1], "\(comment)")
    }
}
