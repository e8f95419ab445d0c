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

    @Test func `a quote with an accent behind it does not end a field`() {
        let row: [CSVForm.Field] = [.text("say \"\u{301}x\"\u{308}"), .text("b")]
        #expect(CSVForm.rows(Array(CSVForm.line(row).utf8)) == [row])
    }

    @Test(arguments: ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=\u{301}1", "＝1+1"])
    func `what a spreadsheet would compute stands behind an apostrophe`(text: String) {
        #expect(CSVForm.rows(Array(CSVForm.sheet([.text(text), .null]).utf8)) == [[.text("'" + text), .null]])
    }

    @Test(arguments: ["-12.50", "+436601234567", "12", "a=b", "", "'x", " =1"])
    func `amounts with a sign and all other texts stay as they are`(text: String) {
        #expect(CSVForm.sheet([.text(text)]) == CSVForm.line([.text(text)]))
    }

    @Test(arguments: ["=1+1", "'=1+1", "''", "'", "x", "", "-5", "+\u{301}a", "{\"a\":1}"])
    func `a marked text is none that a spreadsheet computes, and comes back as it was`(text: String) {
        let marked = CSVForm.marked(text)
        #expect(CSVForm.sheet([.text(marked)]) == CSVForm.line([.text(marked)]))
        #expect(CSVForm.unmarked(marked).unicodeScalars.elementsEqual(text.unicodeScalars))
    }
}
