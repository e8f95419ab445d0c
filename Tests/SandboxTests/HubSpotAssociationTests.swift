import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct HubSpotAssociationTests {
    /// A portal with one deal and two companies.
    private struct Scene {
        let bench = HubSpotBench()
        let deal: String
        let first: String
        let second: String

        init() throws {
            deal = try bench.make("deals", ["dealname": "D"])
            first = try bench.make("companies", ["name": "First"])
            second = try bench.make("companies", ["name": "Second"])
        }

        func types(_ company: String) throws -> [JSON] {
            let links = try bench.call(.get, "/crm/v4/objects/deals/\(deal)/associations/companies").results
            return links.first { $0["toObjectId"] == .number(company) }?["associationTypes"]?.array ?? []
        }

        func label(_ name: String, from: String = "deals", to: String = "companies") throws -> JSON {
            let labels = try bench.call(.get, "/crm/v4/associations/\(from)/\(to)/labels").results
            return labels.first { $0["label"] == .string(name) }?["typeId"] ?? .null
        }

        func spec(_ name: String) throws -> JSON { ["associationCategory": "USER_DEFINED", "associationTypeId": try label(name)] }
    }

    private let primary: JSON = ["category": "HUBSPOT_DEFINED", "typeId": 5, "label": "Primary"]
    private let plain: JSON = ["category": "HUBSPOT_DEFINED", "typeId": 341, "label": nil]

    @Test func `the first company is primary and unlabelled, the next only unlabelled`() throws {
        let scene = try Scene()
        let put = "/crm/v4/objects/deals/\(scene.deal)/associations/default/companies/"
        let reply = try scene.bench.call(.put, put + scene.first)
        #expect(reply.status == 200)
        #expect(reply.results.count == 2)
        _ = try scene.bench.call(.put, put + scene.second)
        #expect(try scene.types(scene.first) == [primary, plain])
        #expect(try scene.types(scene.second) == [plain])
        let read = try scene.bench.call(.get, "/crm/v3/objects/deals/\(scene.deal)?associations=companies")
        let inline = read.body["associations"]?["companies"]?["results"]
        #expect(
            inline == [
                ["id": .string(scene.first), "type": "deal_to_company"], ["id": .string(scene.first), "type": "deal_to_company_unlabeled"],
                ["id": .string(scene.second), "type": "deal_to_company_unlabeled"],
            ])
        let back = try scene.bench.call(.get, "/crm/v4/objects/companies/\(scene.first)/associations/deals").results.first
        #expect(back?["associationTypes"]?.array?.map { $0["typeId"] } == [6, 342])
    }

    @Test func `a label has a type id of the portal's own, also the other way`() throws {
        let scene = try Scene()
        let path = "/crm/v4/objects/deals/\(scene.deal)/associations/companies/\(scene.first)"
        let reply = try scene.bench.call(.put, path, [scene.spec("partner")])
        #expect(reply.status == 201)
        #expect(reply.shape == ["fromObjectTypeId", "fromObjectId", "toObjectTypeId", "toObjectId", "labels"])
        #expect(reply.body["labels"] == ["partner"])
        #expect(try scene.types(scene.first).map { $0["label"] } == ["Primary", .null, "partner"])
        #expect(try scene.label("partner") != scene.label("partner", from: "companies", to: "deals"))
        #expect(try scene.label("partner") != scene.label("reseller"))
        let other = HubSpotBench { $0.portal = 62_530 }
        let elsewhere = try other.call(.get, "/crm/v4/associations/deals/companies/labels").results.first { $0["label"] == "partner" }
        #expect(try elsewhere?["typeId"] != scene.label("partner"))
        let wrong: JSON = [["associationCategory": "HUBSPOT_DEFINED", "associationTypeId": try scene.label("partner")]]
        #expect(try scene.bench.call(.put, path, wrong).status == 400)
    }

    @Test func `a link does not move the time of change, and deleting it takes all labels`() throws {
        let scene = try Scene()
        let before = try scene.bench.call(.get, "/crm/v3/objects/deals/\(scene.deal)").body["updatedAt"]
        scene.bench.now = scene.bench.now + .seconds(30)
        let path = "/crm/v4/objects/deals/\(scene.deal)/associations/companies/\(scene.first)"
        _ = try scene.bench.call(.put, path, [scene.spec("partner")])
        #expect(try scene.bench.call(.get, "/crm/v3/objects/deals/\(scene.deal)").body["updatedAt"] == before)
        #expect(try scene.bench.call(.delete, path).status == 204)
        #expect(try scene.types(scene.first).isEmpty)
        #expect(try scene.bench.call(.delete, path).status == 204)
    }

    @Test func `a batch reads, names those without links, makes, unlabels and ends`() throws {
        let scene = try Scene()
        let base = "/crm/v4/associations/deals/companies/batch/"
        let pair: JSON = ["from": ["id": .string(scene.deal)], "to": ["id": .string(scene.first)], "types": [try scene.spec("partner")]]
        #expect(try scene.bench.call(.post, base + "create", ["inputs": [pair]]).status == 201)
        let other = try scene.bench.make("deals", ["dealname": "E"])
        let ids: JSON = ["inputs": [["id": .string(scene.deal)], ["id": .string(other)]]]
        let read = try scene.bench.call(.post, base + "read", ids)
        #expect(read.status == 207)
        #expect(read.results.map { $0["from"]?["id"] } == [.string(scene.deal)])
        #expect(read.results.first?["to"]?[0]?["toObjectId"] == .number(scene.first))
        #expect(read.body["errors"]?[0]?["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND")
        #expect(read.body["errors"]?[0]?["context"]?["fromObjectId"] == [.string(other)])
        #expect(try scene.bench.call(.post, base + "labels/archive", ["inputs": [pair]]).status == 204)
        #expect(try scene.types(scene.first) == [primary, plain])
        let ends: JSON = ["inputs": [["from": ["id": .string(scene.deal)], "to": [["id": .string(scene.first)]]]]]
        #expect(try scene.bench.call(.post, base + "archive", ends).status == 204)
        #expect(try scene.types(scene.first).isEmpty)
        let plainPair: JSON = ["from": ["id": .string(scene.deal)], "to": ["id": .string(scene.second)]]
        #expect(try scene.bench.call(.post, base + "associate/default", ["inputs": [plainPair]]).status == 200)
        #expect(try scene.types(scene.second) == [primary, plain])
        let many: JSON = ["inputs": .array((0...1000).map { ["id": .string(String($0))] })]
        #expect(try scene.bench.call(.post, base + "read", many).status == 400)
    }

    @Test func `a record is made with its links, or not at all`() throws {
        let scene = try Scene()
        func body(_ company: String) throws -> JSON {
            ["properties": ["dealname": "L"], "associations": [["to": ["id": .string(company)], "types": [try scene.spec("partner")]]]]
        }
        let made = try scene.bench.call(.post, "/crm/v3/objects/deals", body(scene.first))
        let id = try #require(made.body["id"]?.string)
        let links = try scene.bench.call(.get, "/crm/v4/objects/deals/\(id)/associations/companies").results
        #expect(links.first?["associationTypes"]?.array?.map { $0["label"] } == ["Primary", .null, "partner"])
        #expect(try scene.bench.call(.post, "/crm/v3/objects/deals", body("424242")).status == 404)
        #expect(try scene.bench.call(.get, "/crm/v3/objects/deals").ids.count == 2)
    }

    @Test func `many links are paged by an opaque cursor`() throws {
        let scene = try Scene()
        let company = scene.first
        for place in 0..<7 {
            let deal = try scene.bench.make("deals", ["dealname": .string("D\(place)")])
            _ = try scene.bench.call(.put, "/crm/v4/objects/companies/\(company)/associations/default/deals/\(deal)")
        }
        var (seen, after) = ([JSON](), "")
        repeat {
            let page = try scene.bench.call(.get, "/crm/v4/objects/companies/\(company)/associations/deals?limit=3&after=\(after)")
            seen += page.results.compactMap { $0["toObjectId"] }
            after = page.body["paging"]?["next"]?["after"]?.string ?? ""
        } while !after.isEmpty
        #expect(seen.count == 7)
        #expect(Set(seen).count == 7)
        #expect(try scene.bench.call(.get, "/crm/v4/objects/companies/\(company)/associations/deals?after=x!").status == 400)
    }
}
