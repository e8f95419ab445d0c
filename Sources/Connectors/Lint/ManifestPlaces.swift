import YAML

extension Manifest {
    /// Every request, in the order of the file's keys, with the place under which fixtures name it.
    public var requests: [ManifestRequest] {
        (check.map { [$0.request] } ?? []) + objects.flatMap(\.requests) + (payouts?.requests ?? [])
    }
}

extension ManifestPayouts {
    var requests: [ManifestRequest] { [submit.request] + reads.map(\.read.way.request) }
}

extension ManifestObject {
    var requests: [ManifestRequest] {
        let reads = ManifestReadKind.allCases.flatMap { ways($0).map(\.request) }
        let writes = WriteKind.allCases.flatMap { ways($0).map(\.request) }
        return discover.map(\.way.request) + reads + writes + sortedLinks.flatMap(\.requests)
    }

    var sortedLinks: [ManifestLink] { links.values.sorted { $0.name < $1.name } }
    var sortedFields: [ManifestField] { fields.values.sorted { $0.name < $1.name } }
}

extension ManifestLink {
    var requests: [ManifestRequest] {
        let labelled = labels.map { [$0.list.request] + ($0.add + $0.remove).map(\.request) } ?? []
        return read.map(\.way.request) + (add + remove).map(\.request) + labelled
    }

    /// The ways that write, with those for labels.
    var writes: [ManifestWriteWay] { add + remove + (labels?.add ?? []) + (labels?.remove ?? []) }
}
