public import Model

/// The terms under which something was earned, by the name of their book: they are kept for as long as what was earned (C1).
public struct TermsBookTable {
    let connection: Connection

    /// Keeps a book; one that is there stays as it is.
    public func keep(_ id: String, text: String, at now: Timestamp) throws(StorageError) {
        try connection.run("insert or ignore into terms_book(id, text, since) values (?, ?, ?)", doing: "keep terms") {
            $0.bind(id)
            $0.bind(text)
            $0.bind(now)
        }
    }

    /// The texts of all books, by name.
    public func all() throws(StorageError) -> [String: String] {
        let rows = try connection.all("select id, text from terms_book", doing: "read terms") { (row) throws(StorageError) in
            (try row.text(), try row.text())
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
}
