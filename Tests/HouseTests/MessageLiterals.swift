import Foundation

/// The messages of Swift files as text: each string literal with `…` for what is put in.
struct MessageLiterals {
    /// One literal, and the code before it.
    struct Literal {
        let text: String
        let before: Substring
    }

    /// The literals in order.
    let all: [Literal]

    /// Reads a file's text; comments and block literals are passed over.
    init(_ source: String) {
        var all: [Literal] = []
        var index = source.startIndex
        while index < source.endIndex {
            let rest = source[index...]
            if rest.hasPrefix("//") {
                index = rest.firstIndex(of: "\n") ?? source.endIndex
            } else if rest.hasPrefix("\"\"\"") {
                let inner = source[source.index(index, offsetBy: 3)...]
                index = inner.range(of: "\"\"\"")?.upperBound ?? source.endIndex
            } else if source[index] == "\"" {
                let start = index
                let text = MessageLiterals.literal(in: source, at: &index)
                all.append(Literal(text: text, before: source[..<start].suffix(200)))
            } else {
                index = source.index(after: index)
            }
        }
        self.all = all
    }

    /// Reads from an opening quotation mark to behind the closing one.
    private static func literal(in source: String, at index: inout String.Index) -> String {
        var text = ""
        index = source.index(after: index)
        while index < source.endIndex, source[index] != "\"" {
            guard source[index] == "\\" else {
                text.append(source[index])
                index = source.index(after: index)
                continue
            }
            index = source.index(after: index)
            guard index < source.endIndex else { return text }
            if source[index] == "(" {
                skipParentheses(in: source, at: &index)
                text.append("…")
            } else {
                text.append(source[index])
                index = source.index(after: index)
            }
        }
        if index < source.endIndex { index = source.index(after: index) }
        return text
    }

    private static func skipParentheses(in source: String, at index: inout String.Index) {
        var depth = 0
        while index < source.endIndex {
            if source[index] == "\"" {
                _ = literal(in: source, at: &index)
                continue
            }
            if source[index] == "(" { depth += 1 }
            if source[index] == ")" { depth -= 1 }
            index = source.index(after: index)
            if depth == 0 { return }
        }
    }
}
