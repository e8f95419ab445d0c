import Model
import Reconciliation
import Storage

/// Another hub that works at the same remote (R25). A record that it made bears its key; one that it only linked bears none. So an entity
/// without any identity key may be one of that hub's, whose record stands there already: a person says whether one is made.
struct ForeignHub {
    /// The rule that such items cite.
    static let rule = "R25 another hub"
    private static let prefix = "foreign."

    let services: Services
    let tx: Transaction

    /// Whether a record may be made.
    enum Answer {
        /// Nothing speaks against it, or a person said so.
        case free
        /// A person is asked.
        case asked(isNew: Bool)
        /// A person said no.
        case refused
    }

    /// Keeps whose keys the records of a kind bore when this object was last matched; nil if only ours.
    func note(_ instance: String?, at object: ObjectMapping, kind: EntityKind) throws {
        let key = key(object.remote, object.object, kind)
        guard try tx.settings.get(key) != instance else { return }
        try tx.settings.set(key, to: instance)
    }

    /// Whether a record of an entity must wait for a person before it is made; then the item is raised. A key that the entity gets later
    /// may not have reached the other hub's record yet, so that it does not settle the question.
    func ask(_ entity: Entity, at object: ObjectMapping, hasKey: Bool, run: String) throws -> Answer {
        let other = try services.guards.stands(.foreignKey) ? tx.settings.get(key(object.remote, object.object, entity.id.kind)) : nil
        guard let other else {
            try close(entity.id, at: object)
            return .free
        }
        if hasKey, try !isAsked(entity.id, at: object) { return .free }
        let raised = try tx.reviews.raise(
            Review(
                id: services.identifier("review_"), kind: ReviewKind.match.rawValue, entity: entity.id, entityKind: entity.id.kind,
                remote: object.remote, object: object.object,
                reason: "it had no key to find its record by, and the hub \(other) has records there: is one to be made?",
                rule: Self.rule, since: services.clock.now(), runID: run))
        switch raised.state {
        case .open: return .asked(isNew: raised.isNew)
        case .rejected: return .refused
        case .accepted, .done: return .free
        }
    }

    /// True if a person was asked about a record of the entity at this object, and has not said that it is to be made.
    func isAsked(_ entity: EntityID, at object: ObjectMapping) throws -> Bool {
        try [ReviewState.open, .rejected].contains { state in try tx.reviews.of(entity, state).contains { isAbout(object, $0) } }
    }

    /// Closes the open items of an entity, at one object or at all.
    func close(_ entity: EntityID, at object: ObjectMapping? = nil) throws {
        for item in try tx.reviews.of(entity, .open) where object.map({ isAbout($0, item) }) ?? (item.rule == Self.rule) {
            try tx.reviews.close(item.id, as: .done, by: "entente", at: services.clock.now())
        }
    }

    /// The objects where another hub's records were seen, each with that hub's instance, as far as not every remote of their kind is
    /// stamped: what is not may be made a second time.
    static func unstamped(_ settings: Settings, in tx: Transaction) throws(StorageError) -> [(place: String, instance: String)] {
        try tx.settings.all(prefix: prefix).sorted { $0.key < $1.key }.compactMap { key, instance in
            let parts = key.dropFirst(prefix.count).split(separator: "/").map(String.init)
            guard parts.count == 3, let sync = settings.sync.first(where: { $0.kind.rawValue == parts[2] }),
                sync.sides.values.contains(where: { !$0.stamps && settings.remote($0.remote)?.access == .readWrite })
            else { return nil }
            return ("\(parts[0])/\(parts[1])", instance)
        }
    }

    private func isAbout(_ object: ObjectMapping, _ item: Review) -> Bool {
        item.rule == Self.rule && item.remote == object.remote && item.object == object.object
    }

    private func key(_ remote: String, _ object: String, _ kind: EntityKind) -> String {
        Self.prefix + "\(remote)/\(object)/\(kind.rawValue)"
    }
}
