import Foundation
import Model
import Testing

/// What a person sees on a terminal of 80 columns.
@Suite struct ScreenTests {
    @Test func `every line fits a narrow terminal, and an id that was cut there can be typed as it stands`() async throws {
        try await Trial.open { trial in
            try await trial.meet()
            let pair = try #require(try await trial.pairs("customer", 1).first)
            try await trial.sandbox.edit("salesforce", "Contact", pair.crm, [("LastName", "Featherstonehaugh")])
            try await trial.sandbox.edit("hubspot", "contacts", pair.marketing, [("lastname", "Cholmondeley-Marjoribanks")])
            try await trial.sync()
            for command in [
                "status", "show customer", "show customer \(pair.entity)", "explain \(pair.entity)", "reconcile", "review", "check",
                "connector list", "connector describe hubspot", "conflicts list --all",
            ] {
                let lines = try await screen(trial, command)
                #expect(!lines.isEmpty, "\(command)")
                for line in lines { #expect(line.count <= 80, "\(command): \(line)") }
            }
            let table = try await screen(trial, "conflicts list --all")
            let cut = try #require(table.last { $0.hasPrefix("…") }?.split(separator: " ").first.map(String.init), "\(table)")
            #expect(!table.contains { $0.contains(#/\S…/#) }, "a value was cut instead of going on below: \(table)")
            let shown = try await trial.run("conflicts", "show", cut, "--json")
            #expect(shown.json?["id"]?.string?.hasSuffix(cut.dropFirst()) == true, "\(shown)")
            let customer = try await trial.run("show", "customer", "…" + pair.entity.suffix(9), "--json")
            #expect(customer.json?["id"]?.string == pair.entity, "\(customer)")
        }
    }

    @Test func `the end of an id that fits none is told, and one too short is no id`() async throws {
        try await Trial.open(records: 30) { trial in
            try await trial.meet()
            for text in ["ZZZZZZZZZZZZ", "A"] {
                let end = try await trial.run("show", "customer", text)
                #expect(end.code == 1, "\(end)")
                #expect(end.err.contains("no customer has the id \(text)"), "\(end)")
            }
        }
    }

    @Test func `times are printed in the program's zone, and in UTC in JSON`() async throws {
        try await Trial.open(records: 30) { trial in
            try await trial.meet()
            let words = try await trial.run("status").out
            #expect(words.contains(#/run run_\w+ apply \d{4}-\d\d-\d\d \d\d:\d\d:\d\d-0[45]:00 exit/#), "\(words)")
            let json = try await trial.run("status", "--json").out
            #expect(json.contains(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/#), "\(json)")
        }
    }

    @Test func `what a remote puts into a name tells a terminal nothing`() async throws {
        try await Trial.open(records: 30) { trial in
            try await trial.meet()
            let pair = try #require(try await trial.pairs("customer", 1).first)
            let name = "Evil\u{1B}[2J\u{1B}]0;x\u{7}\u{9B}31m\u{202E}\rforged"
            try await trial.sandbox.edit("salesforce", "Contact", pair.crm, [("LastName", .string(name))])
            try await trial.sync()
            for command in ["show customer", "show customer \(pair.entity)", "explain \(pair.entity)", "status", "reconcile -v"] {
                for more in [[], ["--json"]] {
                    let end = try await trial.start(command.split(separator: " ").map(String.init) + more).end()
                    for text in [end.out, end.err] {
                        let obeyed = text.unicodeScalars.filter { scalar in
                            scalar != "\n" && (scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar == "\u{202E}")
                        }
                        #expect(obeyed.isEmpty, "\(command): \(text.debugDescription)")
                    }
                }
            }
            let shown = try await trial.run("show", "customer", pair.entity)
            #expect(shown.out.contains("Evil") && shown.out.contains("forged"), "\(shown)")
        }
    }

    /// The lines that stand on the terminal in the end: what a carriage return or an erased line took away is gone.
    private func screen(_ trial: Trial, _ command: String) async throws -> [String] {
        let line = "stty cols 80 rows 40; exec \(Repository.binary.path) \(command)"
        let end = try await Program(
            URL(filePath: "/usr/bin/script"), ["-qec", line, "/dev/null"], in: trial.folder,
            environment: trial.environment.merging(["TERM": "xterm"]) { $1 }
        ).end()
        return end.out.replacing("\r\n", with: "\n").split(separator: "\n").map { line in
            let kept = line.split(separator: "\r", omittingEmptySubsequences: false).last ?? line
            return String(kept).replacingOccurrences(of: "\u{1B}[K", with: "")
        }
    }
}
