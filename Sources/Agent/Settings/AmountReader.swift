import Model
import ProgramRules
import YAML

/// Reads amounts, rates, days and shares of terms: nothing below zero, no currency that ISO 4217 does not list.
enum AmountReader {
    static let example = "an amount such as 25.00 USD"

    /// An amount of a currency, the program's own; of any where that is not known.
    static func amount(in currency: Currency?) -> ValueKind<Money> {
        ValueKind(example, form: .scalar) { node, place, session in
            guard let amount = node.text.flatMap(Money.init), problem(amount, currency) == nil else {
                report(node, place, session, example, currency)
                return nil
            }
            return amount
        }
    }

    /// Amounts of any currencies, one of each at most: what each currency has.
    static var table: ValueKind<[Currency: Money]> {
        let amounts = ValueKind<[Money]>.oneOrMore(of: amount(in: nil))
        return ValueKind(amounts.name, form: amounts.form) { node, place, session in
            guard let given = amounts.read(node, place, session) else { return nil }
            if let twice = given.first(where: { one in given.count { $0.currency == one.currency } > 1 }) {
                session.report(
                    Diagnostic(
                        node.place, path: place.path, found: "two amounts in \(twice.currency.code)", expected: "one amount of a currency"))
                return nil
            }
            return Dictionary(given.map { ($0.currency, $0) }) { first, _ in first }
        }
    }

    /// What a rule pays: a share, an amount, or an amount a unit.
    static func rate(in currency: Currency?) -> ValueKind<CommissionRate> {
        let name = "a percentage such as 10%, \(example), or 2.00 USD a unit"
        return ValueKind(name, form: .scalar) { node, place, session in
            guard let text = node.text else {
                session.report(node, place, expected: name)
                return nil
            }
            if let points = Quantity.basisPoints(text) { return .percent(Percentage(basisPoints: points)) }
            let unit = " a unit"
            let isEach = text.hasSuffix(unit)
            guard let amount = Money(isEach ? String(text.dropLast(unit.count)) : text), problem(amount, currency) == nil else {
                report(node, place, session, name, currency)
                return nil
            }
            return isEach ? .perUnit(amount) : .flat(amount)
        }
    }

    /// Whole days: `30d`, or hours that make whole days.
    static func days(least: Int) -> ValueKind<Int> {
        .scalar("a number of whole days of at least \(least)d, such as 30d") { text, _ in
            guard let duration = Quantity.duration(text), duration.components.attoseconds == 0 else { return nil }
            let (days, rest) = duration.components.seconds.quotientAndRemainder(dividingBy: 86_400)
            return rest == 0 && days >= least && days <= 36_500 ? Int(days) : nil
        }
    }

    /// A duration in whole seconds.
    static func seconds(least: Int64) -> ValueKind<Int64> {
        .scalar("a duration of at least \(least)s, such as 15s") { text, _ in
            guard let duration = Quantity.duration(text), duration.components.attoseconds == 0, duration.components.seconds >= least else {
                return nil
            }
            return duration.components.seconds
        }
    }

    /// A share above zero.
    static var share: ValueKind<Percentage> {
        ValueKind<Int>.percent.map("a percentage such as 10%") { points in Percentage(basisPoints: points) }
    }

    /// A day such as 2026-03-01.
    static var day: ValueKind<CalendarDate> { .scalar("a day such as 2026-03-01") { text, _ in CalendarDate(text) } }

    private static func report(
        _ node: YAMLNode, _ place: DecodingPlace, _ session: DecodingSession, _ expected: String, _ currency: Currency?
    ) {
        session.report(node, place, expected: expected, hint: node.text.flatMap { hint($0, currency) })
    }

    private static func problem(_ amount: Money, _ currency: Currency?) -> String? {
        if !amount.currency.isListed { return "ISO 4217 lists no \(amount.currency.code)" }
        if amount.minor < 0 { return "nothing here may be below zero" }
        if let currency, amount.currency != currency { return "the program reckons in \(currency.code)" }
        return nil
    }

    /// Why a text is none: what a person most probably did.
    private static func hint(_ text: String, _ currency: Currency?) -> String? {
        if text.hasPrefix("-") { return "nothing here may be below zero" }
        if text.hasSuffix("%") { return "a share lies between 0% and 100%, with two places at most" }
        let text = text.hasSuffix(" a unit") ? String(text.dropLast(7)) : text
        if let amount = Money(text) { return problem(amount, currency) }
        if text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }) {
            return "with its currency or %: \(text) \(currency?.code ?? "USD"), \(text)%"
        }
        let parts = text.split(separator: " ")
        guard parts.count == 2, ExactDecimal(String(parts[0])) != nil else { return nil }
        guard let named = Currency(String(parts[1])), named.isListed else { return "ISO 4217 lists no \(parts[1])" }
        return "\(named.code) has \(named.exponent) places behind the point"
    }
}
