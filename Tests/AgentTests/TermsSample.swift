/// Terms with places to change, behind the small config.yaml.
enum TermsSample {
    static let text = SettingsSample.small + terms

    private static let terms = """
        terms:
          attribution: {model: last_click, window: 30d, recurring: {months: 12}}
          campaigns: {spring: {window: 60d}}
          commissions:
            - {id: launch, for: sale, when: {campaign: launch}, pay: 20%, of: net, hold: 30d, until: 2026-07-01}
            - {id: tiers, for: sale, when: {new_customer: true}, tiers: {per: month, steps: [{above: 0, pay: 10%}, {above: 5, pay: 15%}]}}
            - id: standard
              for: sale
              versions:
                - {until: 2026-03-01, pay: 10%}
                - {from: 2026-03-01, pay: 5%}
            - {id: demo, for: "lead:meeting", pay: 25.00 USD}
          caps: {per_deal: 500.00 USD, program: {most: 20000.00 USD, per: month}}
          allowable_cac: 80.00 USD
          costs: {platform: 1500.00 USD, management: 2500.00 USD}
          rates: {file: rates.csv, base: EUR, source: ECB, max_age: 3d}
          fraud: {burst: 10, brand_words: [northwind], auto_approval_ceiling: 500.00 USD}
          rewards:
            - {id: both, for: sale, partner: [{credit: 20.00 USD}], customer: [{coupon: 10%}]}
          milestones:
            - {id: ten, sales: 10, brings: [{badge: Ten}, {bonus: 50.00 USD}]}

        """
}
