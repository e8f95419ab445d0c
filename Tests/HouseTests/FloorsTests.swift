import Testing

/// The floors: docs/ARCHITECTURE.md says them, Package.swift declares them, `import` lines keep them.
@Suite struct FloorsTests {
    private let house = House.standing
    private var table: FloorTable { FloorTable(page: house.text("docs/ARCHITECTURE.md")) }
    private var package: PackageTargets { PackageTargets(manifest: house.text("Package.swift")) }

    @Test func `every target of the package stands on a floor of the page, with the same dependencies`() {
        #expect(Set(package.targets.keys) == Set(table.rows.map(\.target)))
        for row in table.rows {
            let target = package.targets[row.target]
            #expect(target?.dependencies == row.imports, "\(row.target): project dependencies of Package.swift and of docs/ARCHITECTURE.md")
            #expect(target?.products == row.packages, "\(row.target): packages of Package.swift and of docs/ARCHITECTURE.md")
        }
    }

    @Test func `a target reaches lower floors only`() {
        #expect(table.rows.count >= 11)
        for row in table.rows {
            for name in row.imports {
                let below = table.row(name)
                #expect(below.map { $0.floor < row.floor } == true, "\(row.target) on floor \(row.floor) reaches \(name)")
            }
        }
    }

    @Test func `a file imports only what its target declares`() {
        let ours = Set(table.rows.map(\.target))
        let system: Set<String> = ["Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Synchronization", "Dispatch"]
        for file in house.sources {
            guard let row = table.row(file.target) else {
                Issue.record("\(file.path) is of no target in docs/ARCHITECTURE.md")
                continue
            }
            for module in file.imports where !system.contains(module) {
                if ours.contains(module) {
                    #expect(row.imports.contains(module), "\(file.path) imports \(module)")
                } else {
                    #expect(row.packages.contains(module), "\(file.path) imports \(module), which the page does not give to \(row.target)")
                }
            }
        }
    }

    @Test func `in the executable Wiring alone reaches below the runs and the sandbox, and words read facts`() {
        let always: Set<String> = [
            "Agent", "Sandbox", "Model", "ArgumentParser", "Foundation", "Logging", "Synchronization", "Dispatch", "Glibc",
        ]
        for file in house.sources where file.target == "entente" && !file.path.contains("/Wiring/") {
            let isWords = file.path.contains("/Words/") || file.path.contains("/Demo/")
            let allowed = isWords ? always.union(["Storage", "Reconciliation", "ProgramRules", "Connectors", "YAML"]) : always
            #expect(Set(file.imports).isSubset(of: allowed), "\(file.path) imports \(Set(file.imports).subtracting(allowed).sorted())")
        }
    }

    @Test func `the sandbox knows nothing of the connectors it is to prove wrong`() {
        let above: Set<String> = ["Connectors", "Reconciliation", "Storage", "Agent", "YAML"]
        for file in house.sources where file.target == "Sandbox" {
            #expect(above.isDisjoint(with: file.imports), "\(file.path)")
        }
    }

    @Test func `the pure targets do no input or output`() {
        let signs = [
            "FileManager", "URLSession", "FileHandle", "getenv", "ProcessInfo", "Process(", "DispatchQueue", "Task {", "Date()", "Date.now",
        ]
        for file in house.sources where ["Model", "Reconciliation", "ProgramRules"].contains(file.target) {
            for sign in signs where file.code.contains(sign) { Issue.record("\(file.path) uses \(sign)") }
        }
    }

    @Test func `only the upper floors write a log`() {
        // The core of the sandbox's server asks for a logger and gets one that is silent.
        for file in house.sources where !["Agent", "entente"].contains(file.target) && file.name != "SandboxServer.swift" {
            #expect(!file.imports.contains("Logging"), "\(file.path)")
        }
    }

    /// Circles that stay, each with its reason; the aim is none.
    private static let allowedCircles: [[String]: String] = [
        ["CompletionsCommand.swift", "Entente.swift", "ManCommand.swift"]:
            "the manual and the completions tell of all commands, themselves among them",
        ["DecodingSession.swift", "KeyCatalogue.swift"]: "a survey is a reading that only fills the catalogue",
        ["MapReader.swift", "ValueKind.swift"]: "a map holds values and a value may be a map: the grammar is recursive",
        ["NodeConversion.swift", "YAMLReader.swift"]: "the reader converts nodes under the limits it declares",
    ]

    @Test func `the arrows between the files of a target lead one way`() {
        for (target, files) in Dictionary(grouping: house.sources, by: \.target).sorted(by: { $0.key < $1.key }) {
            for circle in FileCircles(files).circles where Self.allowedCircles[circle] == nil {
                Issue.record("\(target): \(circle.joined(separator: ", ")) name each other's types")
            }
        }
    }
}
