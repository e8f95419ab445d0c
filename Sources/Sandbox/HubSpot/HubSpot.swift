public import HTTP
public import Model
import Synchronization

/// HubSpot's stand-in: one portal with contacts, companies, deals and the custom object `referrals`. Source: VENDORS.md section 2.
public final class HubSpot: Vendor {
    /// What the portal is and what it was told to do otherwise.
    public let settings: HubSpotSettings
    private let portal: Mutex<HubSpotPortal>

    /// Makes a portal that holds what HubSpot sees of a program.
    public init(_ data: ProgramData, at now: Timestamp, settings: HubSpotSettings = HubSpotSettings()) {
        self.settings = settings
        let founded = now - .seconds(4 * 365 * 86_400)
        let catalog = HubSpotCatalog(settings: settings, createdAt: founded, owners: data.owners)
        var store = HubSpotStore(settings: settings, catalog: catalog)
        HubSpotSeed(data: data, catalog: catalog).fill(&store)
        portal = Mutex(HubSpotPortal(store: store))
    }

    /// `hubspot`.
    public var name: String { "hubspot" }

    /// Answers one request at the given instant, in the shape a fault asks for where one is given.
    public func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
        portal.withLock { $0.respond(to: HubSpotCall(request, at: now, under: fault)) }
    }

    /// Every record with its history, for `/_sandbox/state`.
    /// Shape: `{"contacts": [{"id","archived","createdAt","updatedAt","properties","history","associations"}], "companies": [...], ...}`.
    public func state() -> JSON {
        portal.withLock { HubSpotState(store: $0.store).json }
    }

    /// Changes a record as a person who works in the CRM would, and shows the record afterwards.
    /// - Throws: `SandboxError.edit` when there is no such object or record, or HubSpot would refuse the change.
    public func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON {
        let result = portal.withLock { portal in
            Result { () throws(SandboxError) in try HubSpotPersonEdit(edit: edit, now: now).apply(to: &portal.store) }
        }
        return try result.get()
    }

    // MARK: For faults

    /// Where records stand in the portal's bodies.
    public var shape: RowShape { HubSpotSubject.shape }

    /// The kinds of record.
    public var objects: [String] { HubSpotKind.allCases.map(\.rawValue) }

    /// What a call is about.
    public func subject(of request: Request) -> Subject? {
        portal.withLock { HubSpotSubject(store: $0.store).of(request) }
    }

    /// All records of a kind.
    public func holdings(_ object: String) -> [Holding] {
        portal.withLock { HubSpotSubject(store: $0.store).holdings(object) }
    }

    /// The address of contacts, the hub's key of everything else.
    public func uniqueField(_ object: String) -> String? {
        HubSpotKind(named: object, portal: settings.portal) == .contacts ? "email" : "entente_id"
    }

    /// A refusal as the portal words it.
    public func refusal(_ status: Int, _ reason: String) -> Response {
        let problem = HubSpotProblem(status: status, category: reason.uppercased().replacing(" ", with: "_"), message: reason)
        return Answer.json(status, problem.body(correlation: "b8c1f6d0-0000-4000-8000-000000000000", request: ""))
    }

    /// Removes an archived record for good and gives its id to the next of its kind.
    public func recycle(_ record: Holding) {
        portal.withLock { portal in
            guard let kind = HubSpotKind(named: record.object, portal: settings.portal), let id = Int64(record.id) else { return }
            portal.store.links.removeAll(kind, id)
            portal.store[kind].recycle(id)
        }
    }

    /// Gives every record another id.
    public func refresh() {
        portal.withLock { $0.store.renumber() }
    }

    /// Keeps a copy of everything, unless there is one that is less than a minute old.
    public func keepReplica(at now: Timestamp) {
        portal.withLock { $0.keepReplica(at: now) }
    }

    /// Forgets a record for good as a privacy request does: it is in no list, archived or not; true when there was one.
    public func purge(object: String, id: String) -> Bool {
        portal.withLock { portal in
            guard let kind = HubSpotKind(named: object, portal: portal.store.settings.portal), let id = Int64(id) else { return false }
            portal.store.links.removeAll(kind, id)
            return portal.store[kind].purge(id)
        }
    }
}
