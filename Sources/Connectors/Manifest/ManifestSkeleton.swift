/// A manifest to begin with: sound as it stands, each part said in a comment. Source: docs/CONNECTORS.md.
public enum ManifestSkeleton {
    /// The text for a connector of that name.
    public static func text(named name: String) -> String { template.replacing("NAME", with: name) }

    private static let template = #"""
        # A connector is the vendor's protocol as data. `entente connector lint connectors/NAME.yaml` says what is wrong, with line and
        # column; docs/CONNECTORS.md lists every key. Change each line to what the vendor's documentation says, and take out what does not
        # apply.
        dsl: 1
        connector: NAME
        version: 1                                    # raise it when ids, fields or forms change
        status: beta                                  # stable once it has run against the real thing
        about: What it covers, and what it leaves out.

        # What config.yaml gives under `with`. Secrets are `secret: true`; `test` is the value in fixtures.
        config:
          url:   {type: url, default: "https://api.NAME.example", about: "where the API answers"}
          token: {type: text, secret: true, test: t-1, about: "an API token"}

        # A directory of CSV or JSON Lines files needs no http and no auth: folder: {path: "{{ config.path }}"}, and objects with `file`;
        # see connectors/folder.yaml.
        # Hosts that are called besides that of `url`: hosts: ["*.NAME.example"]
        http:
          base: "{{ config.url }}/v1"                 # the paths below are joined to it; no other host is ever called
          timeout: 30s
          # headers: {Accept: application/json}
          # Of a vendor that wants requests signed, for instance sha256 over the secret and the time:
          # headers:
          #   X-Time: "{{ now | time('epoch') }}"
          #   X-Sign: "{{ now | time('epoch') | text | prepend(config.token) | sha256 | hex }}"

        # How a request carries the credentials: bearer, basic (user, password), header or query (name, value).
        # OAuth adds `obtain`: kind oauth2_client, oauth2_refresh or oauth2_jwt, with token_url and what they need.
        auth:
          send: {kind: bearer, token: "{{ config.token }}"}

        # What the vendor allows. The engine paces itself and keeps a reserve of a quota for people.
        limits:
          - {kind: rate, max: 5, per: 1s}
          # - {kind: quota, per: 1d, left: "header.X-RateLimit-Left?", size: "header.X-RateLimit-Limit?", reserve: 20%}

        # Where a failure says what it is, and what follows: retry throttled auth forbidden gone empty conflict duplicate invalid split
        # restart fatal. What no rule names is classed by its status.
        errors:
          code: "body.error.code?"
          message: "body.error.message?"
          # failed_when: {body.ok: false}             # failures that come with status 200
          rules:
            - {when: {code: NOT_FOUND}, is: gone}
            # - {when: {code: EMAIL_TAKEN}, is: duplicate, existing: "body.error.id?"}

        # A call that proves address and credentials, and changes nothing.
        check: {call: GET /me, ok: {body.id: {present: true}}}

        # Maps that several places share: `use: page` lays this one under the place.
        fragments:
          page:
            call: GET /contacts
            records: body.items                       # where the records stand in the answer
            paginate: {kind: cursor, next: "body.next?"} # or page, offset, next_url, keyset

        objects:
          contact:
            id: id
            modified: {at: updated_at, form: iso, resolution: 1s}  # when it was changed: epoch_ms, naive with zone ... fit other clocks
            created: {at: created_at, form: iso}
            external_key: entente_id                  # a unique field that will hold the hub's key; without one, say what is unique:
            unique: [email]
            # deleted_when: {archived: true}          # records that are listed though they are gone
            fields:                                   # only what the vendor's own schema does not say
              email: {type: email}
              balance: {type: money, form: text, currency: currency} # "12.50", its currency in a field beside it; minor: in cents
            # discover: {call: GET /fields, records: body.items, name: name, type: type, types: {text: [string], time: [datetime]}}
            read:
              changes:                                # what changed since the last run, oldest first; without it each run reads in full
                use: page
                query: {updated_since: "{{ since | time('iso') }}", sort: updated_at, cursor: "{{ page.next? }}"}
                window: {order: asc, overlap: 5m}
              full:
                use: page
                query: {cursor: "{{ page.next? }}"}
              deleted: none                           # or a way that lists deletions; none: found by listings in full and reads by id
              by_ids: {call: "GET /contacts/{{ id }}", records: body}
              by_key: {call: GET /contacts, query: {"{{ key }}": "{{ value }}"}, records: body.items}
            write:
              create: {call: POST /contacts, json: "{{ op.record }}", results: {id: id, record: .}}
              update: {call: "PATCH /contacts/{{ op.id }}", json: "{{ op.record }}", results: {id: id, record: .}}
              delete: {call: "DELETE /contacts/{{ op.id }}"}
            # `form` in the place of `json` sends pairs, as a web form does. A write that acts once for a key is sent again within a time:
            # idempotent: 24h, headers: {Idempotency-Key: "{{ op.key }}"}
            # links: {company: {to: company, read: {...}, add: {...}, remove: {...}}}

        # A vendor that counts some currencies its own way: currencies: {ISK: {digits: 2}, KWD: {step: 10}}
        # A vendor that pays partners says how under `payouts`: connectors/stripe.yaml pays one by one, connectors/paypal.yaml in batches.
        # A shop that gives customers coupons says how under `rewards`: connectors/woocommerce.yaml.

        """#
}
