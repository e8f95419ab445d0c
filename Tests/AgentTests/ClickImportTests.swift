@testable import Agent
import Foundation
import Model
import ProgramRules
import Storage
import Testing

/// Links minted and clicks imported into a real hub.
@Suite struct ClickImportTests {
    private let world: World
    private let partner: EntityID
    private let folder: PlanFolder
    private static let secret = "0123456789abcdef0123"

    init() throws {
        var world = try World()
        world.settings.links.base = "https://go.northwind.example"
        world.settings.links.target = "https://shop.northwind.example/"
        world.settings.links.hosts = ["shop.northwind.example"]
        world.settings.links.key = .literal(Self.secret)
        self.world = world
        partner = try HubEdit(services: world.services).add(.partner, [("name", "Ann"), ("status", "approved")], by: nil).id
        folder = try PlanFolder()
    }

    private var register: LinkRegister { LinkRegister(services: world.services) }

    private func importing(_ lines: [String], format: ClickFormat? = nil) throws -> ClickImport.Report {
        let path = folder.path + "/clicks.jsonl"
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: path))
        let resolver = SecretResolver(folder: folder.path, environment: [:])
        return try ClickImport(services: world.services, resolver: resolver).run(path, format: format)
    }

    private func line(
        _ code: String, minute: Int, address: String = "192.0.2.7", agent: String = "Mozilla/5.0", more: String = ""
    ) -> String {
        let at = Timestamp(seconds: 1_768_469_400 + Int64(minute) * 60).iso
        return #"{"at":"\#(at)","code":"\#(code)","address":"\#(address)","agent":"\#(agent)"\#(more)}"#
    }

    private func clicks() throws -> [StoredClick] {
        try world.store.read { try $0.clicks.page(limit: 10_000).map(\.click) }
    }

    // MARK: Links

    @Test func `K1 a link is minted once for what it is, and known in any case`() throws {
        let first = try register.mint(partner, campaign: "spring", coupon: " acme10 ", by: "ana")
        #expect(first.isNew && first.link.coupon == "ACME10" && first.link.target == "https://shop.northwind.example/")
        #expect(first.address == "https://go.northwind.example/\(first.link.code)")
        let again = try register.mint(partner, campaign: "spring", coupon: "ACME10")
        #expect(!again.isNew && again.link == first.link)
        let other = try register.mint(partner)
        #expect(other.isNew && other.link.code != first.link.code)
        #expect(try register.list(partner).count == 2)
        #expect(try register.list().map(\.link.code) == [first.link.code, other.link.code].sorted())
    }

    @Test func `K1 a coupon stands for one link for ever, and a retired link is not given again`() throws {
        let link = try register.mint(partner, coupon: "ONE")
        let second = try HubEdit(services: world.services).add(.partner, [("name", "Bob"), ("status", "invited")], by: nil).id
        #expect(throws: RunError.self) { try register.mint(second, coupon: "one") }
        #expect(try register.retire(link.link.code.uppercased(), by: "ana").link.retiredAt != nil)
        #expect(throws: RunError.self) { try register.mint(partner, coupon: "one") }
        #expect(throws: RunError.notFound(what: "link", id: "nothing")) { try register.retire("nothing", by: "ana") }
    }

    @Test(arguments: [
        "https://evil.example/", "http://shop.northwind.example.evil.example/", "https://shop.northwind.example@evil.example/",
        "//shop.northwind.example/", "javascript:alert(1)", "shop.northwind.example", "https://shop.northwind.example\\@evil.example/",
        "https:///x", "",
    ])
    func `K2 a link leads to an allowed host and nowhere else`(target: String) throws {
        #expect(throws: RunError.self) { try register.mint(partner, target: target) }
        #expect(try register.list().isEmpty)
        #expect(try register.mint(partner, target: "HTTPS://SHOP.northwind.example/offer?x=1").isNew)
    }

    @Test(arguments: PartnerStatus.allCases)
    func `a partner whose status earns nothing gets no link`(status: PartnerStatus) throws {
        let other = try HubEdit(services: world.services).add(.partner, [("name", "Eve"), ("status", status.rawValue)], by: nil).id
        if status.allows(.click) {
            #expect(try register.mint(other).isNew)
        } else {
            #expect(throws: RunError.self) { try register.mint(other) }
        }
    }

    // MARK: Clicks

    @Test func `K3 every click is counted under what became of it, and no address is stored`() throws {
        let code = try register.mint(partner).link.code
        let report = try importing([
            line(code, minute: 0), line(code.uppercased(), minute: 10), line(code, minute: 60), line("zzzzzzzzzzzzzzzz", minute: 1),
            line(code, minute: 2, agent: "Googlebot/2.1"), line(code, minute: 3, address: "192.0.2.8"), "broken",
        ])
        #expect(report.verdicts == ["accepted": 3, "bot": 1, "duplicate": 1, "unknown_link": 1])
        #expect(report.added == 6 && report.malformed == 1 && report.faults == [.init(line: 7, fault: .notJSON)])
        #expect(report.exitCode == .partial)
        let stored = try clicks()
        #expect(stored.count == 6)
        #expect(!stored.contains { "\($0)".contains("192.0.2") })
        let bot = try #require(stored.first { $0.verdict.name == "bot" })
        #expect(bot.verdict.detail == "bot" && bot.partner == partner && bot.id.hasPrefix("click_"))
        #expect(stored.first { $0.verdict.name == "unknown_link" }?.partner == nil)
    }

    @Test func `the same log again changes nothing, also of lines that are alike`() throws {
        let code = try register.mint(partner).link.code
        let lines = [line(code, minute: 0), line(code, minute: 0), line(code, minute: 0), line(code, minute: 5)]
        let first = try importing(lines)
        #expect(first.added == 4 && first.verdicts == ["accepted": 1, "duplicate": 3])
        let stored = try clicks()
        let again = try importing(lines)
        #expect(again.added == 0 && again.known == 4 && again.changed == 0 && again.verdicts.isEmpty)
        #expect(try clicks() == stored)
        let grown = try importing(lines + [line(code, minute: 90)])
        #expect(grown.added == 1 && grown.known == 4)
    }

    @Test func `a click keeps the id that its log gives it, and comes once`() throws {
        let code = try register.mint(partner).link.code
        let report = try importing([
            line(code, minute: 0, more: #","id":"clk-1","parameters":{"gclid":"x"}"#), line(code, minute: 9, more: #","id":"clk-1""#),
        ])
        #expect(report.added == 1 && report.known == 1)
        let click = try #require(try world.store.read { try $0.clicks.get("clk-1") })
        #expect(click.parameters == ["gclid": "x"] && click.verdict == StoredVerdict("accepted"))
        #expect(click.source == "clicks.jsonl")
    }

    @Test(arguments: 0..<30)
    func `A3 clicks in any order and any number of imports become the same`(seed: Int) throws {
        let bits = SeededBits(UInt64(seed))
        let codes = [try register.mint(partner).link.code, try register.mint(partner, campaign: "b").link.code]
        let lines = (0..<60).map { _ in
            line(
                codes[bits.below(2)], minute: bits.below(240), address: "192.0.2.\(bits.below(3))",
                agent: bits.chance(10) ? "curl/8" : "Moz")
        }
        var order = lines
        for place in order.indices { order.swapAt(place, bits.below(order.count)) }
        var rest = order[...]
        while !rest.isEmpty {
            let count = 1 + bits.below(25)
            _ = try importing(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        let found = try clicks()
        let links = LinkBook(of: try register.list().map(\.link))
        let screen = ClickScreen(links: links, partners: [partner: PartnerFacts(id: partner)])
        let expected = screen.verdicts(
            found.map { Click(id: $0.id, code: $0.code, at: $0.at, visitor: $0.visitor, agent: $0.agent) })
        #expect(found.count > 30)
        for click in found {
            let verdict = try #require(expected[click.id])
            #expect(click.verdict.name == verdict.name)
            if case .duplicate(let of) = verdict { #expect(click.verdict.detail == of) }
        }
    }

    @Test func `a link that was retired is unknown from then on, and late clicks from before still count`() throws {
        let code = try register.mint(partner).link.code
        let retired = try #require(try register.retire(code, by: "ana").link.retiredAt)
        func at(_ instant: Timestamp, _ address: String) -> String {
            #"{"at":"\#(instant.iso)","code":"\#(code)","address":"\#(address)","agent":"Moz"}"#
        }
        let report = try importing([at(retired - .seconds(1), "a"), at(retired, "b")])
        #expect(report.verdicts == ["accepted": 1, "unknown_link": 1])
    }

    @Test func `K3 without a key, or with a short one, nothing is read`() throws {
        for key in [nil, ValueSource.literal("short"), .environment("NOT_THERE")] {
            var copy = world
            copy.settings.links.key = key
            let importing = ClickImport(services: copy.services, resolver: SecretResolver(folder: folder.path, environment: [:]))
            #expect {
                try importing.run("/dev/null")
            } throws: { error in
                guard case .configuration(let problems)? = error as? RunError else { return false }
                return problems.count == 1 && problems[0].contains("links.key") && !problems[0].contains("short")
            }
        }
    }
}

extension LinkBook {
    /// A book of stored links.
    fileprivate init(of links: [StoredLink]) {
        self.init()
        for link in links { if let code = LinkCode(link.code) { _ = add(TrackingLink(code: code, partner: link.partner)) } }
    }
}
