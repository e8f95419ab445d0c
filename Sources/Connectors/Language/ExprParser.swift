import YAML

/// Reads one path with its filters.
struct ExprParser {
    private let scalars: [Character]
    private var index = 0
    private let roots: ExprRoots

    init(_ text: String, roots: ExprRoots) {
        scalars = Array(text)
        self.roots = roots
    }

    /// Reads the whole text as a path and filters.
    mutating func pipeline() throws(ExprSyntaxError) -> Expr.Pipeline {
        skipSpace()
        let path = try path()
        var filters: [Filter] = []
        skipSpace()
        while take("|") {
            filters.append(try filter())
            skipSpace()
        }
        guard index == scalars.count else { throw failure("the end or a filter behind |") }
        return Expr.Pipeline(text: String(scalars).trimmed, path: path, filters: filters)
    }

    private func failure(_ expected: String) -> ExprSyntaxError {
        let rest = String(scalars[index...])
        return ExprSyntaxError(found: rest.isEmpty ? "the end of \"\(String(scalars))\"" : "\"\(rest)\"", expected: expected)
    }

    private var next: Character? { index < scalars.count ? scalars[index] : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard next == character else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let character = next, character.isWhitespace { index += 1 }
    }

    private mutating func name() -> String? {
        let start = index
        while let character = next, !character.isWhitespace, !".[]|?()'\"{}=,".contains(character) { index += 1 }
        return index > start ? String(scalars[start..<index]) : nil
    }

    private mutating func path() throws(ExprSyntaxError) -> ExprPath {
        if take("@") {
            guard name() == "key" else { throw failure("@key") }
            return ExprPath(root: .elementKey, steps: [], isOptional: take("?"))
        }
        var root = ExprPath.Root.element
        var steps: [ExprPath.Step] = []
        if take(".") {
            guard roots.hasElement else { throw ExprSyntaxError(found: "\".\"", expected: rootNames) }
        } else if let first = name() {
            if roots.variables.contains(first) {
                root = .variable(first)
            } else if roots.hasElement {
                steps.append(.member(first))
            } else {
                throw ExprSyntaxError(
                    found: "\"\(first)\"", expected: rootNames, hint: NearestName.hint(for: first, among: roots.variables.sorted()))
            }
        } else if next != "[" || !roots.hasElement {
            throw failure("a path")
        }
        while true {
            if take(".") {
                guard let name = name() else { throw failure("a name") }
                steps.append(.member(isHeader(root, steps) ? name.lowercased() : name))
            } else if take("[") {
                steps.append(try bracket(isHeader: isHeader(root, steps)))
            } else {
                return ExprPath(root: root, steps: steps, isOptional: take("?"))
            }
        }
    }

    private var rootNames: String {
        let names = roots.variables.sorted()
        return names.count == 1 ? names[0] : "one of " + names.joined(separator: ", ")
    }

    /// Header names ignore case, so they are looked up in lower case.
    private func isHeader(_ root: ExprPath.Root, _ steps: [ExprPath.Step]) -> Bool {
        switch root {
        case .variable("header"): steps.isEmpty
        case .variable("response"), .variable("request"): steps == [.member("header")]
        default: false
        }
    }

    private mutating func bracket(isHeader: Bool) throws(ExprSyntaxError) -> ExprPath.Step {
        let step: ExprPath.Step
        if take("*") {
            step = .every
        } else if take("?") {
            guard let key = name(), take("="), take("=") else { throw failure("a condition such as ?kind=='x'") }
            guard let text = try quoted() ?? name() else { throw failure("a text in quotes, a number or a boolean") }
            step = .matching(key: key, text: text)
        } else if let text = try quoted() {
            step = .member(isHeader ? text.lowercased() : text)
        } else if let text = name() {
            step = Int(text).map(ExprPath.Step.index) ?? .named(text)
        } else {
            throw failure("an index, *, ?key=='x', a name in quotes or a variable")
        }
        guard take("]") else { throw failure("]") }
        return step
    }

    private mutating func quoted() throws(ExprSyntaxError) -> String? {
        guard let quote = next, quote == "'" || quote == "\"" else { return nil }
        index += 1
        var text = ""
        while let character = next {
            index += 1
            if character == quote { return text }
            if character == "\\", let escaped = next, escaped == quote || escaped == "\\" {
                index += 1
                text.append(escaped)
            } else {
                text.append(character)
            }
        }
        throw ExprSyntaxError(found: "a text without closing quote", expected: "\(quote)")
    }

    private mutating func filter() throws(ExprSyntaxError) -> Filter {
        skipSpace()
        guard let name = name() else { throw failure("a filter's name") }
        var arguments: [FilterArgument] = []
        if take("(") {
            skipSpace()
            while !take(")") {
                if !arguments.isEmpty {
                    guard take(",") else { throw failure(", or )") }
                    skipSpace()
                }
                if let text = try quoted() {
                    arguments.append(.literal(text))
                } else {
                    arguments.append(.path(try path()))
                }
                skipSpace()
            }
        }
        return try Filter.make(name, arguments)
    }
}

extension String {
    /// The text without white space at either end.
    var trimmed: String {
        var view = self[...]
        while view.first?.isWhitespace == true { view.removeFirst() }
        while view.last?.isWhitespace == true { view.removeLast() }
        return String(view)
    }
}

extension Expr {
    /// Reads one expression.
    static func parse(_ text: String, at place: SourcePlace, roots: ExprRoots) throws(ExprSyntaxError) -> Expr {
        var parser = ExprParser(text, roots: roots)
        return Expr(alternatives: [try parser.pipeline()], place: place)
    }
}
