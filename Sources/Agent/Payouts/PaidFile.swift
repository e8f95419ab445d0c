import Foundation
import Model
import ProgramRules
import Storage

/// A file that says what a bank did: a row a payout with `payout`, `amount`, `currency` and, where they are there, `status`, `item`, `fee`,
/// `reason`; a last row `total` names the sum.
struct PaidFile {
    /// One row.
    struct Row {
        var line: Int
        var payout: String
        var amount: Money
        var status: ItemStatus
        var item: String?
        var fee: Money?
        var reason: String?
    }

    /// The rows.
    let rows: [Row]
    /// Every sum that the file names.
    let totals: [Money]

    /// Reads a file.
    /// - Throws: `RunError.badPaidFile` that names every line that cannot be used.
    init(path: String) throws(RunError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .badPaidFile(path: path, .unreadable)
        }
        try self.init(Array(data), path: path)
    }

    /// Reads the bytes of a file.
    init(_ bytes: [UInt8], path: String) throws(RunError) {
        guard let cells = CSVForm.rows(bytes), let names = cells.first?.map(\.text), names.contains("payout"),
            names.contains("amount"),
            names.contains("currency")
        else {
            throw .badPaidFile(path: path, .noTable)
        }
        var (rows, totals, wrong): ([Row], [Money], [PaidRowFault]) = ([], [], [])
        for (index, cells) in cells.enumerated().dropFirst() where cells.contains(where: { !$0.text.isEmpty }) {
            let row = Dictionary(zip(names, cells.map(\.text))) { first, _ in first }
            switch Self.read(row, line: index + 1) {
            case .row(let row): rows.append(row)
            case .total(let total): totals.append(total)
            case .wrong(let fault): wrong.append(fault)
            }
        }
        guard wrong.isEmpty else {
            throw .badPaidFile(path: path, .rows(wrong))
        }
        self.rows = rows
        self.totals = totals
    }

    private enum Reading {
        case row(Row)
        case total(Money)
        case wrong(PaidRowFault)
    }

    private static func read(_ row: [String: String], line: Int) -> Reading {
        let id = row["payout"] ?? ""
        guard let amount = Money("\(row["amount"] ?? "") \(row["currency"] ?? "")") else {
            return .wrong(.noAmount(line: line, found: "\(row["amount"] ?? "") \(row["currency"] ?? "")"))
        }
        if id.lowercased() == "total" { return .total(amount) }
        let word = row["status"].flatMap { $0.isEmpty ? nil : $0.lowercased() } ?? "paid"
        guard let status = word == "paid" ? .success : ItemStatus(rawValue: word) else {
            return .wrong(.noStatus(line: line, found: word))
        }
        var fee: Money?
        if let text = row["fee"], !text.isEmpty {
            guard let money = Money("\(text) \(amount.currency.code)"), money.minor >= 0 else {
                return .wrong(.noFee(line: line, found: text))
            }
            fee = money
        }
        func filled(_ name: String) -> String? { row[name].flatMap { $0.isEmpty ? nil : $0 } }
        return .row(
            Row(line: line, payout: id, amount: amount, status: status, item: filled("item"), fee: fee, reason: filled("reason")))
    }
}

extension CSVForm.Field {
    /// The text; empty for nothing.
    fileprivate var text: String { if case .text(let text) = self { text } else { "" } }
}
