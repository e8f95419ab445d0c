import HTTP
import Model
import YAML

/// What reading and writing share: the manifest, the way to the remote, and what is known of its schema.
struct RemoteAccess: Sendable {
    let manifest: Manifest
    let courier: Courier
    /// What the remote told of its objects' fields, by object.
    let schemas: SharedAnswers<[DiscoveredField]>
    /// The ids of the labels of its links, by link and label.
    let labels: SharedAnswers<[String: JSON]>
    /// The types that config.yaml gives, by object and field.
    let givenTypes: [String: [String: RemoteType]]

    /// Puts the way to a remote together, from the transport upwards.
    init(
        manifest: Manifest, settings: ConnectorSettings, services: ConnectorServices, givenTypes: [String: [String: RemoteType]],
        reserve: Int? = nil
    ) {
        let meter = Meter()
        var transport: any HTTPTransport = services.transport
        if let trace = services.trace { transport = TracingTransport(transport, trace: trace, ticker: services.ticker) }
        transport = GuardedTransport(BreakerTransport(transport, ticker: services.ticker), hosts: settings.hosts)
        let wire = Wire(
            builder: RequestBuilder(http: manifest.http, send: manifest.auth.send, override: settings.override), transport: transport,
            services: services, meter: meter,
            pacing: Pacing(
                limits: manifest.limits.map { $0.keeping(reserve) }, shared: services.limits, meter: meter, ticker: services.ticker),
            config: settings.config, apiVersion: manifest.apiVersion)
        let rules = FailureRules(general: manifest.errors)
        let policy = RetryPolicy()
        let exchange = CredentialExchange(auth: manifest.auth, wire: wire, rules: rules, policy: policy)
        let authenticator = Authenticator(now: { services.clock.now() }, obtain: { await exchange.obtain() })
        courier = Courier(wire: wire, authenticator: authenticator, rules: rules, policy: policy)
        schemas = SharedAnswers()
        labels = SharedAnswers()
        self.manifest = manifest
        self.givenTypes = givenTypes
    }

    /// The values of config.yaml as a scope.
    var configScope: Scope { Scope(["config": courier.wire.config]) }

    /// The object of that name.
    func object(_ name: String) throws(ConnectorError) -> ManifestObject {
        guard let object = manifest.object(name) else { throw .unsupported(place: "objects", what: "no object \(name)") }
        return object
    }

    /// A reader of records with those fields.
    func reader(of object: ManifestObject, fields: [String], schema: Schema) -> RecordReader {
        let plans = fields.filter { object.fields[$0]?.isRead ?? true }.map { FieldPlan($0, in: object, schema: schema) }
        return RecordReader(object: object, place: "objects.\(object.name)", fields: plans)
    }

    /// The elements of an answer: those of a list, or a map as the one; null ones are places without a record.
    func elements(_ records: Expr, in answer: Answer, place: String) throws(ConnectorError) -> [ScopeValue] {
        if answer.isEmpty { return [] }
        let scope = answer.scope
        let value = try evaluated(at: place) { () throws(EvaluationError) in try records.evaluate(in: scope) }
        guard let value, !value.isNull else { return [] }
        if let elements = value.elements { return elements.filter { !$0.isNull } }
        guard value.members != nil else {
            throw .unreadable(place: place, line: records.place.line, found: "\(value.kindName) at \(records.text) instead of records")
        }
        return [value]
    }

    /// Proves that address and credentials are right, as the manifest's `check` says.
    func prove() async throws(ConnectorError) {
        guard let check = manifest.check else { return }
        let answer = try await courier.read(Wire.Call(request: check.request, scope: Scope(), isRead: true))
        let holds = try evaluated(at: check.request.path) { () throws(EvaluationError) in try check.ok.holds(in: answer.scope) }
        guard holds else {
            throw .refused(place: check.request.path, Failure(.fatal, status: answer.status, message: "the answer is not the proof"))
        }
    }

    /// Evaluates something of the manifest, naming its place if that fails.
    func evaluated<Value>(at place: String, _ body: () throws(EvaluationError) -> Value) throws(ConnectorError) -> Value {
        do throws(EvaluationError) { return try body() } catch {
            throw .unreadable(place: place, line: error.place.line, found: error.found)
        }
    }

    /// Reads every page of a way and hands out its elements with the scope of their answer.
    func all(
        _ way: ManifestReadWay, scope: Scope, isSettling: Bool = false
    ) async throws(ConnectorError) -> [(element: ScopeValue, answer: Answer)] {
        var state = PageState(since: nil, start: way.keysetStart)
        var origin: WebURL?
        var results: [(element: ScopeValue, answer: Answer)] = []
        while true {
            let call = Wire.Call(
                request: way.request, scope: scope.with("page", state.variable), next: state.url, origin: origin, isRead: true,
                isSettling: isSettling)
            let answer = try await courier.read(call)
            origin = answer.url
            let elements = try elements(way.records, in: answer, place: way.request.path)
            results += elements.map { ($0, answer) }
            guard let paging = way.paginate else { return results }
            guard try advance(&state, paging, answer, elements.count, place: way.request.path, line: way.request.place.line) else {
                return results
            }
        }
    }

    /// Moves a page state on.
    func advance(
        _ state: inout PageState, _ paging: ManifestPaging, _ answer: Answer, _ count: Int,
        last: (modified: Timestamp?, id: String)? = nil, place: String, line: Int = 1
    ) throws(ConnectorError) -> Bool {
        do {
            // A page of parents without a single record is still a full page.
            let all = try paging.counts?.evaluateIfPresent(in: answer.scope)?.elements?.count ?? count
            return try state.advance(paging, after: answer, count: all, last: last)
        } catch let error as EvaluationError {
            throw .unreadable(place: place, line: error.place.line, found: error.found)
        } catch is PageState.Endless {
            throw .unreadable(place: place, line: line, found: "a page more after \(PageState.mostPages)")
        } catch {
            throw .repeatedPage(place: place)
        }
    }
}

extension ManifestReadWay {
    /// The id that stands before all others, for keyset paging.
    var keysetStart: String? {
        if case .keyset(let start, _, _) = paginate?.kind { start } else { nil }
    }
}
