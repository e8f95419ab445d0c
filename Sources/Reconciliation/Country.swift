/// What the table knows of one country.
struct Country: Sendable {
    /// ISO 3166-1 alpha-2.
    let code: String
    /// The calling code's digits.
    let callingCode: String
    /// What stands before a number dialled inside the country; empty where nothing does.
    let trunk: String
    /// True where people often leave the trunk prefix out.
    let isTrunkOptional: Bool
    /// How many digits a national significant number has.
    let digits: ClosedRange<Int>

    /// The alpha-2 code that a code or an English name means; nil if none.
    static func code(of text: String) -> String? {
        let name = TextForm.folded(TextForm.tidied(text))
        return byName[name]
    }

    /// The country of an alpha-2 code.
    static func named(_ code: String) -> Country? { byCode[code.uppercased()] }

    /// The countries that share the calling code with which these digits start.
    static func sharing(callingCodeOf digits: String) -> [Country] {
        for length in 1...3 {
            if let countries = byCallingCode[String(digits.prefix(length))] { return countries }
        }
        return []
    }

    private static let all: [(country: Country, names: [String])] = CountryTable.rows.split(separator: "\n").compactMap(row)
    private static let byCode = Dictionary(all.map { ($0.country.code, $0.country) }) { first, _ in first }
    private static let byCallingCode = Dictionary(grouping: all.map(\.country), by: \.callingCode)
    private static let byName = Dictionary(all.flatMap { entry in entry.names.map { ($0, entry.country.code) } }) { first, _ in first }

    private static func row(_ line: Substring) -> (country: Country, names: [String])? {
        let parts = line.split(separator: " ", maxSplits: 5)
        guard parts.count == 6 else { return nil }
        let bounds = parts[4].split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
        let country = Country(
            code: String(parts[0]), callingCode: String(parts[2]), trunk: parts[3] == "-" ? "" : parts[3].filter(\.isNumber),
            isTrunkOptional: parts[3].hasSuffix("?"), digits: bounds[0]...bounds[1])
        let names = [parts[0], parts[1]] + parts[5].split(separator: "|")
        return (country, names.map { TextForm.folded(String($0)) })
    }
}
