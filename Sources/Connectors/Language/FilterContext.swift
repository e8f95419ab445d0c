import Crypto
import FoundationEssentials
import Model
import YAML

/// What a filter needs to know of the expression it stands in.
struct FilterContext {
    let scope: Scope
    let expression: String
    let place: SourcePlace

    func unfit(_ value: ScopeValue, _ expected: String) -> EvaluationError {
        .unfit(expression: expression, at: place, found: value.kindName, expected: expected)
    }

    func text(of argument: FilterArgument) throws(EvaluationError) -> String {
        switch argument {
        case .literal(let text): return text
        case .path(let path):
            guard let value = path.value(in: scope) else { throw .missing(expression: expression, at: place) }
            guard let text = value.scalarText else { throw unfit(value, "a text") }
            return text
        }
    }
}

extension Filter {
    /// The value behind the filter; nil if there is none. Null stays null; on a list, filters of scalars act on each element.
    func apply(to value: ScopeValue, _ context: FilterContext) throws(EvaluationError) -> ScopeValue? {
        if value.isNull { return value }
        switch self {
        case .join(let argument): return .text(try joined(value, with: try context.text(of: argument), context))
        case .first:
            guard let elements = value.elements else { throw context.unfit(value, "a list") }
            return elements.first
        case .json: return .text(value.json.text)
        default: break
        }
        guard let elements = value.elements else { return try scalar(value, context) }
        var results: [ScopeValue] = []
        for element in elements {
            if let result = element.isNull ? element : try scalar(element, context) { results.append(result) }
        }
        return .list(results)
    }

    private func joined(_ value: ScopeValue, with separator: String, _ context: FilterContext) throws(EvaluationError) -> String {
        guard let elements = value.elements else { throw context.unfit(value, "a list") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.scalarText else { throw context.unfit(element, "a scalar in the list") }
            texts.append(text)
        }
        return texts.joined(separator: separator)
    }

    private func scalar(_ value: ScopeValue, _ context: FilterContext) throws(EvaluationError) -> ScopeValue? {
        switch self {
        case .time(let form): return .json(form.write(try instant(value, context)))
        case .base64: return .text(Data(try bytes(value, context)).base64EncodedString())
        case .hex: return .text(Hexadecimal.text(of: try bytes(value, context)))
        case .sha256: return .bytes(Array(SHA256.hash(data: try bytes(value, context))))
        case .escape(let language): return .text(try literal(value, language, context))
        default: break
        }
        guard let text = value.scalarText else { throw context.unfit(value, "a scalar") }
        switch self {
        case .text: return .text(text)
        case .number: return .json(try number(text, value, context))
        case .money(let form):
            guard let amount = ExactDecimal(text) else { throw context.unfit(value, "a decimal") }
            return .json(form == .number ? .number(amount.text) : .string(amount.text))
        case .duration(let unit):
            guard let seconds = Self.seconds(text, unit: unit) else { throw context.unfit(value, "a number") }
            return .json(.number(seconds.text))
        case .currency:
            guard let currency = Currency(text) else { throw context.unfit(value, "a currency code") }
            return .text(currency.code)
        case .lower: return .text(text.lowercased())
        case .upper: return .text(text.uppercased())
        case .prepend(let arguments):
            var start = ""
            for argument in arguments { start += try context.text(of: argument) }
            return .text(start + text)
        case .split(let argument): return .texts(Self.split(text, by: try context.text(of: argument)))
        case .capture(let pattern): return pattern.capture(in: text).map(ScopeValue.text)
        case .part(let name): return Self.part(name, of: text).map(ScopeValue.text)
        case .link(let relation): return Self.link(relation, of: text).map(ScopeValue.text)
        case .unbase64:
            guard let data = Data(base64Encoded: text) else { throw context.unfit(value, "base 64") }
            return String(validating: data, as: UTF8.self).map(ScopeValue.text) ?? .bytes(Array(data))
        case .jsonRaw:
            do throws(JSONError) { return .json(try JSON(parsing: text)) } catch { throw context.unfit(value, "JSON text") }
        default: throw context.unfit(value, "what the filter takes")
        }
    }

    private func instant(_ value: ScopeValue, _ context: FilterContext) throws(EvaluationError) -> Timestamp {
        if case .time(let instant) = value { return instant }
        guard case .json(.string(let text)) = value, let instant = Timestamp(iso: text) else {
            throw context.unfit(value, "an instant")
        }
        return instant
    }

    private func bytes(_ value: ScopeValue, _ context: FilterContext) throws(EvaluationError) -> [UInt8] {
        if case .bytes(let bytes) = value { return bytes }
        guard let text = value.scalarText else { throw context.unfit(value, "a text or bytes") }
        return Array(text.utf8)
    }

    private func number(_ text: String, _ value: ScopeValue, _ context: FilterContext) throws(EvaluationError) -> JSON {
        guard case .number(let number)? = try? JSON(parsing: text) else { throw context.unfit(value, "a number") }
        return .number(number)
    }

    private func literal(
        _ value: ScopeValue, _ language: QueryLanguage, _ context: FilterContext
    ) throws(EvaluationError) -> String {
        switch value {
        case .json(.string(let text)): return language.literal(text)
        case .json(.number(let text)): return text
        case .json(.bool(let flag)): return flag ? "true" : "false"
        default: throw context.unfit(value, "a text, a number or a boolean")
        }
    }

    /// A number of a unit in seconds, to the millisecond; nil if it is none or does not fit.
    private static func seconds(_ text: String, unit: Int64) -> ExactDecimal? {
        guard let amount = ExactDecimal(text) else { return nil }
        let (product, overflow) = amount.coefficient.multipliedReportingOverflow(by: Int128(unit))
        guard !overflow, let rounded = ExactDecimal(coefficient: product, scale: amount.scale).rounded(toScale: 0) else { return nil }
        return ExactDecimal(coefficient: rounded.coefficient, scale: 3)
    }

    static func split(_ text: String, by separator: String) -> [String] {
        guard !separator.isEmpty else { return [text] }
        return text.split(separator: separator, omittingEmptySubsequences: true).map(String.init)
    }

    /// The value of a name in `t=1,v1=x`.
    static func part(_ name: String, of text: String) -> String? {
        for item in text.split(separator: ",") {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2, String(pair[0]).trimmed == name { return String(pair[1]).trimmed }
        }
        return nil
    }

    /// The address of a relation in `<https://x/?page=2>; rel="next", ...`. Source: RFC 8288.
    static func link(_ relation: String, of text: String) -> String? {
        for item in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
            guard let end = item.firstIndex(of: ">") else { continue }
            let parameters = item[item.index(after: end)...].lowercased().split(whereSeparator: { ";, ".contains($0) })
            let relations = parameters.filter { $0.hasPrefix("rel=") }.map { $0.dropFirst(4).filter { $0 != "\"" } }
            if relations.contains(relation.lowercased()) { return String(item[..<end]) }
        }
        return nil
    }
}
