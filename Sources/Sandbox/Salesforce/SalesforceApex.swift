import HTTP
import Model

/// Anonymous Apex by the Tooling API, as far as people need it who have no other call to merge and to undelete by:
/// `Database.merge(new Account(Id = '001...'), '001...');` and `Database.undelete('001...');`. Source: VENDORS.md 1.3, Tooling API.
enum SalesforceApex {
    private enum Statement: Equatable {
        case merge(object: String, winner: String, loser: String)
        case undelete(id: String)
    }

    /// Answers `GET /tooling/executeAnonymous/?anonymousBody=`: 200 whatever comes of it, with what does not compile or not run told.
    static func answer(_ call: SalesforceCall, _ store: inout SalesforceStore) throws(SalesforceRefusal) -> Response {
        guard call.method == "GET" else { throw call.wrongMethod("GET,HEAD") }
        guard let code = call.target["anonymousBody"] else {
            throw SalesforceRefusal(
                code: "MISSING_ARGUMENT", message: "Missing value for anonymousBody parameter", showsFields: false)
        }
        guard let statement = parse(code) else { return Answer.json(200, report(problem: "Unexpected token '\(code.prefix(40))'.")) }
        do throws(SalesforceRefusal) {
            try run(statement, call, &store)
            return Answer.json(200, report())
        } catch {
            let words = "first error: \(error.code), \(error.message): [\(error.fields.joined(separator: ", "))]"
            return Answer.json(200, report(exception: "System.DmlException: Operation failed. First exception on row 0; \(words)"))
        }
    }

    private static func run(
        _ statement: Statement, _ call: SalesforceCall, _ store: inout SalesforceStore
    ) throws(SalesforceRefusal) {
        switch statement {
        case .undelete(let text):
            guard let id = SalesforceID.widened(text), let index = store.table(ofID: id) else { throw .malformedID(text) }
            try call.writer.setDeleted(index, try serial(id, index, store), false, in: &store)
        case .merge(let object, let winner, let loser):
            guard let index = store.table(object) else { throw .notFound }
            try call.writer.merge(index, try serial(loser, index, store), into: try serial(winner, index, store), in: &store)
        }
    }

    private static func serial(_ text: String, _ index: Int, _ store: SalesforceStore) throws(SalesforceRefusal) -> Int32 {
        guard let id = SalesforceID.widened(text) else { throw .malformedID(text) }
        guard let serial = store.tables[index].serial(id) else { throw .crossReference }
        return serial
    }

    private static func parse(_ code: String) -> Statement? {
        let tight = code.filter { !$0.isWhitespace || $0 == " " }.replacing(" = ", with: "=").replacing(", ", with: ",").trimmed
        if let inside = between(tight, "Database.undelete('", "');"), isWord(inside) { return .undelete(id: inside) }
        guard let inside = between(tight, "Database.merge(new ", "');") else { return nil }
        let parts = inside.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[2] == "),", let object = between(parts[0] + "\n", "", "(Id=\n") else { return nil }
        guard [object, parts[1], parts[3]].allSatisfy(isWord) else { return nil }
        return .merge(object: object, winner: parts[1], loser: parts[3])
    }

    private static func between(_ text: String, _ start: String, _ end: String) -> String? {
        guard text.count >= start.count + end.count, text.hasPrefix(start), text.hasSuffix(end) else { return nil }
        return String(text.dropFirst(start.count).dropLast(end.count))
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    private static func report(problem: String? = nil, exception: String? = nil) -> JSON {
        [
            "line": problem == nil && exception == nil ? -1 : 1, "column": problem == nil && exception == nil ? -1 : 1,
            "compiled": .bool(problem == nil), "success": .bool(problem == nil && exception == nil),
            "compileProblem": problem.map { .string($0) } ?? .null,
            "exceptionStackTrace": exception == nil ? .null : "AnonymousBlock: line 1, column 1",
            "exceptionMessage": exception.map { .string($0) } ?? .null,
        ]
    }
}
