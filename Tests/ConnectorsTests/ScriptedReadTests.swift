import Connectors
import HTTP
import HTTPTypes
import Model
import Synchronization
import Testing

/// What reading does that no stand-in of a vendor shows: against a scripted remote.
@Suite struct ScriptedReadTests {
    private static func object(paginate: String = "", window: String = "{order: asc}", more: String = "") -> String {
        """
        objects:
          thing:
            id: id
            modified: {at: changed, resolution: 1s}
            fields: {name: {type: text}, amount: {type: money, currency: [currency]}, day: {type: date}}
            read:
              changes:
                call: GET /things
                query: {since: "{{ since | time('iso') }}", until: "{{ until | time('iso') }}", page: "{{ page.number }}", after: "{{ page.next? }}"}
                records: body.items
                window: \(window)
                \(paginate.isEmpty ? "" : "paginate: \(paginate)")
              full: {call: GET /all, query: {page: "{{ page.number }}", offset: "{{ page.offset }}"}, records: body.items\(paginate.isEmpty ? "" : ", paginate: \(paginate)")}
              deleted: none
              by_ids:
                - {call: "GET /things/{{ id }}", records: body}
                - {call: POST /things/read, json: {ids: "{{ ids }}"}, batch: {max: 3}, records: body.items}
        \(more)
        """
    }

    private static let ties = """
              ties: {call: GET /ties, query: {at: "{{ since | time('epoch') }}", id: "{{ page.id }}"}, records: body.items, paginate: {kind: keyset, start: "0", size: 2}}
        """

    private static func item(_ id: String, _ seconds: Int64 = 0, name: JSON = "n") -> JSON {
        ["id": .string(id), "changed": .string((SandboxBench.start + .seconds(seconds)).iso), "name": name]
    }

    private static func page(_ items: [JSON], next: String? = nil) -> JSON {
        ["items": .array(items), "next": next.map(JSON.string) ?? .null]
    }

    private func window(_ bench: ScriptedBench, since: Int64 = -100, until: Int64 = 0) -> Listing {
        .changes(ReadWindow(since: SandboxBench.start + .seconds(since), until: SandboxBench.start + .seconds(until)))
    }

    @Test func `pages by number end at a short page`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: page, size: 2}", window: "{order: asc, cap: 2}"),
            [.ok(Self.page([Self.item("1"), Self.item("2")])), .ok(Self.page([Self.item("3")]))])
        let pages = try await bench.all(.full)
        #expect(pages.map { $0.records.map(\.id) } == [["1", "2"], ["3"]])
        #expect(bench.remote.paths == ["/root/all?page=1&offset=0", "/root/all?page=2&offset=0"])
        #expect(pages.map(\.isLast) == [false, true])
    }

    @Test func `pages by offset end at the total`() async throws {
        let first: JSON = ["items": .array([Self.item("1"), Self.item("2")]), "total": 3]
        let second: JSON = ["items": .array([Self.item("3")]), "total": 3]
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: offset, size: 2, total: body.total}", window: "{order: asc, cap: 2}"), [.ok(first), .ok(second)])
        #expect(try await bench.all(.full).flatMap(\.records).count == 3)
        #expect(bench.remote.paths.last == "/root/all?page=1&offset=2")
    }

    @Test(arguments: ["{kind: page, size: 2}", "{kind: offset, size: 2}", "{kind: cursor, next: body.next}"])
    func `a remote that gives the same records whatever page is asked for is an error and no loop (R28)`(paginate: String) async throws {
        let replies = (0..<9).map { ScriptedRemote.Reply.ok(Self.page([Self.item("1"), Self.item("2")], next: "c\($0)")) }
        let window = paginate.contains("cursor") ? "{order: asc}" : "{order: asc, cap: 2}"
        let bench = try ScriptedBench(Self.object(paginate: paginate, window: window), replies)
        await #expect(throws: ConnectorError.repeatedPage(place: "objects.thing.read.full")) { _ = try await bench.all(.full) }
        #expect(bench.remote.requests.count == 2)
    }

    @Test func `the same cursor twice is an error and no loop (R28)`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: cursor, next: body.next}"),
            Array(repeating: .ok(Self.page([Self.item("1")], next: "c")), count: 5))
        await #expect(throws: ConnectorError.repeatedPage(place: "objects.thing.read.changes")) { _ = try await bench.all(window(bench)) }
        #expect(bench.remote.requests.count == 2)
    }

    @Test func `a next page at another host is refused and gets no credentials`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: next_url, next: body.next}"),
            [.ok(Self.page([Self.item("1")], next: "https://evil.example/things"))])
        await #expect(throws: ConnectorError.self) { _ = try await bench.all(window(bench)) }
        #expect(bench.remote.requests.count == 1)
    }

    @Test func `a next page is resolved against the request's own address`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: next_url, next: body.next}"),
            [
                .ok(Self.page([Self.item("1")], next: "?cursor=x%2Fy")), .ok(Self.page([Self.item("2")], next: "/other/2")),
                .ok(Self.page([])),
            ])
        _ = try await bench.all(.full)
        #expect(bench.remote.paths == ["/root/all?page=1&offset=0", "/root/all?cursor=x%2Fy", "/other/2"])
    }

    @Test func `an address from config.yaml is all that may be reached, and its path is kept`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: next_url, next: body.next}"), url: "http://127.0.0.1:9/base/",
            [.ok(Self.page([Self.item("1")], next: "https://api.scripted.example/root/all?2"))])
        await #expect(throws: ConnectorError.self) { _ = try await bench.all(.full) }
        #expect(
            bench.remote.requests.map { "\($0.head.scheme ?? "")://\($0.head.authority ?? "")\($0.head.path ?? "")" } == [
                "http://127.0.0.1:9/base/all?page=1&offset=0"
            ])
    }

    @Test func `the cursor moves page by page in order of change, and to the ceiling at the end (R27)`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: cursor, next: body.next}"),
            [.ok(Self.page([Self.item("1", -50), Self.item("2", -40)], next: "c")), .ok(Self.page([Self.item("3", -30)]))])
        let pages = try await bench.all(window(bench))
        #expect(pages.map(\.reached) == [SandboxBench.start - .seconds(40), SandboxBench.start])
    }

    @Test func `without an order the cursor moves at the end alone (R27)`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: cursor, next: body.next}", window: "{order: none}"),
            [.ok(Self.page([Self.item("1", -50)], next: "c")), .ok(Self.page([Self.item("3", -30)]))])
        #expect(try await bench.all(window(bench)).map(\.reached) == [nil, SandboxBench.start])
    }

    @Test func `a cap is left behind from the last change time seen, and nothing comes twice (R28)`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: cursor, next: body.next}", window: "{order: asc, cap: 4}", more: Self.ties),
            [
                .ok(Self.page([Self.item("1", -50), Self.item("2", -40)], next: "a")),
                .ok(Self.page([Self.item("3", -30), Self.item("4", -30)], next: "b")),
                .ok(Self.page([Self.item("3", -30), Self.item("4", -30), Self.item("5", -20)])),
            ])
        let records = try await bench.all(window(bench)).flatMap(\.records)
        #expect(records.map(\.id) == ["1", "2", "3", "4", "5"])
        let last = try #require(bench.remote.paths.last)
        #expect(last.contains("since=\((SandboxBench.start - .seconds(30)).iso.replacing(":", with: "%3A"))"))
        #expect(!last.contains("after="))
    }

    @Test func `without its guard a listing ends at the cap, as the remote's does (R28)`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: cursor, next: body.next}", window: "{order: asc, cap: 2}", more: Self.ties),
            [.ok(Self.page([Self.item("1", -50), Self.item("2", -40)], next: "a")), .ok(Self.page([Self.item("3", -30)]))],
            guards: Guards.without("R28").guards)
        #expect(try await bench.all(window(bench)).flatMap(\.records).count == 2)
    }

    @Test func `where one instant fills the cap it is read by id, then what lies behind it (R28)`() async throws {
        let same = (1...4).map { Self.item("\($0)", -100) }
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: cursor, next: body.next}", window: "{order: asc, cap: 2}", more: Self.ties),
            [
                .ok(Self.page(Array(same[0..<2]), next: "a")), .ok(Self.page(Array(same[0..<2]))), .ok(Self.page(Array(same[2..<4]))),
                .ok(Self.page([])), .ok(Self.page([Self.item("5", -20)])),
            ])
        let records = try await bench.all(window(bench)).flatMap(\.records)
        #expect(Set(records.map(\.id)) == ["1", "2", "3", "4", "5"])
        #expect(bench.remote.paths.filter { $0.hasPrefix("/root/ties") }.map { $0.suffix(4) } == ["id=0", "id=2", "id=4"])
    }

    @Test func `where one instant fills the cap and cannot be split everything is listed (R28)`() async throws {
        let bench = try ScriptedBench(
            Self.object(paginate: "{kind: page, size: 1, more: body.next}", window: "{order: asc, cap: 1}"),
            [.ok(Self.page([Self.item("1", -100)], next: "true")), .ok(Self.page([Self.item("1", -100), Self.item("2", -100)]))])
        let pages = try await bench.all(window(bench))
        #expect(Set(pages.flatMap(\.records).map(\.id)) == ["1", "2"])
        #expect(bench.remote.paths.last?.hasPrefix("/root/all") == true)
        #expect(pages.last?.reached == SandboxBench.start)
    }

    @Test func `an expired page state begins again from the last committed place`() async throws {
        let objects = Self.object(paginate: "{kind: cursor, next: body.next}")
        let head = ScriptedBench.head.replacing(
            "message: body.message}", with: "message: body.message, rules: [{when: {code: expired}, is: restart}]}")
        let bench = try ScriptedBench(
            objects, head: head,
            [
                .ok(Self.page([Self.item("1", -50)], next: "a")), .json(400, ["error": "expired"], [:]),
                .ok(Self.page([Self.item("1", -50), Self.item("2", -40)])),
            ])
        let records = try await bench.all(window(bench)).flatMap(\.records)
        #expect(records.map(\.id) == ["1", "2"])
        #expect(bench.remote.paths[2].contains("since=\((SandboxBench.start - .seconds(50)).iso.replacing(":", with: "%3A"))"))
    }

    @Test func `an answer that is too much is asked for in two halves`() async throws {
        let bench = try ScriptedBench(
            Self.object(), [.json(413, [:], [:]), .ok(Self.page([Self.item("1", -60)])), .ok(Self.page([Self.item("2", -10)]))])
        let records = try await bench.all(window(bench)).flatMap(\.records)
        #expect(records.map(\.id) == ["1", "2"])
        let middle = (SandboxBench.start - .seconds(50)).iso.replacing(":", with: "%3A")
        #expect(bench.remote.paths[1].contains("until=\(middle)") && bench.remote.paths[2].contains("since=\(middle)"))
    }

    @Test func `one record that cannot be read stops nothing and says where and why`() async throws {
        let bench = try ScriptedBench(
            Self.object(),
            [.ok(Self.page([Self.item("1"), ["changed": "x"], ["id": "2", "changed": "2026-13-01"], Self.item("3", name: ["deep": 1])]))])
        let page = try #require(try await bench.all(.full).first)
        #expect(page.records.map(\.id) == ["1"])
        #expect(page.rejected.map(\.id) == [nil, "2", "3"])
        #expect(page.rejected.allSatisfy { $0.reason.hasPrefix("objects.thing, scripted.yaml:") })
    }

    @Test func `amounts pass through no float, and an unreadable value stays as it came`() async throws {
        let item: JSON = [
            "id": "1", "changed": .string(SandboxBench.start.iso), "amount": .number("12345678901234.56"), "currency": "EUR",
            "day": "soon",
        ]
        let bench = try ScriptedBench(Self.object(), [.ok(Self.page([item]))])
        let record = try #require(try await bench.all(.full, fields: ["amount", "day"]).first?.records.first)
        #expect(record.values["amount"] == Currency("EUR").map { .money(Money(minor: 1_234_567_890_123_456, currency: $0)) })
        #expect(record.values["day"] == .raw("soon"))
    }

    @Test func `a page with an error in it is no page`() async throws {
        let bench = try ScriptedBench(Self.object(), [.ok(["error": "broken", "items": .array([Self.item("1")])])])
        await #expect(throws: ConnectorError.self) { _ = try await bench.all(.full) }
    }

    @Test func `what a remote says it wants to be waited for is waited for, and too long is deferred`() async throws {
        let bench = try ScriptedBench(Self.object(), [.json(429, [:], ["Retry-After": "7"]), .ok(Self.page([]))])
        _ = try await bench.all(.full)
        #expect(bench.clock.now() - SandboxBench.start >= .seconds(7))
        let patient = try ScriptedBench(Self.object(), [.json(429, [:], ["Retry-After": "7200"])])
        await #expect(throws: ConnectorError.deferred(place: "objects.thing.read.full", seconds: 7201)) { _ = try await patient.all(.full) }
        // While the remote wants to be left alone nothing is sent at all.
        await #expect(throws: ConnectorError.self) { _ = try await patient.all(.full) }
        #expect(patient.remote.requests.count == 1)
    }

    @Test func `a merged record answers under another id, and what is missing of a batch is gone`() async throws {
        let bench = try ScriptedBench(Self.object(), [.ok(["items": .array([Self.item("1"), .null])]), .ok(Self.item("9"))])
        let batch = try await bench.connector.read(ids: ["1", "2"], of: "thing", fields: ["name"], proof: false)
        #expect(batch.gone == ["2"])
        let merged = try await bench.connector.read(ids: ["5"], of: "thing", fields: ["name"], proof: true)
        #expect(merged.records["5"]?.id == "9")
    }

    @Test func `a batch with an id that the remote does not take is halved`() async throws {
        let bench = try ScriptedBench(
            Self.object(),
            [
                .json(400, ["error": "bad id"], [:]), .ok(["items": .array([Self.item("1")])]), .json(400, ["error": "bad id"], [:]),
                .ok(["items": .array([Self.item("2")])]), .json(400, ["error": "bad id"], [:]), .json(400, ["error": "bad id"], [:]),
            ])
        let read = try await bench.connector.read(ids: ["1", "2", "x"], of: "thing", fields: ["name"], proof: false)
        #expect(read.records.keys.sorted() == ["1", "2"])
        #expect(read.failed["x"]?.failureClass == .invalid)
    }

    @Test func `longer lists of fields are asked for in parts and joined by id`() async throws {
        let objects = """
            objects:
              thing:
                id: id
                fields: {one: {type: text}, two: {type: text}, three: {type: text}}
                read:
                  full: {call: GET /all, query: {select: "{{ select | join(',') }}"}, records: body.items, select: {max: 3}}
                  deleted: none
                  by_ids: {call: POST /read, json: {ids: "{{ ids }}", select: "{{ select }}"}, batch: {max: 10}, records: body.items}
            """
        let bench = try ScriptedBench(
            objects, [.ok(["items": [["id": "1", "one": "1", "two": "2"]]]), .ok(["items": [["id": "1", "three": "3"]]])])
        let pages = try await bench.all(.full, fields: ["one", "two", "three"])
        #expect(pages.first?.records.first?.values == ["one": .text("1"), "two": .text("2"), "three": .text("3")])
        #expect(bench.remote.paths.first == "/root/all?select=id%2Cone%2Ctwo")
        #expect(bench.remote.requests.last.map { String(decoding: $0.body, as: UTF8.self) } == #"{"ids":["1"],"select":["id","three"]}"#)
    }

    @Test func `no secret is traced or told`() async throws {
        let bench = try ScriptedBench(Self.object(), [.json(403, ["error": "no", "message": "denied"], [:])])
        do {
            _ = try await bench.all(.full)
            Issue.record("no error")
        } catch {
            #expect(!"\(error)".contains("s3cr3t"))
        }
        #expect(bench.remote.requests.first?.head.headerFields.contains { $0.value == "s3cr3t" } == true)
        #expect(!"\(bench.traced.exchanges.withLock { $0 })".contains("s3cr3t"))
        #expect(bench.traced.exchanges.withLock { $0.count } == 1)
    }
}
