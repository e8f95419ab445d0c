import HTTP
import Model
import YAML

/// One exchange with a live remote, as the text of a fixture.
public struct RecordedFixture: Sendable, Equatable {
    /// The place of the manifest that it is about.
    public var place: String
    /// The step, as an element of a fixture file.
    public var text: String
}

/// Records fixtures from a live remote: asks what can be asked without changing anything, and writes down what the manifest makes of the
/// answers. Secrets and the addresses and numbers of people are replaced; long lists are cut.
public struct FixtureRecorder: Sendable {
    private let manifest: Manifest
    private let access: RemoteAccess
    private let settings: ConnectorSettings
    private let tape: FixtureTape
    private let config: [String: ConfigValue]

    /// Prepares a recording with the values that config.yaml gives.
    /// - Throws: `unsupported` as a connector does.
    public init(
        _ manifest: Manifest, config: [String: ConfigValue], url: String? = nil, services: ConnectorServices
    ) throws(ConnectorError) {
        settings = try ConnectorSettings(manifest: manifest, given: config, url: url)
        tape = FixtureTape(services.transport)
        var services = services
        services.transport = tape
        access = RemoteAccess(manifest: manifest, settings: settings, services: services, givenTypes: [:])
        self.manifest = manifest
        self.config = config
    }

    /// Records the reads of one object, and the check.
    /// `fields`: the fields to ask for, with their types.
    /// - Throws: what keeps the remote from being asked at all; what it refuses is recorded.
    public func record(_ object: String, fields: [String: RemoteType]) async throws(ConnectorError) -> [RecordedFixture] {
        let object = try access.object(object)
        let subjects = FixtureSubject.all(of: manifest)
        var redaction = FixtureRedaction(manifest, config: config)
        var fixtures: [RecordedFixture] = []
        var known: [Record] = []
        for place in places(of: object) {
            guard let subject = subjects[place], let given = given(for: subject, fields, known) else { continue }
            let player = FixturePlayer(
                manifest: manifest, step: try step(place, given), subject: subject, access: access, settings: settings)
            guard let call = try player.call() else { continue }
            do throws(ConnectorError) { _ = try await access.courier.read(call) } catch .refused {}
            guard let response = tape.last else { continue }
            if case .read(_, .full, let way) = subject { known = records(response, call, way, object, fields) }
            let credentials = try await access.courier.authenticator.credentials().values
            let shown = redaction.clean(response, besides: credentials.values.compactMap(FieldFormat.scalarText))
            fixtures.append(try fixture(place, Self.given(redaction.masked(given), keeping: credentials), shown, subject))
        }
        return fixtures
    }

    private func places(of object: ManifestObject) -> [String] {
        let kinds: [ManifestReadKind] = [.full, .changes, .deleted, .byIDs, .byKey, .history]
        return (manifest.check.map { [$0.request.path] } ?? []) + object.discover.map(\.way.request.path)
            + kinds.flatMap { object.ways($0).map(\.request.path) } + object.sortedLinks.flatMap { $0.read.map(\.way.request.path) }
    }

    /// What a place is given; nil if there is nothing to ask for.
    private func given(for subject: FixtureSubject, _ fields: [String: RemoteType], _ known: [Record]) -> JSON? {
        let named = JSON.object(JSONObject(fields.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.rawValue)) }))
        let ids = known.prefix(3).map { JSON.string($0.id) }
        switch subject {
        case .check, .discovery: return .object(JSONObject())
        case .linkRead: return ids.isEmpty ? nil : ["ids": .array(ids)]
        case .read(_, .full, _): return ["fields": named]
        case .read(_, .changes, _), .read(_, .deleted, _):
            let now = access.courier.wire.now.truncated(to: .seconds(1))
            return ["fields": named, "since": .string((now - .seconds(30 * 86_400)).iso), "until": .string(now.iso)]
        case .read(_, .byIDs, _):
            return ids.first.map { ["fields": named, "id": $0, "ids": .array(ids)] }
        case .read(let object, .byKey, _):
            for key in object.unique {
                let values = known.compactMap { $0.values[key] }.filter { !$0.isBlank }.map { JSON.string($0.display) }
                if let first = values.first { return ["fields": named, "key": .string(key), "value": first, "values": [first]] }
            }
            return nil
        case .read(_, .history, _):
            guard let id = ids.first, let name = fields.keys.min() else { return nil }
            return ["fields": named, "id": id, "names": [.string(name)]]
        case .obtain, .read, .write, .linkLabels, .file, .payout, .payoutRead: return nil
        }
    }

    /// What is given, with stand-ins for what was kept when credentials were obtained, such as the instance's address.
    private static func given(_ given: JSON, keeping credentials: [String: JSON]) -> JSON {
        var kept = JSONObject()
        for (name, value) in credentials.sorted(by: { $0.key < $1.key }) where name != "token" && name != "expires_in" {
            kept[name] = value.string?.hasPrefix("http") == true ? "https://kept.example" : "kept"
        }
        guard kept.count > 0, var object = given.object else { return given }
        object["auth"] = .object(kept)
        return .object(object)
    }

    private func step(_ place: String, _ given: JSON, response: JSON = ["status": 200]) throws(ConnectorError) -> FixtureStep {
        let text = Self.text(place, given: given, request: .object(JSONObject()), response: response, expect: .object(JSONObject()))
        let session = DecodingSession()
        let node: YAMLNode
        do throws(YAMLError) { node = try YAMLReader.read(text, file: place) } catch {
            throw .unreadable(place: place, line: 1, found: "an answer that no fixture can show")
        }
        guard let step = FixtureStep.steps(of: node, in: session, sibling: { _ in nil }).first else {
            throw .unreadable(place: place, line: 1, found: session.diagnostics.first?.found ?? "an answer that no fixture can show")
        }
        return step
    }

    private func fixture(
        _ place: String, _ given: JSON, _ response: JSON, _ subject: FixtureSubject
    ) throws(ConnectorError) -> RecordedFixture {
        let step = try step(place, given, response: response)
        let (request, expect) = try FixtureRun(manifest).player(step, subject).said()
        return RecordedFixture(
            place: place, text: Self.text(place, given: given, request: request, response: response, expect: expect))
    }

    /// JSON is YAML too.
    private static func text(_ place: String, given: JSON, request: JSON, response: JSON, expect: JSON) -> String {
        """
        - place: \(place)
          given: \(given.text)
          request: \(request.text)
          response: \(response.text)
          expect: \(expect.text)

        """
    }

    private func records(
        _ response: Response, _ call: Wire.Call, _ way: ManifestReadWay, _ object: ManifestObject, _ fields: [String: RemoteType]
    ) -> [Record] {
        guard let url = try? WebURL(parsing: "https://kept.example") else { return [] }
        let answer = access.courier.wire.read(response, at: url, as: call)
        let reader = access.reader(of: object, fields: fields.keys.sorted(), schema: Schema(discovered: nil, given: fields))
        let elements = (try? access.elements(way.records, in: answer, place: way.request.path)) ?? []
        return elements.compactMap { element in
            if case .record(let record) = reader.read(element, in: answer.scope) { record } else { nil }
        }
    }
}
