import Testing

/// The readers of the house are code too: a rule that cannot see a fault proves nothing.
@Suite struct HouseReadingTests {
    @Test func `comments and literals are blanked and lines stay where they are`() {
        let text = "let a = \"try! \\(b(\"x\")) y\" // fatalError\n/* TODO /* deep */ still */ let c = #\"a\"b\"# + d\n"
        let masked = CodeMask.masked(text)
        #expect(!masked.contains("try!"))
        #expect(!masked.contains("fatalError"))
        #expect(!masked.contains("TODO"))
        #expect(!masked.contains("still"))
        #expect(masked.contains("let c ="))
        #expect(masked.contains("+ d"))
        #expect(masked.count { $0 == "\n" } == 2)
        #expect(masked.utf8.count == text.utf8.count)
    }

    @Test func `a block literal hides what it holds`() {
        let masked = CodeMask.masked("let a = \"\"\"\n  try! \"quoted\" }\n  \"\"\"\nlet b = 1\n")
        #expect(!masked.contains("try!"))
        #expect(!masked.contains("}"))
        #expect(masked.contains("let b = 1"))
    }

    @Test func `functions are measured from their first line to their last brace`() {
        let code = """
            protocol P {
                func none() -> Int
            }
            struct S {
                init(
                    a: Int
                ) {
                    let f = { 1 }
                }
                func two<T>(x: T)
                    -> Int
                where T: P {
                    if true { }
                    return 1
                }
            }
            """
        let spans = FunctionSpans.spans(in: code)
        #expect(spans.map(\.name) == ["init(", "two"])
        #expect(spans.map(\.first) == [5, 10])
        #expect(spans.map(\.last) == [9, 15])
    }

    @Test func `imports and types are found behind their modifiers`() {
        let file = SwiftFile(
            path: "Sources/Agent/A.swift",
            text:
                "public import Model\n@preconcurrency import struct Foundation.URL\n// import Nothing\npublic final class A<T>: B {}\nenum C { struct D {} }\n"
        )
        #expect(file.imports == ["Model", "Foundation"])
        #expect(file.types == ["A", "C"])
        #expect(file.target == "Agent")
        #expect(file.lineCount == 5)
    }

    @Test func `a circle of files is found and a one-way road is none`() {
        func file(_ name: String, _ text: String) -> SwiftFile { SwiftFile(path: "Sources/T/\(name).swift", text: text) }
        let round = FileCircles([
            file("A", "struct A { let b: B }"), file("B", "struct B { let c: [C] }"), file("C", "enum C { case a(A?) }"),
        ])
        #expect(round.circles == [["A.swift", "B.swift", "C.swift"]])
        let road = FileCircles([file("A", "struct A { let b: B }"), file("B", "struct B {}"), file("C", "struct C { let a: A }")])
        #expect(road.circles.isEmpty)
    }
}
