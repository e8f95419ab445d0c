import HTTP
import HTTPTypes
import Model

/// Reads the body of an answer in the form that the request says, else by its Content-Type.
enum AnswerBody {
    /// The body as a tree: JSON as it is, CSV as a list of maps with texts, JSON Lines as a list, a text as one string.
    /// - Returns: nil if it is not of its form; what it says is then known as text alone.
    static func read(_ response: Response, form: AnswerForm?, wanting wanted: WantedPaths) -> JSON? {
        switch form ?? usual(response.head.headerFields[.contentType]?.lowercased() ?? "") {
        case .json: try? PageScanner.read(response.body, wanting: wanted)
        case .csv: table(response.body)
        case .jsonl: lines(response.body)
        case .text: .string(String(decoding: response.body, as: UTF8.self))
        }
    }

    private static func usual(_ contentType: String) -> AnswerForm {
        let type = contentType.prefix { $0 != ";" }
        if type == "text/csv" { return .csv }
        if ["application/x-ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines"].contains(type) {
            return .jsonl
        }
        return type == "text/plain" ? .text : .json
    }

    private static func table(_ bytes: [UInt8]) -> JSON? {
        guard let table = try? CSVText(bytes), table.rows.allSatisfy({ $0.cells.count == table.header.count }) else { return nil }
        return .array(table.rows.map { row in .object(JSONObject(zip(table.header, row.cells).map { ($0, .string($1)) })) })
    }

    private static func lines(_ bytes: [UInt8]) -> JSON? {
        var values: [JSON] = []
        for line in bytes.split(separator: 0x0A) where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
            guard let value = try? JSON(parsing: Array(line)) else { return nil }
            values.append(value)
        }
        return .array(values)
    }
}
