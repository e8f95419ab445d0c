@testable import Connectors
import Foundation
import Model
import Testing

@Suite struct PageScannerTests {
    @Test func `with everything wanted it reads what the strict reader reads`() {
        var seed = SplitMix(7)
        for _ in 0..<400 {
            let text = JSONMaker.value(depth: 4, using: &seed).bytes
            #expect(try! PageScanner.read(text, wanting: .whole) == JSON(parsing: text))
        }
    }

    @Test func `it accepts and refuses exactly what the strict reader does, whatever is wanted`() {
        var seed = SplitMix(11)
        var (accepted, refused) = (0, 0)
        let some = WantedPaths([[.name("a"), .any]])
        for _ in 0..<4000 {
            var text = JSONMaker.value(depth: 3, using: &seed).bytes
            let place = Int(seed.next() % UInt64(max(1, text.count)))
            switch seed.next() % 3 {
            case 0: text.remove(at: place)
            case 1: text.insert([0x2C, 0x22, 0x5C, 0x01, 0xFF, 0x30, 0x5D, 0x7D].randomElement(using: &seed) ?? 0, at: place)
            default: text[place] = UInt8(truncatingIfNeeded: seed.next())
            }
            let strict = Result { try JSON(parsing: text) }
            let scanned = Result { try PageScanner.read(text, wanting: some) }
            switch (strict, scanned) {
            case (.success, .success): accepted += 1
            case (.failure(let one), .failure(let other)):
                refused += 1
                #expect(one as? JSONError == other as? JSONError)
            default: Issue.record("the readers differ on \(String(decoding: text, as: UTF8.self))")
            }
        }
        #expect(accepted > 100 && refused > 1000)
    }

    @Test func `a text that breaks off anywhere is refused, and crashes nothing`() throws {
        let whole = Array(#"{"a":{"b":[1,{"c":"x\u00e9\\"},-2.5e3,true,null,false]},"d":[{"e":"f"},[]],"g":""}"#.utf8)
        for wanted in [WantedPaths.whole, WantedPaths([[.name("a"), .name("b")]]), WantedPaths([[.name("d"), .any]])] {
            _ = try PageScanner.read(whole, wanting: wanted)
            for end in 0..<whole.count {
                #expect(throws: JSONError.self) { try PageScanner.read(Array(whole[..<end]), wanting: wanted) }
            }
        }
    }

    @Test func `paths that are wanted read the same from the smaller tree`() throws {
        let text = #"""
            {"x":{"deep":[1,2,{"y":"\u00e9\n"}]},"records":[{"Id":"1","Name":"Zoë","attributes":{"type":"A"},"Owner":{"Id":"9","Name":"n"}},
            {"Id":"2","Na\u006de":"escaped","Amount":1.50}],"done":false,"next":null}
            """#
        let wanted = WantedPaths([
            [.name("records"), .element, .name("Id")], [.name("records"), .element, .name("Name")],
            [.name("records"), .element, .name("Owner"), .name("Id")], [.name("done")],
        ])
        let tree = try PageScanner.read(Array(text.utf8), wanting: wanted)
        #expect(
            tree == [
                "records": [["Id": "1", "Name": "Zoë", "Owner": ["Id": "9"]], ["Id": "2", "Name": "escaped"]], "done": false,
            ])
    }

    @Test func `a star reaches the members of a map`() throws {
        let wanted = WantedPaths([[.name("m"), .any, .name("v")], [.name("m"), .name("two"), .name("w")]])
        let tree = try PageScanner.read(Array(#"{"m":{"one":{"v":1,"w":2},"two":{"v":3,"w":4}}}"#.utf8), wanting: wanted)
        #expect(tree == ["m": ["one": ["v": 1], "two": ["v": 3, "w": 4]]])
    }

    @Test func `nesting past the limit is refused and eats no stack`() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSONError.self) { try PageScanner.read(deep, wanting: .whole) }
        #expect(throws: JSONError.self) { try PageScanner.read(deep, wanting: WantedPaths()) }
    }
}
