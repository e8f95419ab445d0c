import HTTP
import Model
import YAML

/// Plays one step: makes the request of the manifest, hands the answer to what reads it live, and compares both with the fixture.
struct FixturePlayer {
    let manifest: Manifest
    let step: FixtureStep
    let subject: FixtureSubject
    let access: RemoteAccess
    let settings: ConnectorSettings

    private var wire: Wire { access.courier.wire }

    /// What differs, in words.
    func differences() async throws(ConnectorError) -> [String] {
        if case .obtain(let way) = subject { return try await obtained(way) }
        if case .file(let object) = subject { return try shown(object) }
        guard let request = subject.request else { return [] }
        guard let call = try self.call() else { return [] }
        let made = try made(call)
        let compared = FixtureRequest(request: made.0, base: base)
        let answer = wire.read(step.response, at: made.1, as: call)
        return compared.differences(from: step.request) + (try outcome(of: answer, request, schema))
    }

    /// The request that the step's place makes; nil where none is made.
    func call() throws(ConnectorError) -> Wire.Call? {
        guard let request = subject.request else { return nil }
        return Wire.Call(request: request, scope: try scope(schema), isRead: true)
    }

    /// What is asked, and what comes of the step's answer, as a fixture says them.
    func said() throws(ConnectorError) -> (request: JSON, expect: JSON) {
        guard let call = try self.call() else { return (.object(JSONObject()), .object(JSONObject())) }
        let made = try made(call)
        let answer = wire.read(step.response, at: made.1, as: call)
        let request = FixtureRequest(request: made.0, base: base).said
        if let failure = try failure(of: answer, call.request) { return (request, ["class": FixtureText.of(failure)]) }
        if case .check = subject { return (request, ["ok": .bool(try holds(answer))]) }
        var expect = JSONObject([("records", try content(answer, schema))])
        if case .read(_, _, let way) = subject, way.paginate != nil { expect["next"] = try next(answer, schema) }
        return (request, .object(expect))
    }

    private func made(_ call: Wire.Call) throws(ConnectorError) -> (Request, WebURL) {
        do throws(Wire.Fault) { return try wire.made(call, credentials) } catch {
            _ = try wire.failure(of: error, place: step.place)
            throw .unreadable(place: step.place, line: call.request.place.line, found: "no request can be made")
        }
    }

    private func failure(of answer: Answer, _ request: ManifestRequest) throws(ConnectorError) -> Failure? {
        try access.evaluated(at: step.place) { () throws(EvaluationError) in
            try access.courier.rules.failure(of: answer, rules: request.errors, namesRecord: request.namesRecord)
        }
    }

    private var schema: Schema {
        Schema(
            discovered: Dictionary(
                (step.given.discovered + step.given.fields.map(\.name)).map { ($0, DiscoveredField(name: $0, type: .text)) },
                uniquingKeysWith: { first, _ in first }),
            given: Dictionary(step.given.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }

    // MARK: What is given

    private var credentials: Credentials {
        var values: [String: JSON] = ["token": "TOKEN"]
        for (name, value) in step.given.auth { values[name] = .string(value) }
        return Credentials(values: values, expires: nil)
    }

    private var base: String {
        var scope = access.configScope
        scope.variables["auth"] = .json(.object(JSONObject(credentials.values.map { ($0.key, $0.value) })))
        if let version = manifest.apiVersion { scope.variables["api_version"] = .text(version) }
        return (try? manifest.http.base.render(in: scope)) ?? ""
    }

    private var fields: [String] { step.given.fields.map(\.name) }

    private func scope(_ schema: Schema) throws(ConnectorError) -> Scope {
        var scope = Scope(step.given.variables)
        for (name, instant) in step.given.instants { scope.variables[name] = .time(instant) }
        if case .payout(let payouts) = subject { return try scope.with("batch", paid(payouts)) }
        if case .payoutRead = subject {
            scope.variables["page"] = (step.given.page ?? PageState(since: nil, start: nil)).variable
        }
        guard let object = subject.object else { return scope }
        if scope.variables["starts"] == nil, let ids = scope.variables["ids"]?.elements {
            scope.variables["starts"] = .list(ids.map { .map(["id": $0]) })
        }
        scope.variables["select"] = .texts(Selection(fields: fields, of: object, schema: schema).names)
        if case .read(_, _, let way) = subject {
            scope.variables["page"] = (step.given.page ?? PageState(since: step.given.instants["since"], start: way.keysetStart)).variable
        } else {
            scope.variables["page"] = (step.given.page ?? PageState(since: nil, start: nil)).variable
        }
        guard case .write(_, let kind, let way) = subject else { return scope }
        let names = Set(step.given.operations.flatMap(\.operation.values.keys))
        let layout = RecordLayout(
            fields: Dictionary(uniqueKeysWithValues: names.map { ($0, FieldPlan($0, in: object, schema: schema)) }), nullAs: way.nullAs)
        var operations: [ScopeValue] = []
        for (operation, link) in step.given.operations {
            do throws(Failure) {
                let record = try layout.record(of: operation.values, creating: kind == .create || kind == .upsert)
                operations.append(operation.variable(record: record, link: link))
            } catch { throw .refused(place: step.place, error) }
        }
        scope.variables["ops"] = .list(operations)
        scope.variables["op"] = operations.first
        let configScope = access.configScope
        let key = try access.evaluated(at: step.place) { () throws(EvaluationError) in try object.externalKeyName(in: configScope) }
        scope.variables["external_key"] = key.map(ScopeValue.text)
        return scope
    }

    private func paid(_ payouts: ManifestPayouts) throws(ConnectorError) -> ScopeValue {
        guard let batch = step.given.batch else { throw .unsupported(place: step.place, what: "no batch is given") }
        switch PayoutVariable.of(batch, payouts, manifest.currencies) {
        case .success(let value): return value
        case .failure(let refusal): throw .refused(place: step.place, Failure(.invalid, code: refusal.code, message: refusal.message))
        }
    }

    // MARK: What comes of it

    private func outcome(of answer: Answer, _ request: ManifestRequest, _ schema: Schema) throws(ConnectorError) -> [String] {
        if let failure = try failure(of: answer, request) {
            guard let expected = step.expect.first(where: { $0.name == "class" })?.value else {
                return ["the failure \(FixtureText.of(failure).text)"]
            }
            return compare("class", FixtureText.of(failure), expected.string.map { ["class": .string($0)] } ?? expected)
        }
        var found: [String] = []
        for (name, expected) in step.expect {
            switch name {
            case "next": found += compare(name, try next(answer, schema), expected)
            case "class": found.append("no failure")
            case "ok": found += compare(name, .bool(try holds(answer)), expected)
            default: found += compare(name, try content(answer, schema), expected)
            }
        }
        return found
    }

    private func compare(_ what: String, _ actual: JSON, _ expected: JSON) -> [String] {
        FixtureText.fits(actual, expected) ? [] : ["\(what) \(actual.text), not \(expected.text)"]
    }

    private func holds(_ answer: Answer) throws(ConnectorError) -> Bool {
        guard case .check(let check) = subject else { return true }
        return try access.evaluated(at: step.place) { () throws(EvaluationError) in try check.ok.holds(in: answer.scope) }
    }

    private func content(_ answer: Answer, _ schema: Schema) throws(ConnectorError) -> JSON {
        var scope = answer.scope
        scope.variables["parent"] = step.given.variables["parent"]
        switch subject {
        case .check, .obtain, .file: return .null
        case .payout(let payouts):
            return try access.evaluated(at: step.place) { () throws(EvaluationError) in
                let id = try payouts.submit.id.texts(in: scope).first
                return ["id": id.map(JSON.string) ?? .null, "replayed": .bool(try payouts.submit.replayed.holds(in: scope))]
            }
        case .payoutRead(let payouts, let read):
            let reading = PayoutReader(access: access, payouts: payouts)
            var found: [JSON] = []
            for element in try access.elements(read.way.records, in: answer, place: step.place) {
                found.append(FixtureText.of(try reading.report(read, element, answer)))
            }
            return .array(found)
        case .read(let object, .history, let way): return try history(object, way, answer, schema)
        case .read(let object, let kind, let way):
            let reader = access.reader(of: object, fields: fields, schema: schema)
            return .array(
                try access.elements(way.records, in: answer, place: step.place).map { element in
                    switch reader.read(element, in: scope, tombstone: kind == .deleted || way.isIDsOnly ? way : nil) {
                    case .record(let record): FixtureText.of(record)
                    case .rejected(let rejected): ["rejected": .string(rejected.reason)]
                    }
                })
        case .discovery(let object, let discovery):
            let reading = Discovery(access: access, object: object)
            return try list(discovery.way.records, answer) { inner throws(EvaluationError) in
                try reading.field(discovery, in: inner).map(FixtureText.of) ?? .null
            }
        case .linkRead(let object, let link, let read):
            let reading = LinkReader(access: access, object: object, name: LinkName(labelled(link)))
            return try list(read.way.records, answer) { inner throws(EvaluationError) in
                let from = try read.fromID.texts(in: inner).first
                let to = try reading.targets(read, link.labels, in: inner)
                var found: JSONObject = JSONObject([("from", from.map(JSON.string) ?? .null), ("to", .array(to.map(JSON.string)))])
                found["next"] = try read.next?.texts(in: inner).first.map(JSON.string)
                return .object(found)
            }
        case .linkLabels(_, let labels):
            return try list(labels.list.records, answer) { inner throws(EvaluationError) in
                let name = try labels.name.texts(in: inner).first
                return ["name": name.map(JSON.string) ?? .null, "id": try labels.id.evaluate(in: inner)?.json ?? .null]
            }
        case .write(let object, let kind, let way): return try results(object, kind, way, answer, schema)
        }
    }

    private func labelled(_ link: ManifestLink) -> String {
        guard let label = step.given.variables["label"]?.scalarText else { return link.name }
        return "\(link.name):\(label)"
    }

    private func list(
        _ records: Expr, _ answer: Answer, _ read: (Scope) throws(EvaluationError) -> JSON
    ) throws(ConnectorError) -> JSON {
        let scope = answer.scope
        var values: [JSON] = []
        for element in try access.elements(records, in: answer, place: step.place) {
            values.append(try access.evaluated(at: step.place) { () throws(EvaluationError) in try read(scope.around(element)) })
        }
        return .array(values)
    }

    private func results(
        _ object: ManifestObject, _ kind: WriteKind, _ way: ManifestWriteWay, _ answer: Answer, _ schema: Schema
    ) throws(ConnectorError) -> JSON {
        let operations = step.given.operations.map(\.operation)
        let correlation = ResultCorrelation(
            way: way, rules: access.courier.rules, kind: kind, targets: step.given.operations.compactMap(\.link),
            reader: access.reader(of: object, fields: fields, schema: schema), widen: { object.widened($0) })
        return try access.evaluated(at: step.place) { () throws(EvaluationError) in
            .array(try correlation.outcomes(of: answer, for: operations).map(FixtureText.of))
        }
    }

    private func history(
        _ object: ManifestObject, _ way: ManifestReadWay, _ answer: Answer, _ schema: Schema
    ) throws(ConnectorError) -> JSON {
        let names = step.given.variables["names"]?.elements?.compactMap(\.scalarText) ?? []
        let entries = try ManifestSource(access: access).history(in: answer, way, of: object, fields: names, schema: schema)
        return .object(
            JSONObject(
                names.map { name in
                    (name, .array((entries[name] ?? []).map { ["value": FixtureText.of($0.value), "at": .string($0.at.isoMilliseconds)] }))
                }))
    }

    private func next(_ answer: Answer, _ schema: Schema) throws(ConnectorError) -> JSON {
        guard case .read(let object, _, let way) = subject, let paging = way.paginate else { return "none" }
        var state = step.given.page ?? PageState(since: step.given.instants["since"], start: way.keysetStart)
        let before = state
        let reader = access.reader(of: object, fields: fields, schema: schema)
        let elements = try access.elements(way.records, in: answer, place: step.place)
        var last: (modified: Timestamp?, id: String)?
        if let element = elements.last, case .record(let record) = reader.read(element, in: answer.scope) {
            last = (record.modified, record.id)
        }
        guard try access.advance(&state, paging, answer, elements.count, last: last, place: step.place) else { return "none" }
        if let url = state.url { return .string(url) }
        if let next = state.next { return next.json }
        if state.number != before.number { return .integer(state.number) }
        return state.offset != before.offset ? .integer(state.offset) : state.id.map(JSON.string) ?? .null
    }

    // MARK: Files

    /// Reads what the step says a file holds.
    private func shown(_ object: ManifestObject) throws(ConnectorError) -> [String] {
        guard let folder = manifest.folder else { return [] }
        let types = Dictionary(step.given.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let home = try FolderHome(
            folder, of: manifest, settings: settings, services: access.courier.wire.services, givenTypes: [object.name: types],
            meter: Meter())
        let part = try home.part(object.name)
        let read = home.rows(try home.table(step.response.body, of: part), of: part, fields: fields)
        var found = compare("file", .string(part.file), step.request["file"] ?? .null)
        for (name, expected) in step.expect where name == "records" {
            let records = read.rows.map { FixtureText.of($0.record) } + read.rejected.map { ["rejected": .string($0.reason)] }
            found += compare(name, .array(records), expected)
        }
        return found
    }

    // MARK: Credentials

    private func obtained(_ way: ManifestObtain) async throws(ConnectorError) -> [String] {
        let exchange = CredentialExchange(auth: manifest.auth, wire: wire, rules: access.courier.rules, policy: access.courier.policy)
        let (request, url, call) = try exchange.request(way, stored: nil, scope: exchange.baseScope)
        var found = FixtureRequest(request: request, base: "").differences(from: step.request)
        let answer = wire.read(step.response, at: url, as: call)
        let failure = try access.evaluated(at: step.place) { () throws(EvaluationError) in
            try access.courier.rules.failure(of: answer, rules: [], namesRecord: false)
        }
        if let failure {
            let expected = step.expect.first { $0.name == "class" }?.value ?? "no failure"
            return found + compare("class", FixtureText.of(failure), expected.string.map { ["class": .string($0)] } ?? expected)
        }
        for (name, expected) in step.expect where name == "keep" {
            let kept = try await exchange.kept(answer, way, used: nil)
            found += compare(name, .object(JSONObject(kept.values.map { ($0.key, $0.value) })), expected)
        }
        return found
    }
}
