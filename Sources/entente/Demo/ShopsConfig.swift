/// What the second half of the demo is configured with: docs/two-shops.yaml, in short and without any waiting.
enum ShopsConfig {
    /// The text; `connectors` is the line that says where the manifests lie.
    static func text(connectors: String) -> String {
        """
        version: 1
        program: {name: Northwind Partners, currency: USD, time_zone: UTC, country: US, instance: northwind-money}
        \(connectors)
        store: money.db
        remotes:
          store: {connector: woocommerce, with: \(woocommerce), access: read_only}
          shop: {connector: shopify, with: {url: "${env:SHOPIFY_URL}", token: "${env:SHOPIFY_TOKEN}"}, access: read_only}
          crm: {connector: hubspot, with: \(hubspot), access: read_only}
          card: {connector: stripe, with: {url: "${env:STRIPE_URL}", key: "${env:STRIPE_KEY}"}}
          wallet: {connector: paypal, with: \(paypal)}
        sync:
        \(sync)
        links: {base: "https://go.northwind.example", target: "https://www.northwind.example/", key: "the demo's own key, known to all"}
        terms:
          commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
          fraud: {auto_approval_ceiling: 50.00 USD}
        payouts: {minimum: 10.00 USD, two_above: 50.00 USD, cool_down: 0d, stripe: card, paypal: wallet}

        """
    }

    private static let woocommerce =
        #"{url: "${env:WOOCOMMERCE_URL}", key: "${env:WOOCOMMERCE_KEY}", secret: "${env:WOOCOMMERCE_SECRET}", currency: USD}"#
    private static let hubspot = #"{url: "${env:HUBSPOT_URL}", token: "${env:HUBSPOT_TOKEN}", referrals: "${env:HUBSPOT_REFERRALS}"}"#
    private static let paypal =
        #"{url: "${env:PAYPAL_URL}", client_id: "${env:PAYPAL_CLIENT_ID}", client_secret: "${env:PAYPAL_CLIENT_SECRET}"}"#

    private static let sync = """
          partner:
            match: [external_key, domain]
            remotes: {crm: {object: company, where: {type: PARTNER}, on_delete: unlink}}
            fields: {name: {policy: {prefer: [crm]}, crm: name}, domain: {policy: {prefer: [crm]}, crm: domain}}
          customer:
            match: [external_key, email]
            remotes:
              store: {object: customer, on_delete: unlink}
              shop: {object: customer, on_delete: unlink}
              crm: {object: contact, on_delete: unlink}
            fields: {email: {policy: {prefer: [crm, store, shop]}, crm: email, store: email, shop: email}}
          deal:
            match: [external_key, order_number]
            remotes:
              store: {object: order, on_delete: ignore}
              shop: {object: order, where: {test: "false"}, on_delete: ignore}
              crm: {object: deal, on_delete: ignore}
              card: {object: charge, where: {paid: "true"}, on_delete: ignore}
            fields:
              order_number: {policy: {prefer: [store, shop, crm, card]}, store: number, shop: number, crm: order_number, card: order_number}
              partner: {policy: {owner: crm}, crm: {link: company, label: partner}}
              customer: {policy: {prefer: [store, shop, crm]}, store: customer_id, shop: customer, crm: {link: contact}}
              amount:
                policy: {prefer: [store, shop, crm, card]}
                store: total
                shop: total
                crm: {field: amount, currency: deal_currency_code}
                card: amount
              coupon: {policy: {prefer: [store, shop]}, store: coupon, shop: coupon}
              click: {policy: {prefer: [store, shop]}, store: click, shop: click}
              opened_at: {policy: {prefer: [store, shop]}, store: date_created, shop: createdAt}
              paid_at: {policy: {prefer: [store, shop, card]}, store: date_paid, shop: processedAt, card: created}
              state:
                policy: {prefer: [store, shop, crm]}
                shop: {field: displayFinancialStatus, write: false, map: {won: [PAID, PARTIALLY_REFUNDED, REFUNDED], lost: VOIDED, open: "*"}}
                store: {field: status, write: false, map: {won: [processing, completed, refunded], lost: [cancelled, failed], open: "*"}}
                crm: {field: dealstage, write: false, map: {won: closedwon, lost: closedlost, open: "*"}}
          payment:
            remotes: {card: {object: payment, where: {kind: [charge, refund, dispute]}, on_delete: ignore}}
            fields:
              deal: {policy: {owner: card}, card: charge}
              kind: {policy: {owner: card}, card: {field: kind, map: {charge: charge, refund: refund, dispute: dispute}}}
              amount: {policy: {owner: card}, card: amount}
              provider: {policy: {owner: card}, card: provider}
              provider_id: {policy: {owner: card}, card: id}
              occurred_at: {policy: {owner: card}, card: created}
        """
}
