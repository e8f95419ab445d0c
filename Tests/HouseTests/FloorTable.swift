import Foundation

/// The floors of docs/ARCHITECTURE.md and the targets of Package.swift, as text.
struct FloorTable {
    /// One target.
    struct Row: Equatable {
        var target: String
        var floor: Int
        var imports: Set<String>
        var packages: Set<String>
    }

    /// The rows in the order of the page.
    let rows: [Row]

    /// Reads the table whose header starts with `| floor | target |`.
    init(page: String) {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0.hasPrefix("| floor | target |") } ?? lines.endIndex
        rows = lines[start...].dropFirst(2).prefix { $0.hasPrefix("|") }.compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map { cell in
                cell.filter { $0 != "`" }.trimmed
            }
            guard cells.count >= 4, let floor = Int(cells[0]) else { return nil }
            return Row(target: cells[1], floor: floor, imports: FloorTable.names(cells[2]), packages: FloorTable.names(cells[3]))
        }
    }

    /// The row of a target.
    func row(_ target: String) -> Row? { rows.first { $0.target == target } }

    private static func names(_ cell: String) -> Set<String> {
        Set(cell.split(separator: ",").map { String($0).trimmed }.filter { $0 != "-" && !$0.isEmpty })
    }
}

/// The targets that Package.swift declares, with their dependencies by name.
struct PackageTargets {
    /// What a target depends on: our targets, and products of packages.
    struct Target {
        var dependencies: Set<String> = []
        var products: Set<String> = []
    }

    /// The product targets, by name.
    let targets: [String: Target]

    /// Reads Package.swift as text.
    init(manifest: String) {
        var products: [String: String] = [:]
        for line in manifest.split(separator: "\n") where line.hasPrefix("let ") {
            guard let name = line.split(separator: " ").dropFirst().first, let product = line.between("product(name: \"", "\"") else {
                continue
            }
            products[String(name)] = product
        }
        var targets: [String: Target] = [:]
        for kind in [".target(", ".executableTarget(", ".systemLibrary("] {
            for part in manifest.parts(after: kind) {
                let declaration = part.prefixToClosingParenthesis
                guard let name = declaration.between("name: \"", "\"") else { continue }
                let list = declaration.between("dependencies: [", "]") ?? ""
                var target = Target()
                for item in list.split(separator: ",").map({ String($0).trimmed }) where !item.isEmpty {
                    if item.hasPrefix("\"") {
                        target.dependencies.insert(item.filter { $0 != "\"" })
                    } else {
                        target.products.insert(products[item] ?? item)
                    }
                }
                targets[name] = target
            }
        }
        self.targets = targets
    }
}

extension StringProtocol {
    /// The text without blanks and line breaks at its ends.
    var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// What stands between the first `open` and the `close` after it.
    func between(_ open: String, _ close: String) -> String? {
        guard let start = range(of: open), let end = self[start.upperBound...].range(of: close) else { return nil }
        return String(self[start.upperBound..<end.lowerBound])
    }

    /// The rests of the text behind each `mark`.
    func parts(after mark: String) -> [String] {
        var parts: [String] = []
        var rest = self[startIndex...]
        while let place = rest.range(of: mark) {
            rest = rest[place.upperBound...]
            parts.append(String(rest))
        }
        return parts
    }

    /// The text up to the parenthesis that closes the one just opened.
    var prefixToClosingParenthesis: String {
        var depth = 1
        return String(
            prefix { character in
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                return depth > 0
            })
    }
}
