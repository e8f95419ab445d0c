import CryptoExtras
import Foundation
import HTTP
import HTTPTypes
import Model
public import YAML

/// Plays the fixtures of a manifest: what it would ask, and what it makes of the answers, without any remote. Source: X33.
public struct FixtureRun {
    /// What came of it.
    public struct Report: Sendable {
        /// How many exchanges were played.
        public var steps = 0
        /// The places of the manifest that they prove.
        public var places: Set<String> = []
        /// What was not as the fixtures say, and requests that no fixture proves.
        public var findings: [Diagnostic] = []
    }

    private let manifest: Manifest
    private let subjects: [String: FixtureSubject]

    /// Prepares a manifest's run.
    public init(_ manifest: Manifest) {
        self.manifest = manifest
        subjects = FixtureSubject.all(of: manifest)
    }

    /// Plays every file of a folder, and says which requests none of them proves.
    public func run(folder: String) async -> Report {
        var report = Report()
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
        for name in names {
            let read = { (file: String) in FileManager.default.contents(atPath: "\(folder)/\(file)").map { Array($0) } }
            await play(read(name) ?? [], file: name, sibling: read, into: &report)
        }
        report.findings += ManifestLint.unproved(manifest, fixtures: report.places)
        return report
    }

    private func play(
        _ bytes: [UInt8], file: String, sibling: @escaping (String) -> [UInt8]?, into report: inout Report
    ) async {
        let node: YAMLNode
        do throws(YAMLError) { node = try YAMLReader.read(bytes, file: file) } catch {
            report.findings += error.diagnostics
            return
        }
        let session = DecodingSession()
        let steps = FixtureStep.steps(of: node, in: session, sibling: sibling)
        report.findings += session.diagnostics
        for step in steps {
            report.steps += 1
            report.places.insert(step.place)
            guard let subject = subjects[step.place] else {
                report.findings.append(.unknownName(step.place, at: step.source, path: "place", allowed: subjects.keys.sorted()))
                continue
            }
            let differences: [String]
            do throws(ConnectorError) {
                differences = try await player(step, subject).differences()
            } catch {
                differences = [FailureWords.of(error)]
            }
            report.findings += differences.map {
                Diagnostic(step.source, path: step.place, found: $0, expected: "what the fixture says")
            }
        }
    }

    /// The way to a remote that is never asked, with the step's config values, else the manifest's `test` values.
    func player(_ step: FixtureStep, _ subject: FixtureSubject) throws(ConnectorError) -> FixturePlayer {
        let given = Dictionary(step.given.config.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        var config: [String: ConfigValue] = [:]
        for entry in manifest.config {
            if let text = given[entry.name] ?? entry.testText {
                config[entry.name] = .text(text)
            } else if entry.kind == .pem {
                // No private key stands in a file, not even one of no use.
                config[entry.name] = .secret(Secret(Self.key))
            } else if entry.defaultText == nil, !entry.isOptional {
                config[entry.name] = .text(entry.kind == .url ? "https://\(entry.name).example" : entry.name)
            }
        }
        let settings = try ConnectorSettings(manifest: manifest, given: config, url: nil)
        let clock = FixtureClock(instant: step.given.instants["until"] ?? Timestamp(seconds: 1_780_000_000))
        let services = ConnectorServices(transport: FixtureSilence(), clock: clock, randomness: FixtureBits())
        let access = RemoteAccess(manifest: manifest, settings: settings, services: services, givenTypes: [:])
        return FixturePlayer(manifest: manifest, step: step, subject: subject, access: access, settings: settings)
    }

    private static let key = (try? _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation) ?? ""
}

/// Stands where a fixture says.
private struct FixtureClock: WallClock {
    let instant: Timestamp
    func now() -> Timestamp { instant }
}

/// Fixtures wait for nothing, so nothing is spread.
private struct FixtureBits: Randomness {
    func next() -> UInt64 { 0 }
}

/// Fixtures play their answers themselves.
private struct FixtureSilence: HTTPTransport {
    func send(_ request: Request) async throws(HTTPError) -> Response {
        throw .unreachable(host: request.head.authority ?? "", reason: "a fixture asks nobody")
    }
}
