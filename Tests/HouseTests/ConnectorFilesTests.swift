import Testing

/// The manifests and what must lie beside them.
@Suite struct ConnectorFilesTests {
    private let house = House.standing

    @Test func `every manifest is named after its connector and has fixtures`() {
        for file in house.names(in: "connectors") where file.hasSuffix(".yaml") {
            let name = String(file.dropLast(".yaml".count))
            let says = house.text("connectors/\(file)").split(separator: "\n").first { $0.hasPrefix("connector:") }
            #expect(says?.split(separator: " ").dropFirst().first.map(String.init) == name, "\(file)")
            let fixtures = house.names(in: "connectors/fixtures/\(name)")
            #expect(!fixtures.isEmpty, "\(file) has no fixtures")
        }
    }

    @Test func `every folder of fixtures has its manifest`() {
        for name in house.names(in: "connectors/fixtures") {
            let isThere = house.has("connectors/\(name).yaml")
            #expect(isThere, "\(name)")
        }
    }
}
