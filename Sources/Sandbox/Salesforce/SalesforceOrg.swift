public import HTTP
import HTTPTypes
public import Model
import Synchronization

/// A stand-in of one Salesforce org: OAuth, SOQL, records, collections, replication and limits, as documented. Source: VENDORS.md 1.
public final class SalesforceOrg: Vendor {
    private struct State: Sendable {
        var store = SalesforceStore()
        var sessions = SalesforceSessions()
        var usage = SalesforceUsage()
        var cursors = SalesforceCursors()
        var failures = 0
        var emptied = Timestamp(milliseconds: 0)
        var generation = SalesforceGeneration()
        var replica: (store: SalesforceStore, at: Timestamp)?
    }

    /// The vendor's name.
    public let name = "salesforce"
    /// How the org is set up.
    public let settings: SalesforceSettings
    /// The key pair of the connected app.
    public let key: SalesforceKey
    private let founded: Timestamp
    private let held: Mutex<State>

    /// Founds an org that holds a program's data at an instant.
    /// - Parameters:
    ///   - data: what it holds, as seen by Salesforce.
    ///   - now: the instant of its founding, after all histories.
    ///   - settings: how it is set up.
    ///   - key: the key pair of the connected app.
    public init(
        _ data: ProgramData, at now: Timestamp, settings: SalesforceSettings = SalesforceSettings(), key: SalesforceKey = SalesforceKey()
    ) {
        var state = State()
        SalesforceSeed.fill(&state.store, with: data, username: settings.username, at: now)
        self.settings = settings
        self.key = key
        founded = now
        held = Mutex(state)
    }

    /// Answers one request at the given instant.
    public func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
        held.withLock { state in
            let request = state.generation.inward(request)
            let target = RequestTarget(request)
            if target.path == "/services/oauth2/token" {
                return state.sessions.token(request, settings, key, users: state.store.users, at: now)
            }
            guard target.segments.prefix(2) == ["services", "data"] else {
                return Answer.html(404, "<html><body>URL No Longer Exists</body></html>")
            }
            if target.segments.count == 2 { return Answer.json(200, SalesforceVersions.list) }
            // Source: errorcodes, 414: the limit of an address is 16,384 bytes.
            if (request.head.path ?? "").utf8.count > 16_384 { return Answer.html(414, "<html><body>URI Too Long</body></html>") }
            do throws(SalesforceRefusal) {
                let response = try answer(request, target, now, fault, &state)
                return state.generation.outward(response).adding(
                    "Sforce-Limit-Info", "api-usage=\(state.usage.used)/\(settings.dailyCalls)")
            } catch {
                return error.response.adding("Sforce-Limit-Info", "api-usage=\(state.usage.used)/\(settings.dailyCalls)")
            }
        }
    }

    /// Every record with its history.
    public func state() -> JSON {
        held.withLock { $0.generation.outward(SalesforceExport.json($0.store)) }
    }

    /// Changes a record as a person of the org would.
    /// - Throws: `SandboxError.edit` when there is no such object or record, or the org would refuse the change.
    public func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON {
        try held.withLock { state throws(SandboxError) in
            state.store.settle(now)
            do throws(SalesforceRefusal) {
                let edit = state.generation.inward(edit)
                return state.generation.outward(try SalesforceEdits.apply(edit, &state.store, at: now.truncated(to: .seconds(1))))
            } catch {
                throw .edit(reason: "\(error.code): \(error.message)")
            }
        }
    }

    // MARK: For faults

    /// Where records stand in the org's bodies.
    public var shape: RowShape { SalesforceSubject.shape }

    /// The objects of the org.
    public var objects: [String] { SalesforceObjects.all.map(\.name) }

    /// What a call is about.
    public func subject(of request: Request) -> Subject? {
        held.withLock { SalesforceSubject(store: $0.store).of($0.generation.inward(request)) }
    }

    /// All records of an object, under the ids inside the store.
    public func holdings(_ object: String) -> [Holding] {
        held.withLock { SalesforceSubject(store: $0.store).holdings(object) }
    }

    /// The custom field of an object whose values no two records share.
    public func uniqueField(_ object: String) -> String? {
        held.withLock { SalesforceSubject(store: $0.store).uniqueField(object) }
    }

    /// A refusal as the org words it.
    public func refusal(_ status: Int, _ reason: String) -> Response {
        let code = reason.uppercased().replacing(" ", with: "_")
        return SalesforceRefusal(status: status, code: code, message: reason, showsFields: false).response
    }

    /// Removes a deleted record for good and gives its id to the next of its object.
    public func recycle(_ record: Holding) {
        held.withLock { state in
            guard let index = state.store.table(record.object) else { return }
            state.store.recycle(index, id: record.id)
        }
    }

    /// Gives every record an id of another instance, and ends all sessions.
    public func refresh() {
        held.withLock { state in
            state.generation.advance()
            state.sessions = SalesforceSessions()
            state.cursors = SalesforceCursors()
        }
    }

    /// Keeps a copy of all records, unless there is one that is less than a minute old.
    public func keepReplica(at now: Timestamp) {
        held.withLock { state in
            if let replica = state.replica, replica.at + .seconds(60) > now { return }
            state.replica = (state.store, now)
        }
    }

    // MARK: Calls

    private func answer(
        _ request: Request, _ target: RequestTarget, _ now: Timestamp, _ fault: FaultKind?, _ state: inout State
    ) throws(SalesforceRefusal) -> Response {
        let token = request.header("Authorization").flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil } ?? ""
        if fault == .tokenExpired { state.sessions.end(token) }
        guard let user = state.sessions.user(of: token, settings.sessionLife, at: now) else { throw .badSession }
        switch fault {
        case .http500:
            throw SalesforceRefusal(
                status: 500, code: "UNKNOWN_EXCEPTION",
                message: "An unexpected error occurred. Please include this ErrorId if you contact "
                    + "support: 1234567890-12345 (123456789)", showsFields: false)
        case .http503:
            // Half of them come as a page of HTML, as they do in life.
            state.failures += 1
            if state.failures % 2 == 0 { return Answer.html(503, "<html><body><h1>Service Unavailable</h1></body></html>") }
            throw SalesforceRefusal(status: 503, code: "SERVER_UNAVAILABLE", message: "Server is unavailable", showsFields: false)
        case .rateLimited:
            throw SalesforceRefusal(
                status: 403, code: "REQUEST_LIMIT_EXCEEDED", message: "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
                showsFields: false)
        case .quotaExhausted:
            throw SalesforceRefusal(
                status: 403, code: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded.", showsFields: false)
        case .scopeRemoved: throw .noRight
        default: break
        }
        guard state.usage.admits(limit: settings.dailyCalls, at: now) else {
            throw SalesforceRefusal(
                status: 403, code: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded.", showsFields: false)
        }
        state.store.settle(now)
        if now - state.emptied >= .seconds(3600) {
            state.store.emptyBin(now)
            state.emptied = now
        }
        guard SalesforceVersions.all.contains(target.segments[2]) else { throw .notFound }
        let writer = SalesforceWriter(
            user: user, now: now.truncated(to: .seconds(1)), late: fault == .lateCommit ? settings.commitDelay : .zero,
            refusesSameEmail: settings.refusesSameEmail || fault == .duplicateRule)
        let call = SalesforceCall(
            request: request, target: target, parts: Array(target.segments.dropFirst(3)), version: target.segments[2], now: now,
            fault: fault, writer: writer)
        guard fault == .oldReplica, call.method == "GET", let replica = state.replica else { return try route(call, &state) }
        let current = state.store
        state.store = replica.store
        defer { state.store = current }
        return try route(call, &state)
    }

    private func route(_ call: SalesforceCall, _ state: inout State) throws(SalesforceRefusal) -> Response {
        let parts = call.parts
        switch (parts.first, parts.count) {
        case ("query", 1): return try state.cursors.query(call, state.store, includesDeleted: false)
        case ("queryAll", 1): return try state.cursors.query(call, state.store, includesDeleted: true)
        case ("query", 2), ("queryAll", 2): return try state.cursors.next(parts[1], call, state.store, life: settings.cursorLife)
        case ("tooling", 2) where parts[1] == "executeAnonymous": return try SalesforceApex.answer(call, &state.store)
        case ("limits", 1): return Answer.json(200, limits(state.usage))
        case ("sobjects", 1): return Answer.json(200, SalesforceDescribe.global(call.version))
        case ("sobjects", 3) where parts[2] == "describe":
            guard let index = state.store.table(parts[1]), call.fault != .permissionLost else { throw .notFound }
            return Answer.json(200, SalesforceDescribe.full(state.store.tables[index].object, call.version))
        case ("sobjects", 3) where parts[2] == "updated" || parts[2] == "deleted":
            return try SalesforceReplication.answer(
                call, object: parts[1], deleted: parts[2] == "deleted", state.store, founded: founded)
        case ("sobjects", 2...):
            return try SalesforceRows.answer(call, object: parts[1], rest: Array(parts.dropFirst(2)), &state.store)
        case ("composite", 2...) where parts[1] == "sobjects":
            return try SalesforceCollections(call: call).answer(rest: Array(parts.dropFirst(2)), &state.store)
        default: throw .notFound
        }
    }

    private func limits(_ usage: SalesforceUsage) -> JSON {
        [
            "DailyApiRequests": ["Max": .integer(settings.dailyCalls), "Remaining": .integer(settings.dailyCalls - usage.used)],
            "DailyBulkV2QueryJobs": ["Max": 10000, "Remaining": 10000], "DailyBulkApiBatches": ["Max": 15000, "Remaining": 15000],
        ]
    }
}

/// The versions that the org speaks.
enum SalesforceVersions {
    static let all: Set<String> = Set((50...67).map { "v\($0).0" })

    static let list: JSON = .array(
        (50...67).map { number in
            ["label": .string("Release \(number)"), "url": .string("/services/data/v\(number).0"), "version": .string("\(number).0")]
        })
}
