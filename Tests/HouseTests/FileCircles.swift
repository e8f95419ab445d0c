/// Arrows between the files of one target: from the file that names a type to the file that alone declares it.
struct FileCircles {
    /// For each file the files it names.
    let arrows: [String: Set<String>]

    /// Reads the arrows of some files.
    init(_ files: [SwiftFile]) {
        var declared: [String: Set<String>] = [:]
        for file in files {
            for type in file.types { declared[type, default: []].insert(file.name) }
        }
        var arrows: [String: Set<String>] = [:]
        for file in files {
            let words = file.words
            let named = declared.filter { words.contains($0.key) && $0.value.count == 1 }.values.flatMap { $0 }
            arrows[file.name] = Set(named).subtracting([file.name])
        }
        self.arrows = arrows
    }

    /// The groups of files that reach each other, each sorted; empty where all arrows lead one way.
    var circles: [[String]] {
        let reach = Dictionary(uniqueKeysWithValues: arrows.keys.map { ($0, reachable(from: $0)) })
        var seen: Set<String> = []
        var groups: [[String]] = []
        for file in arrows.keys.sorted() where !seen.contains(file) {
            let group = (reach[file] ?? []).filter { (reach[$0] ?? []).contains(file) }
            guard group.contains(file) else { continue }
            seen.formUnion(group)
            groups.append(group.sorted())
        }
        return groups
    }

    private func reachable(from start: String) -> Set<String> {
        var seen: Set<String> = []
        var open = Array(arrows[start] ?? [])
        while let file = open.popLast() {
            guard seen.insert(file).inserted else { continue }
            open.append(contentsOf: arrows[file] ?? [])
        }
        return seen
    }
}
