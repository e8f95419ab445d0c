import Foundation
import Model
import Reconciliation
import ProgramRules
public import YAML

extension Settings {
    /// Reads config.yaml.
    /// - Returns: the settings, nil where anything is wrong; and all that is wrong, in the order of the file.
    public static func load(path: String) -> (settings: Settings?, diagnostics: [Diagnostic]) {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            let place = SourcePlace(file: path, line: 1, column: 1)
            let hint = "entente init writes one; --config names another"
            return (nil, [Diagnostic(place, path: "", found: "no readable file", expected: "config.yaml", hint: hint)])
        }
        return read([UInt8](bytes), file: path)
    }

    /// Reads the bytes of a config.yaml; relative paths in it are taken from the file's folder.
    public static func read(_ bytes: [UInt8], file: String) -> (settings: Settings?, diagnostics: [Diagnostic]) {
        do throws(YAMLError) {
            let root = try YAMLReader.read(bytes, file: file)
            let session = DecodingSession()
            let settings = SettingsReader(file: file).kind(root).read(root, .root, session)
            let diagnostics = session.diagnostics.sorted { $0.place < $1.place }
            return (diagnostics.isEmpty ? settings : nil, diagnostics)
        } catch {
            return (nil, SettingsReader.explained(error.diagnostics, bytes))
        }
    }

    /// The folders in which manifests are looked for: the one named; then `connectors` beside the binary or in a folder above it, as in a
    /// build from source.
    public static func connectorFolders(from named: String) -> [String] {
        var folders = [named]
        var beside = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<4 {
            guard let folder = beside, folder.path != "/" else { break }
            folders.append(folder.appending(path: "connectors").path)
            beside = folder.deletingLastPathComponent()
        }
        return folders
    }

    /// Every key of config.yaml, for the test that compares them with docs/CONFIG.md.
    public static var keys: KeyCatalogue {
        KeyCatalogue { session in
            let nothing = YAMLNode(.scalar("", isPlain: true), at: SourcePlace(file: "", line: 1, column: 1))
            _ = SettingsReader(file: "config.yaml").kind(nothing).read(nothing, .root, session)
        }
    }
}

/// Reads config.yaml from its top.
struct SettingsReader {
    /// The file, as the user named it.
    let file: String

    func kind(_ root: YAMLNode) -> ValueKind<Settings> {
        .map { reader in
            _ = reader.required(
                "version", .scalar("1") { text, isPlain in isPlain && text == "1" ? 1 : nil }, "the version of this file's form: 1")
            let program = reader.required("program", ProgramReader.program, "the program's own facts")
            let connectors = reader.value(
                "connectors", .text, default: "connectors", "the folder of manifests, relative to this file; then beside the binary")
            let store = reader.value("store", .text, default: "entente.db", "the hub's store, relative to this file; created 0600")
            let log = reader.optional("log", ProgramReader.log, "what is logged to stderr, and how")
            let remotes = reader.required("remotes", remotesKind, "the remotes by name: small letters, digits, _ and -")
            let names = root["remotes"]?.entries?.map(\.key) ?? []
            let stamping = Set((remotes ?? []).filter(\.stamps).map(\.remote.name))
            // A hub that only pays keeps nothing in step.
            let sync =
                reader.optional(
                    "sync", EntitySyncReader(remotes: names, stamping: stamping).all, "what is kept in step, by kind of entity") ?? []
            let brakes = reader.value(
                "brakes", BrakeReader.kind, default: .standard, text: "as below", "when a run stops itself, per remote and object (R33)")
            let links = reader.optional("links", LinkReader.kind, "tracking links and clicks (K1 to K3)")
            let terms = reader.optional("terms", TermsReader(program: program).kind, "what is earned: everything that decides an amount")
            var payouts = reader.optional("payouts", PayoutReader.kind, "how partners are paid (P1 to P13)") ?? PayoutSettings()
            payouts.manualFolder = payouts.manualFolder.map(resolved)
            if !reader.session.isSurvey { check(payouts, remotes: names, reader) }
            if let caps = Self.caps(root, reader) {
                payouts.terms.largestSum = caps.largestSum
                payouts.terms.largestCount = caps.largestCount
                payouts.terms.mostNewRecipients = caps.mostNewRecipients
            }
            let rewards = reader.optional("rewards", RewardSettingsReader.kind, "where what is granted beside money is made")
            if !reader.session.isSurvey { check(rewards, remotes: names, reader) }
            let experiments =
                reader.optional("experiments", .list(of: ExperimentReader.kind), "what is tried out on some partners or links") ?? []
            if !reader.session.isSurvey { ExperimentReader.check(experiments, hasKey: links?.key != nil, reader) }
            _ = reader.optional("messages", Self.empty("messages"), "reserved for a later version: {} or left out")
            guard let program, let remotes else { return nil }
            if !reader.session.isSurvey { checkObjects(reader, sync) }
            var settings = Settings(
                file: file, program: program, connectorFolders: Settings.connectorFolders(from: resolved(connectors)),
                store: resolved(store),
                log: log ?? ProgramReader.standardLog, remotes: remotes.map(\.remote), sync: sync, brakes: brakes, fingerprint: "",
                places: SourceMap(root))
            settings.links = links ?? LinkSettings()
            settings.payouts = payouts
            settings.rewards = rewards ?? RewardSettings()
            settings.experiments = experiments
            settings.terms = terms ?? TermsSettings.none(program)
            settings.fingerprint = SettingsFingerprint.of(settings)
            return settings
        }
    }

    /// The caps of payouts stand among the brakes, and are read a second time without complaint.
    private static func caps(_ root: YAMLNode, _ reader: MapReader) -> PayoutTerms? {
        guard let node = root["brakes"]?["payouts"], node.entries != nil, !reader.session.isSurvey else { return nil }
        return BrakeReader.payouts.read(node, .root, DecodingSession())
    }

    /// A method is paid by a remote that is there.
    private func check(_ payouts: PayoutSettings, remotes: [String], _ reader: MapReader) {
        for (method, remote) in payouts.remotes.sorted(by: { $0.key < $1.key }) where !remotes.contains(remote) {
            reader.refuseValue(of: "payouts", expected: "\(method) to name one of the remotes \(remotes.joined(separator: ", "))")
        }
    }

    /// A reward is made by a remote that is there.
    private func check(_ rewards: RewardSettings?, remotes: [String], _ reader: MapReader) {
        for (way, remote) in [("coupon", rewards?.coupon), ("credit", rewards?.credit)] {
            guard let remote, !remotes.contains(remote) else { continue }
            reader.refuseValue(of: "rewards", expected: "\(way) to name one of the remotes \(remotes.joined(separator: ", "))")
        }
    }

    /// The file's folder; empty if it is the current one.
    private var folder: String { file.lastIndex(of: "/").map { String(file[...$0]) } ?? "" }

    private func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }

    private var remotesKind: ValueKind<[RemoteReader.Reading]> {
        ValueKind("a map of remotes, each with connector", form: .names(.map)) { node, place, session in
            if session.isSurvey {
                _ = RemoteReader.kind(named: "REMOTE").read(node, place.name("REMOTE"), session)
                return []
            }
            guard let entries = node.entries, !entries.isEmpty else {
                session.report(node, place, expected: "at least one remote")
                return nil
            }
            return entries.compactMap { entry in
                if !RemoteReader.isName(entry.key) {
                    let expected = "a name of small letters, digits, _ and -, none of \(RemoteReader.reserved.joined(separator: ", "))"
                    session.report(Diagnostic(entry.place, path: place.path, found: "\"\(entry.key)\"", expected: expected))
                }
                return RemoteReader.kind(named: entry.key).read(entry.value, place.name(entry.key), session)
            }
        }
    }

    private static func empty(_ key: String) -> ValueKind<Bool> {
        ValueKind("{}", form: .map) { node, place, session in
            if session.isSurvey || node.entries?.isEmpty ?? false { return true }
            session.report(node, place, expected: "{}: \(key) is not supported yet")
            return nil
        }
    }

    /// One record is never two entities: kinds that share an object must tell their records apart by `where`.
    private func checkObjects(_ reader: MapReader, _ sync: [EntitySync]) {
        let sides = sync.flatMap { sync in sync.sides.values.map { (kind: sync.kind, side: $0) } }
        for (kind, side) in sides where side.condition.isEmpty {
            guard let other = sides.first(where: { $0.kind != kind && $0.side.remote == side.remote && $0.side.object == side.object })
            else { continue }
            let path = "sync.\(kind.rawValue).remotes.\(side.remote)"
            let node = reader.node("sync")?[kind.rawValue]?["remotes"]?[side.remote]
            reader.session.report(
                Diagnostic(
                    node?.place ?? reader.node.place, path: path, found: "the object \(side.object) also under \(other.kind.rawValue)",
                    expected: "where on both: one record is never two entities"))
        }
    }

    /// A flow map with an unquoted `${...}` in it is no YAML; the parser's words do not say why.
    static func explained(_ diagnostics: [Diagnostic], _ bytes: [UInt8]) -> [Diagnostic] {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            let line = diagnostic.place.line - 1
            if diagnostic.hint == nil, lines.indices.contains(line), lines[line].contains("${"), lines[line].contains("{"),
                !lines[line].contains("\"${")
            {
                diagnostic.hint = "inside { } it needs quotes: \"${env:NAME}\""
            }
            return diagnostic
        }
    }
}
