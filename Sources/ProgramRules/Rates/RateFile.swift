public import Model

/// Reads a file of exchange rates as text: comma-separated lines of a day and the currencies' values of one unit of the base, as the
/// European Central Bank publishes its reference rates. Source: eurofxref-hist.csv of the ECB.
public enum RateFile {
    /// A line or cell that is not used, and why. Lines count from 1.
    public enum Finding: Hashable, Sendable {
        /// The file does not begin with a line `Date,USD,JPY,...`.
        case noHeader
        /// A column's name is no currency of ISO 4217.
        case unknownCurrency(line: Int, name: String)
        /// The line does not begin with a day such as 2026-03-02.
        case badDay(line: Int)
        /// The cell is no number above zero.
        case badRate(line: Int, currency: Currency)
        /// The line has more cells than the header.
        case tooManyCells(line: Int)
    }

    /// The rates of a file; what cannot be read is listed and the rest is used. A cell that is empty or `N/A` is no rate.
    public static func read(_ text: String, base: Currency, source: String) -> (rates: [ExchangeRate], findings: [Finding]) {
        var rates: [ExchangeRate] = []
        var findings: [Finding] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let head = lines.first.map(cells), head.first?.lowercased() == "date" else { return ([], [.noHeader]) }
        let currencies = head.dropFirst().map { name -> Currency? in
            if let currency = Currency(name), currency.isListed { return currency }
            if !name.isEmpty { findings.append(.unknownCurrency(line: 1, name: name)) }
            return nil
        }
        for (index, line) in lines.enumerated().dropFirst() where line.contains(where: { !$0.isWhitespace }) {
            let cells = cells(line)
            guard let day = cells.first.flatMap({ CalendarDate($0) }) else {
                findings.append(.badDay(line: index + 1))
                continue
            }
            if cells.dropFirst(1 + currencies.count).contains(where: { !$0.isEmpty }) { findings.append(.tooManyCells(line: index + 1)) }
            for (cell, currency) in zip(cells.dropFirst(), currencies) where !cell.isEmpty && cell != "N/A" {
                guard let currency else { continue }
                let value = ExactDecimal(cell)
                if let value, let rate = ExchangeRate(from: base, to: currency, day: day, source: source, numerator: value) {
                    rates.append(rate)
                } else {
                    findings.append(.badRate(line: index + 1, currency: currency))
                }
            }
        }
        return (rates, findings)
    }

    private static func cells(_ line: Substring) -> [String] {
        line.split(separator: ",", omittingEmptySubsequences: false).map { PlainText.trimmed($0) }
    }
}
