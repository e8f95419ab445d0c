@testable import Connectors
import Testing

@Suite struct WideIDTests {
    @Test(arguments: [
        ("003RO0000035WQg", "003RO0000035WQgYAM"), ("a00D0000008pQRA", "a00D0000008pQRAIA2"), ("005R0000000Giwj", "005R0000000GiwjIAC"),
        ("001RO000003XyZa", "001RO000003XyZaYAK"), ("001RO000003XyZb", "001RO000003XyZbYAK"),
        ("001RO000003XyZbYAK", "001RO000003XyZbYAK"), ("short", "short"), ("", ""),
    ])
    func `an id of 15 characters gets its checksum`(id: String, wide: String) {
        #expect(WideID.widen(id) == wide)
    }
}
