/// The columns of a table in the order in which rows are bound and read: they are written once, and statements are made of them.
struct ColumnList: ExpressibleByStringLiteral, CustomStringConvertible {
    private let names: [String]

    /// Takes the names apart at their commas.
    init(stringLiteral text: String) {
        names = text.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    /// The names as a statement has them.
    var description: String { names.joined(separator: ", ") }

    /// The names behind that of a table, where a statement reads several.
    func of(_ table: String) -> String { names.map { "\(table).\($0)" }.joined(separator: ", ") }

    /// A statement that inserts a whole row; `more` are columns that are bound behind the others.
    func insert(into table: String, more: [String] = []) -> String {
        let all = names + more
        return "insert into \(table)(\(all.joined(separator: ", "))) values (\(all.map { _ in "?" }.joined(separator: ", ")))"
    }

    /// What an insert does to a row that is there: every column but the first ones takes the new value.
    func updates(behind first: Int) -> String { names.dropFirst(first).map { "\($0) = excluded.\($0)" }.joined(separator: ", ") }
}
