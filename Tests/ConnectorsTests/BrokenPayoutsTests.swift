import Connectors
import Testing
import YAML

/// What is said about payouts that cannot be right: each row breaks a sound manifest in one place.
@Suite struct BrokenPayoutsTests {
    static let sound = """
        dsl: 1
        connector: demo
        version: 1
        status: beta
        config: {token: {type: text, secret: true}, url: {type: url}}
        http: {base: "{{ config.url }}/v1"}
        auth: {send: {kind: bearer, token: "{{ config.token }}"}}
        currencies: {ISK: {digits: 2}, KWD: {step: 10}}
        payouts:
          batch: {max: 10}
          receiver_kinds: {email: mail}
          submit: {call: POST /pay, headers: {Key: "{{ batch.key }}"}, idempotent: 1d, json: {$each: batch.items, $item: {to: "{{ it.receiver }}", cents: "{{ it.minor }}"}}, results: {id: body.id}}
          find: {call: GET /batches, query: {key: "{{ batch.key }}"}, records: body, key: key, id: id}
          status: {call: "GET /batches/{{ batch.id }}", records: body.items, key: ref, id: id, state: state}
          item: {call: "GET /items/{{ item.id }}", records: body, key: ref, id: id, state: state}
          report: {call: GET /paid, query: {since: "{{ since }}"}, records: body, id: id, amount: {at: cents, form: minor, currency: EUR}}
          states: {success: [done], failed: {ok: false}}
        objects:
          note: {id: id, write: {create: {call: POST /notes, headers: {Key: "{{ op.key }}"}, idempotent: 1h, form: "{{ op.record }}", results: {id: id}}}}
        """

    private func complaints(_ text: String) -> [String] {
        Manifest.load(Array(text.utf8), file: "demo.yaml").1.map { diagnostic in
            String(diagnostic.description.split(separator: " ", maxSplits: 1)[1])
        }
    }

    @Test func `the manifest that is broken below is sound`() { #expect(complaints(Self.sound) == []) }

    @Test(arguments: rows)
    func `what is said about broken payouts`(part: String, broken: String, says: String) {
        #expect(Self.sound.contains(part))
        #expect(complaints(Self.sound.replacing(part, with: broken, maxReplacements: 1)) == [says])
    }

    static let rows: [(String, String, String)] = [
        ("idempotent: 1d, ", "", "payouts.submit: found no idempotent, expected idempotent, how long the vendor acts once for one key"),
        (
            "headers: {Key: \"{{ batch.key }}\"}, ", "",
            "payouts.submit: found idempotent without a key, expected {{ batch.key }} in the request, for which the vendor acts once"
        ),
        (
            "cents: \"{{ it.minor }}\"", "at: \"{{ now }}\"",
            "payouts.submit: found {{ now }} in an idempotent request, expected a request that is the same whenever it is sent"
        ),
        (
            "{$each: batch.items, $item: {to: \"{{ it.receiver }}\", cents: \"{{ it.minor }}\"}}", "{}",
            "payouts.submit: found a request that does not use {{ batch.items }}, expected {{ batch.items }}"
        ),
        ("call: POST /pay", "call: GET /pay", "payouts.submit: found GET, which may be asked twice, expected POST or PUT"),
        (
            "/batches/{{ batch.id }}", "/batches",
            "payouts.status: found a request that does not use {{ batch.id }}, expected {{ batch.id }}"
        ),
        ("{since: \"{{ since }}\"}", "{}", "payouts.report: found a request that does not use {{ since }}, expected {{ since }}"),
        ("records: body, key: key", "records: body", "payouts.find: found no key, expected key, by which an item is known for ours"),
        (
            "records: body.items,", "records: body.items, paginate: {kind: keyset},",
            "payouts.status: found paginate.kind keyset, expected cursor, page, offset or next_url; payouts have no change time"
        ),
        ("success: [done]", "denied: [done]", "payouts.states: found no success, expected success, the state of a payout that arrived"),
        (
            "success: [done]", "succes: [done]",
            "payouts.states: found \"succes\", expected one of success, pending, onhold, unclaimed, failed, denied, blocked, cancelled, returned, "
                + "refunded, reversed; did you mean \"success\"?"
        ),
        (
            "{email: mail}", "{mail: mail}",
            "payouts.receiver_kinds: found \"mail\", expected one of email, phone, account, bank; did you mean \"email\"?"
        ),
        ("batch: {max: 10}", "batch: {max: 0}", "payouts.batch.max: found \"0\", expected a whole number of at least 1"),
        (
            "  states: {success", "  cancel: {}\n  states: {success",
            "payouts.cancel: found \"cancel\", expected payouts without it; taking a payout back is not supported yet"
        ),
        (
            "headers: {Key: \"{{ op.key }}\"}, ", "",
            "objects.note.write.create: found idempotent without a key, expected {{ op.key }} in the request, for which the vendor acts once"
        ),
        ("ISK: {digits: 2}", "ISK: {digits: 5}", "currencies.ISK.digits: found \"5\", expected a whole number from 0 to 4"),
        ("KWD: {step: 10}", "kwd: {step: 10}", "currencies: found a map, expected a map by currency code, such as {JPY: {digits: 0}}"),
        (
            "{at: cents, form: minor, currency: EUR}", "{at: cents}",
            "payouts.report.amount: found no currency, expected currency (a currency code or an expression)"
        ),
    ]
}
