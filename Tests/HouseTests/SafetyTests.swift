import Testing

/// What may not stand in the code.
@Suite struct SafetyTests {
    private let house = House.standing

    @Test func `sources have no traps and no loose ends`() {
        let signs = ["try!", "fatalError", "preconditionFailure", "as! ", "TODO", "FIXME"]
        for file in house.sources {
            for sign in signs {
                let text = ["TODO", "FIXME"].contains(sign) ? file.text : file.code
                if text.contains(sign) { Issue.record("\(file.path) has \(sign)") }
            }
        }
    }

    @Test func `what the compiler does not check says why it is right`() {
        for file in house.sources {
            for (index, line) in file.codeLines.enumerated() where line.contains("@unchecked") || line.contains("(unsafe)") {
                let around = file.lines[max(0, index - 4)...index]
                #expect(around.contains { $0.contains("//") }, "\(file.path):\(index + 1): \(line.trimmed)")
            }
        }
    }

    @Test func `sources unwrap nothing by force`() {
        for file in house.sources {
            for (index, line) in file.codeLines.enumerated() where hasForcedUnwrap(line) {
                Issue.record("\(file.path):\(index + 1): \(line.trimmed)")
            }
        }
    }

    @Test func `a forced unwrap is told from an operator`() {
        for forced in ["a.b!.c", "x[1]!", "f()!", "let a: Int!", "(y!)"] { #expect(hasForcedUnwrap(forced[...]), "\(forced)") }
        for free in ["a != b", "!a", "if !(a), !b", "[!a]", "#if !DEBUG", "a !== b"] { #expect(!hasForcedUnwrap(free[...]), "\(free)") }
    }

    private func hasForcedUnwrap(_ line: Substring) -> Bool {
        let characters = Array(line)
        return characters.indices.dropFirst().contains { place in
            guard characters[place] == "!", place + 1 >= characters.count || characters[place + 1] != "=" else { return false }
            let before = characters[place - 1]
            return before.isLetter || before.isNumber || ")]_".contains(before)
        }
    }

    @Test func `tests wait for events and never for time`() {
        for file in house.tests {
            for sign in ["Task.sleep", "usleep(", "Thread.sleep", "nanosleep(", " sleep("] {
                if file.code.contains(sign) { Issue.record("\(file.path) has \(sign)") }
            }
        }
    }

    @Test func `no test is switched off or certain to pass`() {
        for file in house.tests {
            for sign in [".disabled(", "#expect(true)", "#expect(Bool(true))", "withKnownIssue"] {
                if file.code.contains(sign) { Issue.record("\(file.path) has \(sign)") }
            }
        }
    }

    @Test func `money never passes through a binary fraction`() {
        for file in house.sources where ["Model", "Reconciliation", "ProgramRules", "Storage", "Agent", "Connectors"].contains(file.target)
        {
            guard file.words.contains("Double") || file.words.contains("Float") else { continue }
            #expect(!file.words.contains("Money"), "\(file.path) names Double and Money")
        }
    }

    @Test func `nothing names the place where it was written`() {
        let signs = ["/wo" + "rk/", "/far" + "m/", "/ho" + "me/", "cla" + "ude", "anthro" + "pic", "chat" + "gpt", "co-auth" + "ored"]
        for path in house.prose {
            let text = house.text(path).lowercased()
            for sign in signs where text.contains(sign) { Issue.record("\(path) has \(sign)") }
        }
    }
}
