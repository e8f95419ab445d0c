import Model
import Reconciliation

/// How this run plans: what a person has approved, and which ids new entities get.
struct Planning: Sendable {
    /// Which overwrites at first contact are allowed (R26).
    enum FirstContact: Sendable {
        /// None: they are held.
        case held
        /// All: this is a plan that shows them.
        case shown
        /// Those whose operations stand in an approved plan.
        case approved(Set<String>)
    }

    /// The run's id.
    var run: String
    /// The plan's id.
    var plan: String
    /// Overwrites at first contact.
    var firstContact: FirstContact = .held
    /// Brakes that a person has approved, by name.
    var approvedBrakes: Set<String> = []
    /// True for a plan: brakes are told, and hold nothing back from being shown.
    var showsBraked = false
    /// Only these operations may be sent; nil for all.
    var onlyOperations: Set<String>?
    /// True while the store was put back: everything is read, nothing is written, and records that bear an own key get their entity back.
    var isAudit = false
    /// Ids that an approved plan gave to records without entity.
    var minted: [RecordKey: EntityID] = [:]

    /// True if a brake of that name holds nothing back.
    func passes(_ brake: String) -> Bool { showsBraked || approvedBrakes.contains(brake) }
}

/// An object at a remote, as a key.
struct ObjectName: Hashable, Sendable {
    let remote: String
    let object: String
}

/// What planning did and found.
struct PlanResult: Sendable {
    var hubCreated = 0
    var hubUpdated = 0
    var hubDeleted = 0
    var linked = 0
    var conflicts = 0
    /// Review items raised by this run.
    var reviews = 0
    /// Records and fields that wait for a person, from this run or earlier.
    var held: [ObjectName: Int] = [:]
    /// How many records of each object were merged.
    var mergedAt: [ObjectName: Int] = [:]
    /// How many conflicts had to do with each object.
    var conflictsAt: [ObjectName: Int] = [:]

    /// Counts a conflict, at every object that held one of its values.
    mutating func note(_ conflict: ConflictEntry, sync: EntitySync) {
        conflicts += 1
        for remote in Set((conflict.losers + [conflict.chosen]).map(\.from)) {
            guard let object = sync.sides[remote]?.object else { continue }
            conflictsAt[ObjectName(remote: remote, object: object), default: 0] += 1
        }
    }
}
