public import HTTP
public import Model
import Synchronization

/// Pipedrive's stand-in: one company with organizations, persons and deals, by version 2 of its interface. Source: VENDORS.md section 8.
public final class Pipedrive: Vendor {
    /// What the company is, and its limits.
    public let settings: PipedriveSettings
    private let company: Mutex<PipedriveCompany>
    private let catalog: PipedriveCatalog

    /// Makes a company that holds what Pipedrive sees of a program.
    public init(_ data: ProgramData, settings: PipedriveSettings = PipedriveSettings()) {
        self.settings = settings
        catalog = PipedriveCatalog(owners: data.owners)
        var store = PipedriveStore(catalog: catalog, settings: settings)
        PipedriveSeed(data: data, catalog: catalog).fill(&store)
        company = Mutex(PipedriveCompany(store: store))
    }

    /// `pipedrive`.
    public var name: String { "pipedrive" }

    /// Answers one request at the given instant, in the shape a fault asks for where one is given.
    public func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
        company.withLock { $0.respond(to: PipedriveCall(request, at: now, under: fault)) }
    }

    /// Every record with its history, for `/_sandbox/state`.
    /// Shape: `{"objects": {"organizations": [{"id","deleted","fields","history"}], ...}}`.
    public func state() -> JSON {
        company.withLock { PipedriveState(store: $0.store).json }
    }

    /// Changes a record as a person who works in the company would, and shows the record afterwards.
    /// - Throws: `SandboxError.edit` when there is no such object or record, or Pipedrive would refuse the change.
    public func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON {
        try company.withLock { company throws(SandboxError) in
            try PipedrivePersonEdit(edit: edit, now: now).apply(to: &company.store)
        }
    }

    /// The key of a field of the company's own by its label, such as `Partner tier` of `organizations`.
    public static func key(_ label: String, of object: String) -> String? {
        PipedriveSubject.kind(object).flatMap { PipedriveCatalog.own(label, $0)?.key }
    }

    // MARK: For faults

    /// Where records stand in the company's bodies.
    public var shape: RowShape { PipedriveSubject.shape(catalog) }

    /// The kinds of record.
    public var objects: [String] { PipedriveKind.allCases.map(\.rawValue) }

    /// What a call is about.
    public func subject(of request: Request) -> Subject? {
        company.withLock { PipedriveSubject(store: $0.store).of(request) }
    }

    /// All records of a kind.
    public func holdings(_ object: String) -> [Holding] {
        company.withLock { PipedriveSubject(store: $0.store).holdings(object) }
    }

    /// The hub's key: Pipedrive keeps no field unique by itself.
    public func uniqueField(_ object: String) -> String? {
        Self.key("Entente id", of: object)
    }

    /// A refusal as the company words it.
    public func refusal(_ status: Int, _ reason: String) -> Response {
        PipedriveProblem(status: status, error: reason).response
    }

    /// Removes a deleted record for good and gives its id to the next of its kind.
    public func recycle(_ record: Holding) {
        company.withLock { company in
            guard let kind = PipedriveSubject.kind(record.object), let id = Int(record.id) else { return }
            company.store.recycle(kind, id)
        }
    }

    /// Gives every record another id.
    public func refresh() {
        company.withLock { $0.store.renumber() }
    }

    /// Keeps a copy of everything, unless there is one that is less than a minute old.
    public func keepReplica(at now: Timestamp) {
        company.withLock { $0.keepReplica(at: now) }
    }
}
