import Foundation
import Model
import ProgramRules
import YAML

/// Reads `when` of a commission rule: all must hold (C1).
struct ConditionReader {
    /// The program's currency, if known.
    let currency: Currency?

    var kind: ValueKind<[RuleCondition]> {
        .map { reader in
            var conditions: [RuleCondition] = []
            func add<Value>(_ key: String, _ kind: ValueKind<Value>, _ meaning: String, _ condition: (Value) -> RuleCondition) {
                if let value = reader.optional(key, kind, meaning) { conditions.append(condition(value)) }
            }
            let texts = ValueKind<[String]>.oneOrMore(of: .text)
            let kinds = ValueKind<[PartnerKind]>.oneOrMore(of: ValueKind<PartnerKind>.word())
            let countries = ValueKind<[String]>.oneOrMore(of: ProgramReader.country)
            add("partner", .oneOrMore(of: Self.partner), "the partner is one of these, by id") { .partner(Set($0)) }
            add("partner_kind", kinds, "the partner's kind is one of these") { .partnerKind(Set($0)) }
            add("cohort", texts, "the partner belonged to one of these cohorts at the time") { .cohort(Set($0)) }
            add("partner_country", countries, "the partner's country is one of these") { .partnerCountry(Set($0)) }
            add("customer_country", countries, "the customer's country is one of these") { .customerCountry(Set($0)) }
            add("campaign", texts, "the campaign of the link is one of these") { .campaign(Set($0)) }
            add("pipeline", texts, "the deal's pipeline is one of these") { .pipeline(Set($0)) }
            add("product", texts, "one of these products was sold") { .product(Set($0)) }
            add("currency", .oneOrMore(of: ProgramReader.currency), "the deal is in one of these currencies") { .currency(Set($0)) }
            add("new_customer", .bool, "the customer had never bought before; false: had") { .newCustomer($0) }
            let least = reader.optional("at_least", AmountReader.amount(in: nil), "the deal amounts to at least so much, in this currency")
            let bound = reader.optional("below", AmountReader.amount(in: nil), "the deal amounts to less, in this currency")
            if let least { conditions.append(.amountAtLeast(least)) }
            if let bound { conditions.append(.amountBelow(bound)) }
            check(reader, least, bound)
            return conditions
        }
    }

    /// Two bounds between which nothing lies would make a rule that never applies.
    private func check(_ reader: MapReader, _ least: Money?, _ bound: Money?) {
        guard let bound, let node = reader.node("below") else { return }
        if bound.minor == 0 {
            reader.session.report(node, reader.place.key("below"), expected: "an amount above zero: no deal lies below it")
        } else if let least, least.currency != bound.currency || least.minor >= bound.minor {
            reader.session.report(
                node, reader.place.key("below"), expected: "an amount above \(least.text): between the two no deal can lie")
        }
    }

    private static var partner: ValueKind<EntityID> {
        .scalar("a partner's id such as p_01J9ZQ2K7N8M5V3R1T6W4X0Y2B") { text, _ in
            EntityID(text).flatMap { $0.kind == .partner ? $0 : nil }
        }
    }
}
