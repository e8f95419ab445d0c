import Storage
import Testing

@Suite struct CSVFormTests {
    @Test func `what is written is read back, null apart from empty text`() throws {
        var dice = Dice(7)
        let texts = ["", "a", "a,b", "line\nbreak", "\"quoted\"", "\r\n", "é, ü", "=1+1", " ", "null"]
        for _ in 0..<500 {
            let width = 1 + Int(dice.next() % 5)
            let rows = (0..<4).map { _ in
                (0..<width).map { _ -> CSVForm.Field in
                    let pick = Int(dice.next() % UInt64(texts.count + 1))
                    return pick == texts.count ? .null : .text(texts[pick])
                }
            }
            let text = rows.map(CSVForm.line).joined()
            #expect(CSVForm.rows(Array(text.utf8)) == rows)
        }
    }

    @Test(arguments: ["\"open", "\"a\"b,c", "a,\"b\"\"", "\u{FF}a\"b"])
    func `a quote that does not end, or with something behind it, is no table`(text: String) {
        let rows = CSVForm.rows(Array(text.utf8))
        #expect(rows == nil || text.first != "\"" && !text.contains(",\""))
    }

    @Test func `files of other programs are read: line feeds alone, no end of the last line`() {
        #expect(
            CSVForm.rows(Array("a,b\n1,\n\"x\ny\",2".utf8)) == [
                [.text("a"), .text("b")], [.text("1"), .null], [.text("x\ny"), .text("2")],
            ])
        #expect(CSVForm.rows([]) == [])
    }
}
