/// Telephone numbers as E.164, an extension behind it: `+4930123456`, `+14155550123 ext. 12`. Source: ITU-T E.164.
enum PhoneForm {
    /// The canonical number; nil if the text cannot be read for certain: then it stays as typed and matches nothing.
    static func canonical(_ text: String, country: String?) -> String? {
        guard let (number, suffix) = split(text), let parts = digits(of: number) else { return nil }
        guard let international = parts.isInternational ? checked(parts.digits) : national(parts.digits, country: country) else {
            return nil
        }
        return "+" + international + (suffix.isEmpty ? "" : " ext. " + suffix)
    }

    /// True for what `canonical` makes.
    static func isInternational(_ text: String) -> Bool { text.hasPrefix("+") && canonical(text, country: nil) == text }

    /// Hyphens, dots, slashes and brackets, also as Japanese keyboards and word processors set them.
    private static let separators: Set<Character> = Set("-./()\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}\u{30FC}\u{FF0D}\u{FF08}\u{FF09}")
    private static let pluses: Set<Character> = ["+", "\u{FF0B}"]

    /// The number and the digits of its extension; nil if what looks like one is none.
    private static func split(_ text: String) -> (number: Substring, suffix: String)? {
        // Every mark has one of these in it.
        guard text.utf8.contains(where: { $0 == 0x23 || $0 == 0x78 || $0 == 0x58 || $0 >= 0x80 }) else { return (text[...], "") }
        let lower = text.lowercased()
        for mark in [";ext=", "extension", "ext.", "ext", "x.", "x", "#"] {
            guard let range = lower.firstRange(of: mark) else { continue }
            let suffix = lower[range.upperBound...].filter { !$0.isWhitespace && $0 != ":" && $0 != "." }
            guard (1...7).contains(suffix.count), suffix.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
            let length = lower.distance(from: lower.startIndex, to: range.lowerBound)
            return (text.prefix(length), suffix)
        }
        return (text[...], "")
    }

    /// The digits, and whether a plus stands before them; nil for letters or other signs. A `(0)` behind the plus is no digit.
    private static func digits(of number: Substring) -> (digits: String, isInternational: Bool)? {
        if let plain = plainDigits(of: number) { return plain }
        var rest = String(number)
        if rest.lowercased().hasPrefix("tel:") { rest.removeFirst(4) }
        var digits = ""
        var plus = false
        if let zero = rest.firstRange(of: "(0)"), rest.hasPrefix("00") || rest[..<zero.lowerBound].contains(where: pluses.contains) {
            rest.removeSubrange(zero)
        }
        for character in rest {
            if let value = character.wholeNumberValue, character.isNumber, value < 10 {
                digits.append(String(value))
            } else if pluses.contains(character) && digits.isEmpty && !plus {
                plus = true
            } else if !character.isWhitespace, !separators.contains(character) {
                return nil
            }
        }
        return digits.isEmpty ? nil : (digits, plus)
    }

    /// The same for numbers of nothing but ASCII digits, blanks, hyphens, dots and slashes behind at most one plus; nil for all others.
    private static func plainDigits(of number: Substring) -> (digits: String, isInternational: Bool)? {
        var digits: [UInt8] = []
        var plus = false
        for byte in number.utf8 {
            switch byte {
            case 0x30...0x39: digits.append(byte)
            case UInt8(ascii: "+") where digits.isEmpty && !plus: plus = true
            case 0x20, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"): continue
            default: return nil
            }
        }
        return digits.isEmpty ? nil : (String(decoding: digits, as: UTF8.self), plus)
    }

    /// The international digits of a number written as inside a country.
    private static func national(_ digits: String, country: String?) -> String? {
        guard let country = country.flatMap(Country.named) else { return nil }
        for prefix in internationalPrefixes(of: country) where digits.hasPrefix(prefix) {
            return checked(String(digits.dropFirst(prefix.count)))
        }
        var significant = digits
        if !country.trunk.isEmpty {
            let isWhole = country.digits.contains(digits.count)
            if digits.hasPrefix(country.trunk), !(country.isTrunkOptional && country.trunk != "0" && isWhole) {
                significant = String(digits.dropFirst(country.trunk.count))
            } else if !country.isTrunkOptional {
                return nil
            }
        }
        guard country.digits.contains(significant.count) else { return nil }
        return checked(country.callingCode + significant)
    }

    /// International digits that can be a number of the country they name, without a trunk prefix left in.
    private static func checked(_ digits: String) -> String? {
        let countries = Country.sharing(callingCodeOf: digits)
        guard let first = countries.first, digits.count <= 15 else { return nil }
        var significant = String(digits.dropFirst(first.callingCode.count))
        if countries.allSatisfy({ $0.trunk == "0" }) { significant = String(significant.drop { $0 == "0" }) }
        if first.callingCode == "1" {
            guard let area = significant.first, area >= "2" else { return nil }
        }
        guard countries.contains(where: { $0.digits.contains(significant.count) }) else { return nil }
        return first.callingCode + significant
    }

    /// What is dialled for abroad.
    private static func internationalPrefixes(of country: Country) -> [String] {
        switch country.callingCode {
        case "1": ["011"]
        case "61": ["0011"]
        case "81": ["010"]
        case "7", "375", "993": ["810"]
        case "82": ["001", "002", "00700"]
        case "65": ["001", "002"]
        case "66": ["001"]
        case "852": ["001"]
        default: ["00"]
        }
    }
}
