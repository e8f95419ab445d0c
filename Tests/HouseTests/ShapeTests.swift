import Testing

/// Sizes and names.
@Suite struct ShapeTests {
    private let house = House.standing

    @Test func `no source file is longer than 400 lines and half of them not longer than 150`() {
        for file in house.sources { #expect(file.lineCount <= 400, "\(file.path): \(file.lineCount) lines") }
        let sizes = house.sources.map(\.lineCount).sorted()
        #expect(!sizes.isEmpty)
        #expect(sizes[sizes.count / 2] <= 160)
    }

    @Test func `no test file is longer than 600 lines`() {
        for file in house.tests { #expect(file.lineCount <= 600, "\(file.path): \(file.lineCount) lines") }
    }

    @Test func `no function is longer than 60 lines`() {
        for file in house.sources {
            for span in FunctionSpans.spans(in: file.code) {
                #expect(span.length <= 60, "\(file.path):\(span.first): \(span.name) has \(span.length) lines")
            }
        }
    }

    @Test func `no line is longer than 140 characters`() {
        for file in house.sources + house.tests {
            for (index, line) in file.lines.enumerated() where line.count > 140 && !line.contains("\"") {
                Issue.record("\(file.path):\(index + 1): \(line.count) characters")
            }
        }
    }

    @Test func `names say what a file holds`() {
        let vague = ["Utils", "Utilities", "Helper", "Helpers", "Manager", "Common", "Extensions", "Misc"]
        for file in house.sources + house.tests {
            let name = file.name.dropLast(".swift".count)
            #expect(!vague.contains { name.hasSuffix($0) || file.path.contains("/\($0)/") }, "\(file.path)")
            #expect(!name.contains("+"), "\(file.path)")
            for type in file.types {
                #expect(!vague.contains { type.hasSuffix($0) }, "\(file.path): \(type)")
                #expect(type != file.target, "\(file.path): a type is named like its module")
            }
        }
    }

    @Test func `no folder is named after nothing`() {
        for folder in house.names(in: "Sources") + house.names(in: "Tests") { #expect(!folder.contains("+")) }
        #expect(house.sources.contains { $0.target == "Model" })
    }
}
