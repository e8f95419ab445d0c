import Model
import ProgramRules
import Reconciliation
import YAML

/// Reads `fraud` of terms (PROGRAM section 7).
struct FraudReader {
    /// The program's currency, if known.
    let currency: Currency?

    /// The standard settings with the lists of free and disposable mail that entente knows.
    static var standard: FraudTerms {
        var terms = FraudTerms()
        terms.freeMailDomains = FreeMail.freeDomains
        terms.disposableDomains = FreeMail.disposableDomains
        return terms
    }

    var kind: ValueKind<FraudTerms> {
        .map { reader in
            var terms = Self.standard
            readNames(reader, &terms)
            terms.shortestConversionSeconds = reader.value(
                "shortest_conversion", AmountReader.seconds(least: 0), default: terms.shortestConversionSeconds, text: "15s",
                "a conversion sooner after its click is suspicious")
            terms.twoPartnersSeconds = reader.value(
                "two_partners", AmountReader.seconds(least: 0), default: terms.twoPartnersSeconds, text: "5s",
                "clicks of two partners for one visitor at most so far apart are suspicious")
            terms.burst = reader.value(
                "burst", .integer(2...1_000_000), default: terms.burst,
                "so many clicks of one visitor on one link within a minute are a burst")
            terms.withoutReferrer = reader.value(
                "without_referrer", AmountReader.share, default: terms.withoutReferrer, text: "90%",
                "the share of a partner's clicks without referrer from which it is suspicious")
            terms.referrerSample = reader.value(
                "referrer_sample", .integer(1...1_000_000), default: terms.referrerSample,
                "a partner with fewer clicks is not judged by that share")
            terms.velocityFactor = reader.value(
                "velocity", .integer(1...1_000_000), default: terms.velocityFactor,
                "more leads or sales than so many times the median of the group are suspicious")
            terms.velocitySample = reader.value(
                "velocity_sample", .integer(1...1_000_000), default: terms.velocitySample,
                "a smaller group has no median to speak of, and fewer sales are never too many")
            terms.customersBeforeFirstPayout = reader.value(
                "customers_before_first_payout", .integer(0...1_000_000), default: terms.customersBeforeFirstPayout,
                "so many paying customers a partner needs before the first payout")
            terms.autoApprovalCeiling = reader.optional(
                "auto_approval_ceiling", AmountReader.amount(in: currency), "a single commission above it waits for a person")
            return terms
        }
    }

    private func readNames(_ reader: MapReader, _ terms: inout FraudTerms) {
        let domains = ValueKind<[String]>.oneOrMore(of: Self.domain)
        terms.freeMailDomains.formUnion(
            reader.optional("free_mail", domains, "domains that people of all companies share, beside those that entente knows") ?? [])
        terms.disposableDomains.formUnion(
            reader.optional("disposable_mail", domains, "domains of mail for one use, beside those that entente knows") ?? [])
        let words = reader.optional("brand_words", .oneOrMore(of: .text), "words of the brand that no partner may advertise with")
        terms.brandWords = Set((words ?? []).map { $0.lowercased() })
    }

    private static var domain: ValueKind<String> {
        .scalar("a domain such as example.com") { text, _ in
            let isFit =
                text.contains(".") && !text.hasPrefix(".") && !text.hasSuffix(".")
                && text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 46 }
            return isFit ? text : nil
        }
    }
}
