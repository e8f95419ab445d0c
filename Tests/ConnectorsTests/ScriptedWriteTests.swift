import Connectors
import Foundation
import HTTP
import HTTPTypes
import Model
import Synchronization
import Testing

/// What writing does that no stand-in of a vendor shows: against a scripted remote.
@Suite struct ScriptedWriteTests {
    private static let objects = """
        objects:
          thing:
            id: id
            unique: [name]
            fields:
              name: {type: text}
              count: {type: integer}
              fixed: {type: text, write: create}
              never: {type: text, write: false}
              solid: {type: text, null_as: false}
              price: {type: money, form: minor, currency: EUR}
              tags: {type: set, split: ";"}
              rate: {type: decimal, scale: 2}
              fee: {type: money, form: number, currency: USD, scale: 0}
              street: {type: text, at: "addresses[?kind=='home'].street", list: whole}
            read:
              full: {call: GET /things, records: body}
              deleted: none
              by_ids: {call: "GET /things/{{ id }}", records: body}
            write:
              archive: {call: POST /archive, json: {$each: ops, $item: "{{ it.id }}"}, batch: {max: 4, atomic: true}, results: {each: body, by: index, ok: {ok: true}}}
              create:
                - {call: POST /things, json: "{{ op.record }}", results: {id: id}}
                - {call: POST /things/batch, json: {items: {$each: ops, $item: {$merge: it.record, key: "{{ it.key }}"}}}, batch: {max: 4}, results: {each: body.items, by: {key: key}, ok: {ok: true}, id: "id?"}}
              update:
                - {call: "PATCH /things/{{ op.id }}", json: "{{ op.record }}"}
                - {call: PATCH /things, json: {items: {$each: ops, $item: {$merge: it.record, id: "{{ it.id }}"}}}, batch: {max: 3, same_fields: true, bytes: 1MB}, results: {each: body.items, by: index, ok: {ok: true}, id: id}}
              delete: {call: "DELETE /things/{{ op.id }}"}
        """

    private func make(_ index: Int, _ values: FieldValues = ["name": .text("n")], id: String? = nil) -> WriteOperation {
        WriteOperation(key: "k\(index)", id: id, entityKey: nil, values: values)
    }

    private func body(_ request: Request?) -> String { String(decoding: request?.body ?? [], as: UTF8.self) }

    @Test func `each value is written as its field says`() async throws {
        let bench = try ScriptedBench(Self.objects, [.json(201, ["id": "1"], [:])])
        let euro = try #require(Currency("EUR"))
        let values: FieldValues = [
            "name": .text("Zoë"), "count": .integer(3), "fixed": .text("x"), "price": .money(Money(minor: 1230, currency: euro)),
            "tags": .set(of: ["b", "a"]),
        ]
        let outcomes = await bench.connector.write(.create, of: "thing", operations: [make(1, values)], isStrict: false)
        #expect(outcomes == [.done(id: "1", record: nil)])
        #expect(body(bench.remote.requests.first) == #"{"count":3,"fixed":"x","name":"Zoë","price":1230,"tags":"a;b"}"#)
    }

    @Test(arguments: [true, false]) func `an operation without a result is unknown, unless that guard is out (R16)`(
        isGuarded: Bool
    ) async throws {
        let answer: JSON = ["items": [["ok": true, "id": "1"]]]
        let bench = try ScriptedBench(
            Self.objects, [.json(200, answer, [:])], guards: isGuarded ? Guards() : Guards.without("R16").guards)
        let operations = [make(1, id: "1"), make(2, id: "2")]
        let outcomes = await bench.connector.write(.update, of: "thing", operations: operations, isStrict: false)
        #expect(outcomes.first == .done(id: "1", record: nil))
        #expect((outcomes.last == .done(id: "2", record: nil)) == !isGuarded)
    }

    @Test func `a field that cannot be written or cleared fails its record before anything is sent`() async throws {
        let bench = try ScriptedBench(Self.objects, [])
        for (kind, values) in [
            (WriteKind.create, ["never": FieldValue.text("x")]), (.update, ["fixed": .text("x")]), (.update, ["solid": .null]),
            (.update, ["name": .raw("as it came")]),
        ] {
            let outcomes = await bench.connector.write(kind, of: "thing", operations: [make(1, values, id: "1")], isStrict: false)
            guard case .failed(let failure) = try #require(outcomes.first) else {
                Issue.record("\(outcomes)")
                continue
            }
            #expect(failure.failureClass == .invalid && failure.field == values.keys.first)
        }
        #expect(bench.remote.requests.isEmpty)
    }

    @Test func `an operation that no entry names is unknown, in whatever order entries come (R16)`() async throws {
        let bench = try ScriptedBench(
            Self.objects,
            [
                .ok([
                    "items": [
                        ["key": "k3", "ok": true, "id": "30"], ["key": "k1", "ok": false, "error": "bad"], ["key": "other", "ok": true],
                    ]
                ])
            ])
        let outcomes = await bench.connector.write(.create, of: "thing", operations: (1...3).map { make($0) }, isStrict: false)
        guard case .failed = outcomes[0], case .unknown = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(outcomes[2] == .done(id: "30", record: nil))
    }

    @Test func `a batch that is refused as a whole is halved until the one at fault stands alone (R16)`() async throws {
        let good: (String) -> ScriptedRemote.Reply = { .json(201, ["id": .string($0)], [:]) }
        let bench = try ScriptedBench(
            Self.objects,
            [
                .json(400, ["error": "bad"], [:]), .json(400, ["error": "bad"], [:]), good("1"),
                .json(422, ["error": "bad", "message": "no"], [:]),
                .ok(["items": [["key": "k3", "ok": true, "id": "3"], ["key": "k4", "ok": true, "id": "4"]]]),
            ])
        let outcomes = await bench.connector.write(.create, of: "thing", operations: (1...4).map { make($0) }, isStrict: false)
        #expect(
            [outcomes[0], outcomes[2], outcomes[3]] == [
                .done(id: "1", record: nil), .done(id: "3", record: nil), .done(id: "4", record: nil),
            ])
        guard case .failed(let failure) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(failure.message == "no")
    }

    @Test func `no answer is unknown, refused before sending is not sent, and nothing is sent twice (R11)`() async throws {
        for (error, isUnknown) in [
            (HTTPError.interrupted(host: "h", reason: "reset"), true), (.tooLarge(limit: 1), true),
            (.unreachable(host: "h", reason: "dns"), false),
        ] {
            let bench = try ScriptedBench(Self.objects, [.lost(error), .json(201, ["id": "1"], [:])])
            let outcomes = await bench.connector.write(.create, of: "thing", operations: [make(1)], isStrict: false)
            switch try #require(outcomes.first) {
            case .unknown: #expect(isUnknown)
            case .notSent: #expect(!isUnknown)
            default: Issue.record("\(outcomes)")
            }
            #expect(bench.remote.requests.count == 1)
        }
    }

    @Test func `a throttled write is not sent, and what follows stays planned`() async throws {
        let bench = try ScriptedBench(Self.objects, [.json(429, [:], ["Retry-After": "9"])])
        let outcomes = await bench.connector.write(.update, of: "thing", operations: [1, 2].map { make($0, id: "\($0)") }, isStrict: true)
        for outcome in outcomes {
            guard case .notSent(_, let after) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(after == .seconds(9))
        }
        #expect(bench.remote.requests.count == 1)
    }

    @Test func `operations with other fields go in another batch, and a strict one goes alone`() async throws {
        let answer: ScriptedRemote.Reply = .ok(["items": [["ok": true, "id": "1"], ["ok": true, "id": "2"]]])
        let bench = try ScriptedBench(Self.objects, [answer, answer])
        let values: [FieldValues] = [["name": .text("a")], ["name": .text("b")], ["count": .integer(1)], ["count": .integer(2)]]
        let operations = values.enumerated().map { make($0, $1, id: "\($0)") }
        _ = await bench.connector.write(.update, of: "thing", operations: operations, isStrict: false)
        #expect(bench.remote.requests.map { $0.head.path ?? "" } == ["/root/things", "/root/things"])
        #expect(try bench.connector.batchSize(for: .update, of: "thing", count: 50, isStrict: false) == 3)
        #expect(try bench.connector.batchSize(for: .update, of: "thing", count: 50, isStrict: true) == 1)
    }

    @Test func `deleting what is gone is done`() async throws {
        let bench = try ScriptedBench(Self.objects, [.json(404, ["error": "gone"], [:])])
        let outcomes = await bench.connector.write(.delete, of: "thing", operations: [make(1, [:], id: "7")], isStrict: false)
        #expect(outcomes == [.done(id: "7", record: nil)])
    }

    @Test func `a number has no more digits than the remote keeps`() async throws {
        let bench = try ScriptedBench(Self.objects, [.json(201, ["id": "1"], [:])])
        let dollar = try #require(Currency("USD"))
        let rate = try #require(ExactDecimal("12.345"))
        let values: FieldValues = ["rate": .decimal(rate), "fee": .money(Money(minor: 1299, currency: dollar))]
        _ = await bench.connector.write(.create, of: "thing", operations: [make(1, values)], isStrict: false)
        #expect(body(bench.remote.requests.first) == #"{"fee":13,"rate":12.34}"#)
    }

    @Test func `of a list that the remote replaces the other elements are sent back`() async throws {
        let shown: JSON = [
            "id": "1", "addresses": [["kind": "work", "street": "A", "po": 7], ["kind": "home", "street": "B", "city": "C"]],
        ]
        let bench = try ScriptedBench(Self.objects, [.ok(shown), .ok(["id": "1"])])
        let operation = make(1, ["street": .text("New")], id: "1")
        let outcomes = await bench.connector.write(.update, of: "thing", operations: [operation], isStrict: false)
        #expect(outcomes == [.done(id: "1", record: nil)])
        #expect(bench.remote.paths == ["/root/things/1", "/root/things/1"])
        let expected = #"{"addresses":[{"kind":"work","street":"A","po":7},{"kind":"home","street":"New","city":"C"}]}"#
        #expect(body(bench.remote.requests.last) == expected)
    }

    @Test func `a list that cannot be read is not replaced`() async throws {
        let bench = try ScriptedBench(Self.objects, [.json(404, ["error": "gone"], [:])])
        let operation = make(1, ["street": .text("New")], id: "1")
        let outcomes = await bench.connector.write(.update, of: "thing", operations: [operation], isStrict: false)
        guard case .failed(let failure) = try #require(outcomes.first) else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(failure.failureClass == .gone)
        #expect(bench.remote.requests.count == 1)
    }

    @Test func `of an atomic batch one that fails is found by halving, and the others are done (R16)`() async throws {
        let good: JSON = ["ok": true]
        let bad: JSON = ["ok": false, "error": "no"]
        let bench = try ScriptedBench(
            Self.objects, [.ok([good, good, bad, good]), .ok([good, good]), .ok([bad, good]), .ok([bad]), .ok([good])])
        let operations = (1...4).map { make($0, [:], id: "\($0)") }
        let outcomes = await bench.connector.write(.archive, of: "thing", operations: operations, isStrict: false)
        #expect(
            [0, 1, 3].allSatisfy { outcomes[$0] == .done(id: "\($0 + 1)", record: nil) }, "\(outcomes)")
        guard case .failed = outcomes[2] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(bench.remote.requests.map { body($0) } == [#"["1","2","3","4"]"#, #"["1","2"]"#, #"["3","4"]"#, #"["3"]"#, #"["4"]"#])
    }

    // MARK: Tokens

    private static let oauth = """
        dsl: 1
        connector: scripted
        version: 1
        status: beta
        config:
          url: {type: url, default: "https://api.scripted.example"}
          token: {type: text, secret: true}
        http: {base: "{{ config.url }}"}
        auth:
          obtain:
            kind: oauth2_refresh
            token_url: "{{ config.url }}/token"
            client_id: app
            client_secret: "{{ config.token }}"
            refresh_token: "{{ config.token }}"
          send: {kind: bearer}
        errors: {code: body.error}

        """

    private final class Vault: Sendable {
        let tokens = Mutex<[String]>([])
        let failing = Mutex(false)

        struct Broken: Error {}

        var store: TokenStore {
            TokenStore(
                load: { self.tokens.withLock { $0.last.map { Secret($0) } } },
                save: { token in
                    if self.failing.withLock({ $0 }) { throw Broken() }
                    self.tokens.withLock { $0.append(token.reveal()) }
                })
        }
    }

    @Test func `a rotated refresh token is stored before the new token is used (X3)`() async throws {
        let vault = Vault()
        let token: JSON = ["access_token": "a1", "refresh_token": "r2", "expires_in": 1800]
        let bench = try ScriptedBench(
            Self.objects, head: Self.oauth, tokens: vault.store,
            [
                .ok(token), .json(401, [:], [:]), .ok(["access_token": "a2", "refresh_token": "r3", "expires_in": 1800]),
                .json(201, ["id": "1"], [:]),
            ])
        let outcomes = await bench.connector.write(.create, of: "thing", operations: [make(1)], isStrict: false)
        #expect(outcomes == [.done(id: "1", record: nil)])
        #expect(vault.tokens.withLock { $0 } == ["r2", "r3"])
        let forms = bench.remote.requests.filter { $0.head.path == "/token" }.map { body($0) }
        #expect(forms.map { $0.contains("refresh_token=s3cr3t") } == [true, false])
        #expect(forms.last?.contains("refresh_token=r2") == true)
        #expect(bench.remote.requests.compactMap { $0.head.headerFields[.authorization] } == ["Bearer a1", "Bearer a2"])
        #expect(bench.connector.usage().tokenCalls == 2)
    }

    @Test func `a refresh token that cannot be stored leaves its token unused`() async throws {
        let vault = Vault()
        vault.failing.withLock { $0 = true }
        let bench = try ScriptedBench(
            Self.objects, head: Self.oauth, tokens: vault.store, [.ok(["access_token": "a1", "refresh_token": "r2"])])
        let outcomes = await bench.connector.write(.create, of: "thing", operations: [make(1)], isStrict: false)
        guard case .notSent = try #require(outcomes.first) else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(bench.remote.requests.map { $0.head.path ?? "" } == ["/token"])
    }

    @Test func `credentials refused twice are an error that names the remote's words`() async throws {
        let bench = try ScriptedBench(Self.objects, head: Self.oauth, [.json(400, ["error": "invalid_grant"], [:])])
        let outcomes = await bench.connector.write(.create, of: "thing", operations: [make(1)], isStrict: false)
        #expect(outcomes == [.notSent(reason: "invalid_grant", after: nil)])
    }

    @Test func `a server that fails where a token is asked for is out of reach: it says nothing of the credentials`() async throws {
        let bench = try ScriptedBench(Self.objects, head: Self.oauth, [])
        do {
            _ = try await bench.connector.read(ids: ["1"], of: "thing", fields: [], proof: false)
            Issue.record("nobody gave a token")
        } catch {
            guard case .unreachable("auth.obtain", _, wasSent: true) = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(bench.remote.requests.allSatisfy { $0.head.path == "/token" } && bench.remote.requests.count > 1)
    }
}
