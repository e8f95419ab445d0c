@testable import Agent
import Foundation
import Model
import ProgramRules
import Testing

/// What a bank's file may say before it is booked.
@Suite struct PaidFileTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bank-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test(
        arguments: [
            ("9999.00", [], true), ("-1.00", [], true), ("10.00", [], false), ("0.50", ["total,1.00,USD", "total,10.00,USD"], true),
            ("0.50", ["total,10.00,USD"], false), ("", ["total,10.00,USD", "total,1.00,USD"], true),
        ] as [(String, [String], Bool)])
    func `P12 a fee beyond its payout, or any sum that does not agree, books nothing`(
        fee: String, totals: [String], isRefused: Bool
    ) async throws {
        try await withFolder { folder in
            var bench = try PayoutBench("manual", partners: 1)
            bench.rail.gateways = ["manual": BankFile(folder: folder)]
            try bench.earn(0, 1000, key: "a")
            let id = try #require(try bench.approved().first)
            try await bench.send()
            let path = folder + "/paid.csv"
            let lines = ["payout,amount,currency,fee", "\(id),10.00,USD,\(fee)"] + totals.map { $0 + "," }
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
            let run = PaidFileRun(services: bench.services, rail: bench.rail)
            if isRefused { #expect(throws: RunError.self) { try run.run(from: path) } } else { _ = try run.run(from: path) }
            #expect(try bench.states() == [isRefused ? "submitted" : "paid"])
            #expect(try bench.balance(.fees) == (isRefused || fee.isEmpty ? 0 : fee == "10.00" ? 1000 : 50))
        }
    }
}
