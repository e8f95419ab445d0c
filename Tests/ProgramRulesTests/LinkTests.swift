import Model
import ProgramRules
import Synchronization
import Testing

/// Links, coupons and which clicks count.
@Suite struct LinkTests {
    /// Random bits from a list, the last again and again.
    private final class Listed: Randomness {
        private let rest: Mutex<[UInt64]>

        init(_ bits: [UInt64]) { rest = Mutex(bits) }

        func next() -> UInt64 { rest.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? 0 } }
    }

    @Test func `K1 a code is 16 letters of given bits, and the same in any case and with look-alikes`() throws {
        var random = Seeded(1)
        var seen: Set<LinkCode> = []
        for _ in 0..<5_000 {
            let code = LinkCode(random: random.next(), random.next())
            #expect(code.text.utf8.count == LinkCode.length)
            #expect(LinkCode(code.text.uppercased()) == code)
            #expect(LinkCode(code.text.replacing("0", with: "O").replacing("1", with: "l")) == code)
            seen.insert(code)
        }
        #expect(seen.count == 5_000)
        for text in ["", "abc", "0123456789abcde-", "0123456789abcdeu", "0123456789abcdefg", "0123456789abcdeä"] {
            #expect(LinkCode(text) == nil, "\(text)")
        }
    }

    @Test func `K1 each of the 80 bits matters`() {
        let base = LinkCode(random: 0, 0)
        for bit in 0..<40 {
            #expect(LinkCode(random: 1 << UInt64(bit), 0) != base)
            #expect(LinkCode(random: 0, 1 << UInt64(bit)) != base)
        }
    }

    @Test func `K1 a code is never given twice, not even after its link was retired`() throws {
        var book = LinkBook()
        let partner = try Bench.partner(1)
        let bits = Listed([7, 8, 7, 8, 9, 10])
        let first = try book.mint(for: partner, randomness: bits).get()
        book.retire(first.code)
        let second = try book.mint(for: partner, randomness: bits).get()
        #expect(first.code != second.code)
        #expect(book.link(first.code) == nil)
        #expect(book.link(second.code) == second)
        #expect(book.add(TrackingLink(code: first.code, partner: try Bench.partner(2))) == .codeTaken(first.code))
    }

    @Test func `K1 a coupon stands for one link, in any case`() throws {
        var book = LinkBook()
        let coupon = try #require(CouponCode("  Spring26 "))
        #expect(coupon == CouponCode("SPRING26"))
        let link = try book.mint(for: try Bench.partner(1), coupon: coupon, randomness: Listed([1, 2])).get()
        #expect(book.link(coupon: try #require(CouponCode("spring26"))) == link)
        #expect(throws: LinkRefusal(finding: .couponTaken(coupon, by: link.code))) {
            try book.mint(for: try Bench.partner(2), coupon: coupon, randomness: Listed([3, 4])).get()
        }
        #expect(book.add(link) == nil)
        for text in ["", "   ", "a b", "a\tb", String(repeating: "x", count: 65)] { #expect(CouponCode(text) == nil, "\(text)") }
    }

    private func screen() throws -> (ClickScreen, LinkCode) {
        var book = LinkBook()
        let link = try book.mint(for: try Bench.partner(1), randomness: Listed([1, 2])).get()
        return (ClickScreen(links: book, partners: try Bench.partners(1)), link.code)
    }

    private func click(_ id: String, _ code: LinkCode, minute: Int, visitor: String = "v", agent: String? = "Mozilla/5.0") throws -> Click {
        Click(
            id: id, code: code.text.uppercased(), at: try Bench.at("2026-03-01T00:00:00Z") + .seconds(Int64(minute) * 60), visitor: visitor,
            agent: agent)
    }

    @Test func `K3 a second click within the hour is a duplicate of the one that counted, and is counted apart`() throws {
        let (screen, code) = try screen()
        let clicks = try [
            click("a", code, minute: 0), click("b", code, minute: 59), click("c", code, minute: 60), click("d", code, minute: 61),
            click("e", code, minute: 30, visitor: "w"),
        ]
        let verdicts = screen.verdicts(clicks)
        #expect(ClickScreen.counts(verdicts) == ["accepted": 3, "duplicate": 2])
        #expect(verdicts["b"] == .duplicate(of: "a") && verdicts["d"] == .duplicate(of: "c"))
    }

    @Test func `K3 machines, unknown links and partners who may not earn are counted, not dropped`() throws {
        var (screen, code) = try screen()
        var probe = try click("probe", code, minute: 0, visitor: "p")
        probe.isProbe = true
        var lost = try click("lost", code, minute: 0)
        lost.code = "nothing"
        let clicks = try [
            probe, lost, click("bot", code, minute: 0, agent: "Mozilla/5.0 (compatible; Googlebot/2.1)"),
            click("bare", code, minute: 0, agent: nil), click("curl", code, minute: 0, agent: "curl/8.1"), click("good", code, minute: 5),
        ]
        #expect(ClickScreen.counts(screen.verdicts(clicks)) == ["accepted": 1, "bot": 4, "unknown_link": 1])
        let partner = try Bench.partner(1)
        screen.partners[partner]?.status = DatedValues(.banned)
        #expect(screen.verdicts(clicks)["good"] == .partnerMayNot)
    }

    @Test(
        arguments: [
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", nil), (nil, "no user agent"),
            (" \t", "no user agent"),
            ("BINGBOT", "bot"), ("xCURL/8", "curl/"), ("cur/l", nil), ("HeadlessChrome spider", "spider"), ("bo", nil),
            ("Mozilla/5.0 café WhatsApp/2.23", "whatsapp/"), ("mimecast", "mimecast"),
        ] as [(String?, String?)])
    func `K3 the first sign of the list that a name holds gives a machine away`(agent: String?, sign: String?) {
        #expect(BotSigns.sign(in: agent) == sign)
    }

    @Test func `A3 the verdicts do not depend on the order, and an id counts once`() throws {
        let (screen, code) = try screen()
        var random = Seeded(2)
        for _ in 0..<50 {
            var clicks = try (0..<20).map { try click("c\($0)", code, minute: random.below(300), visitor: "v\(random.below(3))") }
            let verdicts = screen.verdicts(clicks)
            clicks += clicks.prefix(5)
            clicks.shuffle(using: &random)
            #expect(screen.verdicts(clicks) == verdicts)
            #expect(verdicts.count == 20)
        }
    }

    @Test func `K3 hashes need their key, and K4 paid clicks are recognised in any case`() throws {
        let hash = try #require(KeyedHash(secret: Array("0123456789abcdef".utf8)))
        let other = try #require(KeyedHash(secret: Array("0123456789abcdeF".utf8)))
        #expect(KeyedHash(secret: [1, 2, 3]) == nil)
        #expect(hash.text("10.0.0.1", for: "address") == hash.text("10.0.0.1", for: "address"))
        #expect(hash.text("10.0.0.1", for: "address") != other.text("10.0.0.1", for: "address"))
        #expect(hash.text("10.0.0.1", for: "address") != hash.text("10.0.0.1", for: "visitor"))
        // HMAC-SHA256 of "7:address10.0.0.1", computed apart.
        #expect(hash.text("10.0.0.1", for: "address") == "c963eb3495d73c5ec581e7ea2213be443ff61789ea7bb99bf8b76cef19e052b8")
        var click = try click("a", LinkCode(random: 1, 2), minute: 0)
        click.parameters = ["GCLID": "x", "utm_source": "y", "ScCid": "z"]
        #expect(click.paidParameters == ["gclid", "sccid"])
    }
}
