import ProgramRules
import Storage

/// Today's terms and all those under which something was ever earned (C1).
struct TermsShelf {
    /// The books that can be read, by name.
    let books: [String: TermsBook]

    /// Reads what the hub keeps.
    init(_ tx: Transaction, today: TermsBook) throws {
        var books = [today.id: today]
        for (id, text) in try tx.termsBooks.all() where books[id] == nil { books[id] = TermsSettings.book(of: text, id: id) }
        self.books = books
    }

    /// A book of which an amount depends.
    /// - Throws: `RunError.refused` if it is not there or cannot be read.
    func book(_ id: String, behind commission: String) throws -> TermsBook {
        guard let book = books[id] else { throw Self.unreadable(id, behind: commission) }
        return book
    }

    static func unreadable(_ id: String, behind commission: String) -> RunError {
        .refused(.earning(.termsDamaged(book: id, commission: commission)))
    }
}
