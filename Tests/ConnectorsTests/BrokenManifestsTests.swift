import Connectors
import Testing
import YAML

/// What is said about broken manifests: each row breaks a sound one in one place. All wording is here, to be read as one table.
@Suite struct BrokenManifestsTests {
    static let sound = """
        dsl: 1
        connector: demo
        version: 1
        status: beta
        config: {token: {type: text, secret: true}, url: {type: url}, currency: {type: text, optional: true}}
        hosts: [api.example.com]
        http: {base: "https://api.example.com/v1"}
        auth: {send: {kind: bearer, token: "{{ config.token }}"}}
        limits: [{kind: rate, max: 10, per: 1s}]
        errors:
          code: [it.code, body.code]
          rules:
            - {when: {code: GONE}, is: gone}
            - {when: {status: 429}, is: throttled, wait: 2s}
        check: {call: GET /me, ok: {body.id: {present: true}}}
        fragments:
          page: {records: body.items, paginate: {kind: cursor, next: "body.next?"}}
        objects:
          item:
            id: id
            modified: {at: updated_at, resolution: 1s}
            fields: {amount: {type: money, currency: USD}}
            discover: {call: GET /fields, records: body.fields, name: name, type: type, types: {text: [string], bool: [flag]}}
            read:
              changes: {use: page, call: GET /items, query: {since: "{{ since | time('epoch') }}", after: "{{ page.next? }}"}, window: {order: asc}}
              full: {use: page, call: GET /items}
              deleted: none
              by_ids: {call: "POST /items/read", json: {ids: "{{ ids }}"}, batch: {max: 100}, records: body.items}
            write:
              create: {call: POST /items, json: "{{ op.record }}", results: {id: id}}
              update:
                - {call: "PATCH /items/{{ op.id }}", json: "{{ op.record }}"}
                - {call: POST /items/batch, json: {$each: ops, $item: {$merge: it.record, id: "{{ it.id }}"}}, batch: {max: 50}, results: {each: body, by: index}}
            links:
              owner: {to: item, read: {call: POST /owners, json: "{{ ids }}", batch: {max: 10}, records: body, from_id: a, to_id: b}}
          note:
            id: id
            write: {create: {call: POST /notes, query: {currency: "{{ config.currency? }}"}, json: "{{ op.record }}", results: {id: id}}}
        """

    static func complaints(_ text: String) -> [String] {
        Manifest.load(Array(text.utf8), file: "demo.yaml").1.map(\.description)
    }

    @Test func `the manifest that is broken below is sound`() { #expect(Self.complaints(Self.sound) == []) }

    @Test(arguments: Self.rows)
    func `what is said about a broken manifest`(row: Row) {
        #expect(Self.sound.contains(row.part))
        let broken = Self.sound.replacing(row.part, with: row.broken, maxReplacements: 1)
        #expect(Self.complaints(broken) == row.says.map { "demo.yaml:" + $0 })
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var part: String
        var broken: String
        var says: [String]
        var testDescription: String { broken }
        init(_ part: String, _ broken: String, _ says: String...) { (self.part, self.broken, self.says) = (part, broken, says) }
    }

    static let rows: [Row] = [
        Row(
            "dsl: 1", "dsl: 2",
            "1:6: dsl: found \"2\", expected the number 1"),
        Row(
            "dsl: 1\n", "",
            "1:1: found no dsl, expected dsl (the number 1)"),
        Row(
            "status: beta", "status: bta",
            "4:9: status: found \"bta\", expected one of stable, beta; did you mean \"beta\"?"),
        Row(
            "version: 1\n", "version: one\n",
            "3:10: version: found \"one\", expected a whole number of at least 1"),
        Row(
            "limits:", "limit:",
            "9:1: found the unknown key \"limit\", expected one of about, api_version, auth, check, config, connector, currencies, dsl, errors, folder, fragments, hosts, http, limits, objects, payouts, rewards, status, version; did you mean \"limits\"?"
        ),
        Row(
            "connector: demo", "connector: demo\nconnector: again",
            "3:1: connector: found the key \"connector\" twice, expected each key once; it stands on line 2 already"),
        Row(
            "connector: demo", "connector: &x demo",
            "2:12: connector: found the anchor &x, expected no anchors or aliases; write the value where it is used"),
        Row(
            "objects:\n", "webhooks: {}\nobjects:\n",
            "18:1: webhooks: found \"webhooks\", expected a manifest without it, for it is not supported yet"),
        Row(
            "objects:\n", "jobs: {}\nobjects:\n",
            "18:1: jobs: found \"jobs\", expected a manifest without it, for it is not supported yet"),
        Row(
            "objects:\n", "webhooks: {}\nobjects:\n",
            "18:1: webhooks: found \"webhooks\", expected a manifest without it, for it is not supported yet"),
        Row(
            "type: url", "type: uri",
            "5:57: config.url.type: found \"uri\", expected one of text, url, host, integer, bool, pem, duration; did you mean \"url\"?"),
        Row(
            "secret: true", "secret: yes",
            "5:38: config.token.secret: found \"yes\", expected true or false"),
        Row(
            "secret: true", "secret: true, default: abc",
            "5:44: config.token.default: found \"default\", expected no default for a secret"),
        Row(
            "https://api.example.com", "https://evil.example",
            "7:14: http.base: found the host evil.example, expected one of api.example.com"),
        Row(
            "https://api.example.com", "http://api.example.com",
            "7:14: http.base: found \"http://api.example.com/v1\", expected an address that begins with https://"),
        Row(
            "base: \"https", "bse: \"https",
            "7:7: http: found no base, expected base (a text); is \"bse\" meant to be it?",
            "7:8: http: found the unknown key \"bse\", expected one of base, connections, headers, lists, timeout; did you mean \"base\"?"),
        Row(
            "kind: bearer, token: \"{{ config.token }}\"", "kind: signature",
            "8:21: auth.send.kind: found \"signature\", expected one of bearer, basic, header, query; signature is not supported yet"),
        Row(
            "kind: bearer, token: \"{{ config.token }}\"", "kind: beare",
            "8:21: auth.send.kind: found \"beare\", expected one of bearer, basic, header, query; did you mean \"bearer\"?"),
        Row(
            "{send:", "{obtain: {kind: login}, send:",
            "8:23: auth.obtain.kind: found \"login\", expected one of oauth2_client, oauth2_refresh, oauth2_jwt; login is not supported yet"
        ),
        Row(
            "{send:", "{obtain: {kind: oauth2_client, token_url: \"{{ config.url }}/t\", client_id: x}, send:",
            "8:16: auth.obtain: found no client_secret, expected client_secret (a text)"),
        Row(
            "{{ config.token }}", "{{ config.tokn }}",
            "8:36: auth.send: found \"config.tokn\", expected one of config.token, config.url, config.currency; did you mean \"config.token\"?"
        ),
        Row(
            "{{ config.token }}", "{{ auth.token }}",
            "8:36: auth.send: found \"auth.token\", expected nothing here, for there are no names to choose from"),
        Row(
            "{{ config.token }}", "{{ token }}",
            "8:36: auth.send.token: found \"token\", expected one of api_version, auth, config, now"),
        Row(
            "{{ config.token }}", "{{ config.token",
            "8:36: auth.send.token: found \"{{\" without \"}}\", expected {{ expression }}"),
        Row(
            "max: 10, per: 1s", "max: 0, per: 1 s",
            "9:28: limits[0].max: found \"0\", expected a whole number of at least 1",
            "9:36: limits[0].per: found \"1 s\", expected a duration such as 30s, 10m, 2h or 1d"),
        Row(
            "kind: rate", "kind: quota, reserve: 20",
            "9:33: limits[0].reserve: found \"20\", expected a percentage such as 10%",
            "9:37: limits[0]: found the unknown key \"max\", expected one of kind, left, name, per, reserve, shared, size, used"),
        Row(
            "is: gone", "is: goen",
            "13:32: errors.rules[0].is: found \"goen\", expected one of retry, throttled, auth, forbidden, gone, empty, conflict, duplicate, invalid, split, restart, fatal; did you mean \"gone\"?"
        ),
        Row(
            "{code: GONE}", "{cod: GONE}",
            "13:15: errors.rules[0].when: found \"cod\", expected one of body, code, config, field, header, it, message, status; did you mean \"code\"?"
        ),
        Row(
            "{code: GONE}", "{code: {regx: GONE}}",
            "13:22: errors.rules[0].when.code: found the unknown key \"regx\", expected one of present, regex; did you mean \"regex\"?"),
        Row(
            "{code: GONE}", "{code: {regex: '('}}",
            "13:29: errors.rules[0].when.code.regex: found an opening parenthesis without a closing one, expected a regular expression"),
        Row(
            "{code: GONE}", "true",
            "14:7: errors.rules[1]: found a rule that never decides, expected rules from the narrow to the wide; the rule on line 13 holds whenever this one does"
        ),
        Row(
            "wait: 2s}", "wait: 2s}\n    - {when: {status: 429, code: X}, is: fatal}",
            "15:7: errors.rules[2]: found a rule that never decides, expected rules from the narrow to the wide; the rule on line 14 holds whenever this one does"
        ),
        Row(
            "[it.code, body.code]", "[it.code, bdy.code]",
            "11:19: errors.code[1]: found \"bdy\", expected one of body, config, header, it, status; did you mean \"body\"?"),
        Row(
            "body.code]", "\"body.code | uper\"]",
            "11:19: errors.code[1]: found the filter \"uper\", expected one of time, duration, text, number, money, currency, join, split, first, lower, upper, prepend, capture, part, link, base64, unbase64, hex, sha256, escape, json, json_raw; did you mean \"upper\"?"
        ),
        Row(
            "body.code]", "\"body.code | split\"]",
            "11:19: errors.code[1]: found split with 0 arguments, expected split with one argument"),
        Row(
            "body.code]", "\"body.code | time('is')\"]",
            "11:19: errors.code[1]: found time('is'), expected one of iso, iso_ms, naive, naive_t, date, epoch, epoch_ms, http, rfc2822, parts; did you mean \"iso\"?"
        ),
        Row(
            "body.code]", "\"body.items[?a='x']\"]",
            "11:19: errors.code[1]: found \"'x']\", expected a condition such as ?kind=='x'"),
        Row(
            "body.code]", "\"body.items[0\"]",
            "11:19: errors.code[1]: found the end of \"body.items[0\", expected ]"),
        Row(
            "body.code]", "\"{{ body.code }}\"]",
            "11:19: errors.code[1]: found \"{{ body.code }}\", expected an expression without {{ }}"),
        Row(
            "call: GET /me", "call: FETCH /me",
            "15:15: check.call: found \"FETCH\", expected one of GET, POST, PUT, PATCH, DELETE, HEAD"),
        Row(
            "call: GET /me", "call: GET me",
            "15:15: check.call: found \"GET me\", expected a path that begins with /, or a whole https url"),
        Row(
            "call: GET /me", "call: GET https://other.example/me",
            "15:15: check.call: found the host other.example, expected one of api.example.com"),
        Row(
            "call: GET /me", "call: GET /me, csv: {a: b}",
            "15:24: check.csv: found \"csv\", expected json, form or text; csv bodies are not supported yet"),
        Row(
            "call: GET /me", "call: GET /me, json: {}, text: x",
            "15:34: check: found json and text, expected at most one of json, form, text"),
        Row(
            "call: GET /me", "call: GET /me, limit: search",
            "15:8: check.limit: found \"search\", expected nothing here, for there are no names to choose from"),
        Row(
            "call: GET /me", "call: \"GET /me?t={{ config.token }}\"",
            "15:15: check.call: found the secret config.token, expected secrets in auth, in headers or in a request with secret: true"),
        Row(
            "call: GET /me", "call: GET /me, query: {t: \"{{ now | time('epoch') | text | prepend(config.token) }}\"}",
            "15:35: check.query: found the secret config.token, expected secrets in auth, in headers or in a request with secret: true"),
        Row(
            "call: GET /me", "call: GET /me, query: {t: \"{{ now | text | prepend(config.tokn) }}\"}",
            "15:35: check.query: found \"config.tokn\", expected one of config.token, config.url, config.currency; did you mean \"config.token\"?"
        ),
        Row(
            "call: GET /me, ok: {body.id: {present: true}}", "call: GET /me",
            "15:8: check: found no ok, expected ok (a match such as {status: 404})"),
        Row(
            "{present: true}", "{presnt: true}",
            "15:39: check.ok.body.id: found the unknown key \"presnt\", expected one of present, regex; did you mean \"present\"?"),
        Row(
            "use: page", "use: pages",
            "25:22: objects.item.read.changes.use: found \"pages\", expected page; did you mean \"page\"?"),
        Row(
            "page: {records", "page: {use: page, records",
            "17:15: objects.item.read.changes: found the circle page uses page, expected fragments without circles"),
        Row(
            "records: body.items, paginate", "records: \"{{ with.at }}\", paginate",
            "17:19: objects.item.read.changes.records: found with.at, expected no with, for none is given"),
        Row(
            "next: \"body.next?\"", "nxt: \"body.next?\"",
            "17:41: objects.item.read.changes.paginate: found no next, expected next (an expression such as body.id); is \"nxt\" meant to be it?",
            "17:56: objects.item.read.changes.paginate: found the unknown key \"nxt\", expected one of counts, kind, next, stop; did you mean \"next\"?"
        ),
        Row(
            "kind: cursor", "kind: curser",
            "17:48: objects.item.read.changes.paginate.kind: found \"curser\", expected one of page, offset, cursor, keyset, next_url; did you mean \"cursor\"?",
            "17:56: objects.item.read.changes.paginate: found the unknown key \"next\", expected one of counts, kind, stop"),
        Row(
            "{kind: cursor, next: \"body.next?\"}", "{kind: offset, size: 50}",
            "25:16: objects.item.read.changes: found pages that shift under concurrent edits, expected window.cap, the size of a page"),
        Row(
            "    id: id\n", "",
            "20:5: objects.item: found no id, expected id (an expression such as body.id)"),
        Row(
            "at: updated_at, ", "at: updated_at, form: naive, ",
            "21:15: objects.item.modified: found no zone, expected zone, for the form naive does not say it"),
        Row(
            "resolution: 1s", "resolution: fine",
            "21:44: objects.item.modified.resolution: found \"fine\", expected a duration such as 30s, 10m, 2h or 1d"),
        Row(
            "modified: {at: updated_at, resolution: 1s}\n    ", "",
            "24:16: objects.item.read.changes: found an ascending window, expected modified, by which the records are ordered"),
        Row(
            "type: money, currency: USD", "type: money",
            "22:22: objects.item.fields.amount: found no currency, expected currency (a currency code or an expression)"),
        Row(
            "type: money, currency: USD", "type: mony",
            "22:29: objects.item.fields.amount.type: found \"mony\", expected one of text, email, phone, url, integer, decimal, money, bool, date, time, enum, set, ref, json; did you mean \"money\"?"
        ),
        Row(
            "type: money, currency: USD", "type: ref",
            "22:22: objects.item.fields.amount: found a ref, expected to, the object that it leads to"),
        Row(
            "type: money, currency: USD", "type: ref, to: itm",
            "22:22: objects.item.fields.amount.to: found \"itm\", expected one of item, note; did you mean \"item\"?"),
        Row(
            "type: money, currency: USD", "split: ';'",
            "22:22: objects.item.fields.amount: found split, expected type: set with it"),
        Row(
            "type: money, currency: USD", "at: \"a[?k=='x'].v\"",
            "22:22: objects.item.fields.amount: found a[?k=='x'].v, an element of a list, expected list: patch or list: whole"),
        Row(
            "type: money, currency: USD", "at: \"a[*].v\"",
            "22:22: objects.item.fields.amount: found a[*].v, which names no one place, expected write_at, or write: false"),
        Row(
            "type: money, currency: USD", "at: \"a | lower\"",
            "22:27: objects.item.fields.amount.at: found a filter in \"a | lower\", expected a path without filters"),
        Row(
            "type: money, currency: USD", "write: sometimes",
            "22:30: objects.item.fields.amount.write: found \"sometimes\", expected one of true, create, false"),
        Row(
            "{text: [string]", "{txt: [string]",
            "23:89: objects.item.discover.types: found \"txt\", expected one of text, email, phone, url, integer, decimal, money, bool, date, time, enum, set, ref, json; did you mean \"text\"?"
        ),
        Row(
            "bool: [flag]", "bool: [string]",
            "23:105: objects.item.discover.types.bool: found \"string\" a second time, expected each name once"),
        Row(
            "deleted: none", "",
            "25:7: objects.item.read: found no deleted, expected deleted (a way, ways, or none)"),
        Row(
            "window: {order: asc}", "window: {ordr: asc}",
            "25:128: objects.item.read.changes.window: found no order, expected order (one of asc, desc, none); is \"ordr\" meant to be it?",
            "25:129: objects.item.read.changes.window: found the unknown key \"ordr\", expected one of cap, ceiling, exclusive, order, overlap, retention; did you mean \"order\"?"
        ),
        Row(
            "window: {order: asc}", "window: {order: asc, cap: 10000}",
            "25:16: objects.item.read.changes: found a capped window, expected read.ties, for an instant that fills the cap"),
        Row(
            "window: {order: asc}", "lag: 60",
            "25:16: objects.item.read.changes: found no window, expected window (a map)",
            "25:125: objects.item.read.changes.lag: found \"60\", expected a duration such as 30s, 10m, 2h or 1d"),
        Row(
            "{{ since | time('epoch') }}", "SELECT {{ config.currency }} FROM {{ since | time }}",
            "25:61: objects.item.read.changes.query.since: found time with 0 arguments, expected time with one argument"),
        Row(
            "{{ since | time('epoch') }}", "SELECT x WHERE a = '{{ config.currency }}'",
            "25:61: objects.item.read.changes.query: found {{ config.currency }} inside a query, expected escape('LANGUAGE'), or a time or number; text that is not escaped can change the query"
        ),
        Row(
            "{{ page.next? }}", "{{ pge.next? }}",
            "25:99: objects.item.read.changes.query.after: found \"pge\", expected one of api_version, auth, config, now, page, parent, select, since, until; did you mean \"page\"?"
        ),
        Row(
            "ids: \"{{ ids }}\"", "ids: \"{{ id }}\"",
            "28:15: objects.item.read.by_ids: found {{ id }}, expected {{ ids }} with batch"),
        Row(
            "ids: \"{{ ids }}\"", "ids: []",
            "28:15: objects.item.read.by_ids: found a request that does not use {{ ids }}, expected {{ ids }}"),
        Row(
            "results: {id: id}", "results: {record: .}",
            "30:15: objects.item.write.create: found a create that does not read the new record's id, expected id in results"),
        Row(
            "update:", "updte:",
            "31:7: objects.item.write: found the unknown key \"updte\", expected one of archive, create, delete, update, upsert; did you mean \"update\"?"
        ),
        Row(
            "{call: \"PATCH", "{guarded: true, call: \"PATCH",
            "32:11: objects.item.write.update[0]: found a guarded request without precondition, expected op.version or op.modified in it"),
        Row(
            "by: index", "id: id",
            "33:11: objects.item.write.update[1]: found a batch whose results name no operation, expected by or all in every entry of results (R16)"
        ),
        Row(
            "by: index", "by: position",
            "33:148: objects.item.write.update[1].results.by: found \"position\", expected index, {id: expr}, {key: expr}, {entity: expr} or {id: expr, to: expr}"
        ),
        Row(
            "$item: {", "$itm: {",
            "33:43: objects.item.write.update[1].json: found $each without $item, expected $each and $item",
            "33:56: objects.item.write.update[1].json: found \"$itm\", expected one of $each, $item; did you mean \"$item\"?"),
        Row(
            "$merge: it.record", "$mrge: it.record",
            "33:64: objects.item.write.update[1].json.$item: found \"$mrge\", expected one of $each, $item, $merge; did you mean \"$merge\"?"
        ),
        Row(
            "$merge: it.record", "$merge: itt.record",
            "33:72: objects.item.write.update[1].json.$item.$merge: found \"itt\", expected one of api_version, auth, config, external_key, it, now, op, ops, parent; did you mean \"it\"?"
        ),
        Row(
            "create:", "upsert: {call: POST /x, json: \"{{ op.record }}\", results: {id: id}}\n      create:",
            "30:15: objects.item.write.upsert: found an upsert, expected external_key, by which the remote finds the record",
            "30:15: objects.item.write.upsert: found an upsert that does not use {{ external_key }}, expected {{ external_key }}"),
        Row(
            "to: item,", "to: person,",
            "35:14: objects.item.links.owner.to: found \"person\", expected one of item, note"),
        Row(
            "call: POST /owners", "job: owners",
            "35:32: objects.item.links.owner.read.job: found \"job\", expected call; jobs are not supported yet"),
        Row(
            "records: body, from_id: a", "next: n, records: body, from_id: a",
            "35:31: objects.item.links.owner.read: found next without {{ starts }}, expected {$each: starts}, whose elements have id and next"
        ),
        Row(
            "json: \"{{ ids }}\", batch: {max: 10}", "json: \"{{ starts }}\"",
            "35:31: objects.item.links.owner.read: found {{ starts }}, expected {{ id }} without batch"),
        Row(
            "by: index", "by: {id: id, to: other}",
            "33:11: objects.item.write.update[1]: found results by id and to, expected to in results of links alone"),
        Row(
            "by: index", "by: {to: other}",
            "33:148: objects.item.write.update[1].results.by: found to without id, expected id, where the link starts"),
        Row(
            "call: POST /owners", "call: \"POST /owners/{{ parent.id }}\"",
            "35:38: objects.item.links.owner.read.call: found \"parent\", expected one of api_version, auth, config, id, ids, now, page, starts"
        ),
        Row(
            "call: POST /items, json: \"{{ op.record }}\"", "call: \"POST /items/{{ parent.id }}\", json: \"{{ op.record }}\"",
            "30:15: objects.item.write.create: found {{ parent }}, expected parent, the object it lives under"),
        Row(
            "    id: id\n", "    id: id\n    parent: item\n",
            "20:5: objects.item.parent: found a parent, expected requests that use {{ parent.id }}",
            "20:5: objects.item.parent: found item, which has a parent, expected one that has none"),
        Row(
            "fragments:\n", "fragments:\n  spare: {records: body}\n",
            "17:3: fragments.spare: found a fragment that nobody uses, expected use: spare somewhere"),
        Row(
            "{use: page, call: GET /items}", "{use: page, with: {size: 50}, call: GET /items}",
            "26:32: objects.item.read.full: found with.size, which nobody uses, expected {{ with.size }} somewhere"),
        Row(
            "kind: rate, max", "kind: rate, name: search, max",
            "9:10: limits[0]: found the name search, from which no request draws, expected limit: search in a request, or no name"),
        Row(
            ", query: {currency: \"{{ config.currency? }}\"}", "",
            "5:73: config.currency: found an entry that nobody uses, expected {{ config.currency }} somewhere"),
    ]
}
