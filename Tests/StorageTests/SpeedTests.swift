import Model
import Storage
import Testing

@Suite(.serialized) struct SpeedTests {
    @Test func `a first import of 100,000 entities with their links is a matter of seconds, and what it costs is told`() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file("hub.db"), access: .readWrite)
        let count = 100_000
        var dice = Dice(90)
        let at = Timestamp(seconds: 1_700_000_000)
        let values: FieldValues = ["name": .text("Northwind Traders"), "email": .text("sales@northwind.example"), "tier": .text("gold")]
        let provenance = values.mapValues { _ in Provenance(from: "crm", at: at, rule: "R5", rev: 1) }
        let entities = (0..<count).map { _ in
            Entity(id: dice.id(.partner), rev: 1, values: values, provenance: provenance, createdAt: at, updatedAt: at)
        }
        let links = entities.enumerated().map { number, entity in
            Link(
                entity: entity.id, key: RecordKey(remote: "crm", object: "account", id: "001\(number)"), hubBase: values,
                remoteBase: values, version: "\(number)", modified: at, seenHash: Int64(number), configFingerprint: "fp")
        }
        let clock = ContinuousClock()
        let writing = try clock.measure {
            for start in stride(from: 0, to: count, by: 2000) {
                try store.write { hub in
                    try hub.entities.put(entities[start..<start + 2000])
                    try hub.links.put(links[start..<start + 2000])
                }
            }
        }
        let looking = try clock.measure {
            for start in stride(from: 0, to: count, by: 2000) {
                let seen = try store.read { hub in
                    try hub.links.seen(remote: "crm", object: "account", ids: (start..<start + 2000).map { "001\($0)" })
                }
                #expect(seen.count == 2000)
            }
        }
        print("100,000 entities and links: written in \(writing), looked up in \(looking)")
        #expect(writing < .seconds(60) && looking < .seconds(20))
    }
}
