import FoundationEssentials
public import YAML

extension Manifest {
    /// Reads a manifest file and looks whether it is sound.
    /// - Returns: the manifest, unless something in it is wrong; and all that is wrong, in the order of the file.
    public static func load(path: String) -> (Manifest?, [Diagnostic]) {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            let place = SourcePlace(file: path, line: 1, column: 1)
            return (nil, [Diagnostic(place, path: "", found: "no file that can be read", expected: "a manifest")])
        }
        return load(Array(data), file: path)
    }

    /// Reads a manifest and looks whether it is sound.
    /// `file`: the name under which it is complained about.
    public static func load(_ bytes: [UInt8], file: String) -> (Manifest?, [Diagnostic]) {
        do throws(YAMLError) {
            let session = DecodingSession()
            let manifest = decode(try YAMLReader.read(bytes, file: file), in: session)
            guard let manifest, session.diagnostics.isEmpty else { return (nil, each(session.diagnostics)) }
            let findings = each(ManifestLint.findings(manifest))
            return (findings.isEmpty ? manifest : nil, findings)
        } catch {
            return (nil, error.diagnostics)
        }
    }

    /// Every key of the manifest language, with its type, default and meaning.
    public static var keys: KeyCatalogue {
        KeyCatalogue { session in
            _ = kind.read(YAMLNode(.map([]), at: SourcePlace(file: "", line: 1, column: 1)), .root, session)
        }
    }

    /// The diagnostics in the order of the file. A fragment is used at several places: what is wrong in it is said once.
    private static func each(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<String> = []
        return diagnostics.filter { seen.insert("\($0.place.text) \($0.found) \($0.expected)").inserted }.sorted { $0.place < $1.place }
    }

    private static func decode(_ node: YAMLNode, in session: DecodingSession) -> Manifest? {
        guard node.entries != nil else {
            session.report(node, .root, expected: "a map")
            return nil
        }
        guard let whole = FragmentExpansion(node, in: session).expanded() else { return nil }
        var manifest = kind.read(whole, .root, session)
        manifest?.fingerprint = ManifestFingerprint.of(whole)
        return manifest
    }

    static var kind: ValueKind<Manifest> {
        .map { reader in
            _ = reader.required("dsl", .integer(1...1), "the version of the manifest language")
            let connector = reader.required("connector", .text, "the connector's name")
            let version = reader.required("version", .count, "raised when ids, fields or forms change")
            let status = reader.required("status", ValueKind<Status>.word(), "how far it is to be trusted")
            let about = reader.optional("about", .text, "what it leaves out")
            reader.refuse(["jobs", "webhooks"], expected: "a manifest without it, for it is not supported yet")
            _ = reader.optional("fragments", .any, "maps that others use")
            let config = reader.optional("config", .names(of: ManifestConfigEntry.kind), "what config.yaml must or may give") ?? []
            let hosts = reader.optional("hosts", .list(of: .text), "hosts that are allowed besides those of urls in config") ?? []
            let apiVersion = reader.optional("api_version", .text, "the vendor's version, a variable")
            let folder = reader.optional(
                "folder", ManifestFolder.kind, "a directory with the objects' files, in the place of http and auth")
            let isFolder = reader.has("folder")
            if isFolder {
                reader.refuse(
                    ["http", "auth", "limits", "errors", "check", "hosts", "payouts", "rewards"], expected: "a folder's manifest without it"
                )
            }
            let place = reader.node.place
            let http = isFolder ? .none(at: place) : reader.required("http", ManifestHTTP.kind, "what all requests share", inAll: false)
            let auth = isFolder ? .none(at: place) : reader.required("auth", ManifestAuth.kind, "credentials", inAll: false)
            let limits = reader.optional("limits", .list(of: ManifestLimit.kind), "bounds on calls") ?? []
            let errors = reader.optional("errors", ManifestErrors.kind, "failures") ?? ManifestErrors()
            let check = reader.optional("check", ManifestCheck.kind, "what proves that address and credentials are right")
            let currencies = reader.optional(
                "currencies", VendorCurrencies.kind, "currencies that the vendor counts otherwise than ISO 4217, by code")
            let payouts = isFolder ? nil : reader.optional("payouts", ManifestPayouts.kind, "how partners are paid")
            let rewards = isFolder ? nil : reader.optional("rewards", ManifestRewards.kind, "how rewards are made")
            let objects = objects(reader, isFolder: isFolder)
            guard let connector, let version, let status, let http, let auth, !isFolder || folder != nil else { return nil }
            var manifest = Manifest(
                connector: connector, version: version, status: status, about: about, apiVersion: apiVersion,
                config: config.map { named($0.value, $0.name) }, hosts: hosts, http: http, auth: auth, folder: folder, limits: limits,
                errors: errors,
                check: check, objects: objects.map { named($0.value, $0.name) }, file: reader.node.place.file)
            manifest.payouts = payouts
            manifest.rewards = rewards
            manifest.take(currencies ?? .usual)
            return manifest
        }
    }

    private static func objects(_ reader: MapReader, isFolder: Bool) -> [(name: String, value: ManifestObject)] {
        let meaning = "the kinds of records"
        // A survey lists the keys of both kinds.
        let files = isFolder || reader.session.isSurvey ? reader.optional("objects", .names(of: ManifestObject.fileKind), meaning) : nil
        let objects = isFolder ? nil : reader.optional("objects", .names(of: ManifestObject.kind), meaning)
        return files ?? objects ?? []
    }

    private static func named(_ entry: ManifestConfigEntry, _ name: String) -> ManifestConfigEntry {
        var entry = entry
        entry.name = name
        return entry
    }

    private mutating func take(_ currencies: VendorCurrencies) {
        self.currencies = currencies
        for index in objects.indices { objects[index].currencies = currencies }
    }

    private static func named(_ object: ManifestObject, _ name: String) -> ManifestObject {
        var object = object
        object.name = name
        return object
    }
}
