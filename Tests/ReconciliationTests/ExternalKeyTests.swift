import Model
import Reconciliation
import Testing

@Suite struct ExternalKeyTests {
    @Test func `R25 a key reads back as it was written, and another hub's is foreign`() throws {
        let entity = try #require(EntityID("p_01JD3Z0000000000000000000A"))
        let text = ExternalKey.text(instance: "northwind", entity: entity)
        #expect(text == "northwind:p_01JD3Z0000000000000000000A")
        #expect(ExternalKey.read(text, instance: "northwind") == .own(entity))
        #expect(ExternalKey.read(" \(text) ", instance: "northwind") == .own(entity))
        #expect(ExternalKey.read(text, instance: "southwind") == .foreign("northwind"))
        #expect(ExternalKey.read("a:b:\(entity.text)", instance: "a:b") == .own(entity))
    }

    @Test func `R25 nothing is none, and what no hub writes is malformed`() {
        #expect(ExternalKey.read(nil, instance: "northwind") == .none)
        #expect(ExternalKey.read("  ", instance: "northwind") == .none)
        #expect(ExternalKey.read("northwind", instance: "northwind") == .malformed("northwind"))
        #expect(ExternalKey.read("northwind:p_1", instance: "northwind") == .malformed("northwind:p_1"))
        #expect(ExternalKey.read(":x", instance: "northwind") == .malformed(":x"))
    }
}
