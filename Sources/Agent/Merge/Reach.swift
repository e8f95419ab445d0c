import Model
import Reconciliation
import Storage

/// Whether a value can be written at a remote now.
enum Reach {
    /// It can.
    case open
    /// It refers to an entity that has no record there and is about to get none.
    case withheld
    /// The remote has no value that means it.
    case inexpressible

    /// Judges one value of one field.
    static func of(
        _ value: FieldValue, _ rule: FieldRule, at remote: String, settings: Settings, guards: Guards = Guards(), in tx: Transaction
    ) throws -> Reach {
        if case .ref(let target) = value {
            guard let object = settings.sync(target.kind)?.sides[remote]?.object else { return .withheld }
            if try tx.links.recordID(of: target, remote: remote, object: object) != nil { return .open }
            let isComing = try tx.outbox.pending(target).contains { $0.remote == remote && $0.kind == .create }
            return isComing ? .open : .withheld
        }
        guard let side = rule.sides[remote], !side.isLink else { return .open }
        if case .inexpressible = side.remoteValue(from: value, as: rule.type, guards: guards, resolve: { _ in nil }) {
            return .inexpressible
        }
        return .open
    }
}
