import Foundation
import Model
import Sandbox
import Testing

@Suite struct FaultKindsTests {
    private static let ordinary = Result { try day("") }

    @Test(arguments: FaultKind.allCases)
    func `every kind changes an ordinary day, for the caller or at the vendor, and the same way each time`(kind: FaultKind) throws {
        let struck = try Self.day("\(kind.rawValue)=1")
        #expect(try Self.ordinary.get() != struck)
        #expect(try Self.day("\(kind.rawValue)=1") == struck)
    }

    @Test func `every kind stands in the page about the sandbox, and nothing else does`() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/SANDBOX.md"), encoding: .utf8)
        let listed = page.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.contains("` | fault | ") }.compactMap { line in
            line.split(separator: "`").dropFirst().first.map(String.init)
        }
        #expect(listed.sorted() == FaultKind.allCases.map(\.rawValue).sorted())
    }

    /// What a caller sees of a fixed row of calls at both vendors, and what the vendors hold in the end.
    private static func day(_ faults: String) throws -> [String] {
        let bench = try FaultBench(records: 30)
        try bench.faults(faults)
        let seen = (salesforce(bench) + hubspot(bench)).map(\.description)
        return seen + bench.setup.ports.map { $0.vendor.state().text }
    }

    private static func salesforce(_ bench: FaultBench) -> [FaultBench.Seen] {
        let clock = bench.setup.clock
        let listed = bench.query("SELECT Id, Name, Type, Partner_Tier__c, SystemModstamp FROM Account ORDER BY Name", batch: 200)
        let id = listed.json["records"]?[0]?["Id"]?.string ?? "001RO0000000001YAA"
        let sale: JSON = ["Name": "A sale  of much", "StageName": "Proposal", "CloseDate": "2026-12-31", "Amount": .number("12.75")]
        let made = bench.salesforce("POST", "sobjects/Opportunity", sale)
        let other = bench.salesforce("POST", "sobjects/Opportunity", ["Name": "Other", "StageName": "Proposal", "CloseDate": "2026-12-31"])
        clock.advance(by: .seconds(11))
        let rows: JSON = ["records": [row("One"), row("Two"), row("Three")]]
        return [
            listed, made, other,
            bench.salesforce("PATCH", "sobjects/Account/\(id)", ["Name": "Another Name", "Entente_Id__c": "n:1"]),
            bench.salesforce("GET", "sobjects/Account/\(id)"),
            bench.salesforce("GET", "sobjects/Account/describe"),
            bench.salesforce("DELETE", "sobjects/Opportunity/\(other.json["id"]?.string ?? "006RO0000000001")"),
            bench.salesforce("POST", "sobjects/Opportunity", sale),
            bench.query("SELECT Id, Name, Amount FROM Opportunity ORDER BY Id"),
            bench.query("SELECT Id FROM Opportunity WHERE IsDeleted = true", all: true),
            bench.salesforce("POST", "composite/sobjects", rows),
            bench.salesforce("POST", "sobjects/Contact", ["LastName": "Twin", "Email": "twin@x.example"]),
            bench.salesforce("POST", "sobjects/Contact", ["LastName": "Twin", "Email": "twin@x.example"]),
        ]
    }

    private static func hubspot(_ bench: FaultBench) -> [FaultBench.Seen] {
        let clock = bench.setup.clock
        let first = bench.hubspot("GET", "contacts?limit=4&properties=firstname,email")
        let after = first.json["paging"]?["next"]?["after"]?.string ?? "505"
        let made = bench.hubspot("POST", "companies", ["properties": ["name": "Made of  words", "annualrevenue": "10.50"]])
        let id = made.json["id"]?.string ?? "7000001"
        let inputs: JSON = ["inputs": [input("One"), input("Two"), input("Three")]]
        let seen = [
            first, bench.hubspot("GET", "contacts?limit=4&after=\(after)"), made,
            bench.hubspot("PATCH", "companies/\(id)", ["properties": ["name": "Changed by us"]]),
            bench.hubspot("PATCH", "contacts/501", ["properties": ["firstname": "Changed"]]),
            bench.hubspot("GET", "contacts/501"), bench.hubspot("GET", "companies/\(id)?properties=name,type,annualrevenue"),
            bench.hubspot("POST", "companies/batch/create", inputs), bench.hubspot("DELETE", "contacts/503"),
            bench.hubspot("POST", "contacts", ["properties": ["email": "new@x.example"]]),
        ]
        clock.advance(by: .seconds(11))
        let sorts: JSON = ["sorts": [["propertyName": "hs_object_id", "direction": "ASCENDING"]], "limit": 5, "after": "5"]
        return seen + [bench.hubspot("POST", "contacts/search", sorts), bench.hubspot("POST", "companies/search", ["limit": 100])]
    }

    private static func row(_ name: String) -> JSON { ["attributes": ["type": "Account"], "Name": .string(name)] }

    private static func input(_ name: String) -> JSON { ["objectWriteTraceId": .string(name), "properties": ["name": .string(name)]] }
}
