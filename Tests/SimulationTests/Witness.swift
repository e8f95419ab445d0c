import Agent
import HTTP
import Model
import Reconciliation
import Sandbox
import Storage

/// Watches the wire for the judge: what the agent asks of each vendor, what the hub held at that moment, and what the vendors showed.
/// It reads the hub through a connection of its own, as an outsider would.
final class Witness: @unchecked Sendable {
    private let settings: @Sendable () -> Settings
    private let ports: [String: SandboxPort]
    /// The hub of the present life, opened for reading alone.
    var hub: Store?
    private(set) var violations: [String] = []
    private(set) var counts: [String: Int] = [:]
    /// Every text that a remote showed: by record, then by the vendor's field.
    private var shown: [String: [String: Set<String>]] = [:]
    /// What each remote was last asked.
    private var last: [String: Wire.Sort] = [:]

    init(_ ports: [String: SandboxPort], settings: @escaping @Sendable () -> Settings) {
        (self.ports, self.settings) = (ports, settings)
    }

    /// The remotes at which somebody may act before this request goes out: those that were last asked for a listing.
    func free(before wire: Wire, to remote: String) -> Set<String> {
        Set(last.filter { $0.value == .listing && !($0.key == remote && wire.sort == .write) }.keys)
    }

    /// What somebody else saw while the agent was at work.
    func note(_ violation: String) { violations.append(violation) }

    /// A request is about to go out.
    func asked(_ remote: String, _ wire: Wire) throws {
        if wire.sort != .other { last[remote] = wire.sort }
        guard wire.sort == .write, let hub else { return }
        counts["write \(wire.isDeletion ? "deletion" : wire.isCreation ? "creation" : "update")", default: 0] += 1
        let sent = try hub.read { try $0.outbox.unsettled(remote: remote) }.filter { $0.state == .sent }
        judgeOutbox(remote, wire, sent)
        judgeFields(remote, wire)
        if wire.isDeletion { try judgeDeletion(remote, wire, hub) }
    }

    /// An answer came.
    func answered(_ remote: String, _ response: Response) {
        guard let body = try? JSON(parsing: response.body) else { return }
        keep(body, of: remote)
    }

    /// Whether a remote ever showed that text in a field of a record.
    func wasShown(_ text: String, _ remote: String, _ id: String, _ field: String) -> Bool {
        shown["\(remote) \(Self.short(id))"]?[field]?.contains(text) ?? false
    }

    // MARK: S2

    /// S2: what goes out stands in the outbox, as sent, and was committed.
    private func judgeOutbox(_ remote: String, _ wire: Wire, _ sent: [OutboxEntry]) {
        let ids = wire.rows.compactMap(\.id)
        let known = Set(sent.compactMap(\.recordID).map(Self.short))
        let missing = ids.filter { !known.contains(Self.short($0)) }
        if sent.isEmpty { violations.append("S2 \(remote) \(wire.object): nothing in the outbox is marked as sent") }
        if !sent.isEmpty, !missing.isEmpty { violations.append("S2 \(remote) \(wire.object) \(missing): not marked as sent") }
    }

    /// Salesforce's ids have a short form and a long one.
    private static func short(_ id: String) -> String { id.utf8.count == 18 ? String(id.prefix(15)) : id }

    // MARK: S6

    /// S6: only mapped fields are written, and of those only what changed.
    private func judgeFields(_ remote: String, _ wire: Wire) {
        guard !wire.isDeletion, let vendor = ports[remote]?.vendor, let named = Desk.named(wire.object, at: vendor.name) else { return }
        let allowed = mapped(remote, named)
        var held: [String: JSONObject] = [:]
        if !wire.isCreation, let object = Desk.object(named, at: vendor.name) {
            for one in vendor.holdings(object) { held[Self.short(one.id)] = one.values }
        }
        for row in wire.rows {
            let strange = row.values.members.filter { !allowed.contains($0.name) && !Self.isOwnKey($0.value) }.map(\.name)
            if !strange.isEmpty { violations.append("S6 \(remote) \(named) \(row.id ?? "new"): \(strange) is not mapped") }
            guard let id = row.id, let values = held[Self.short(id)] else { continue }
            let idle = row.values.members.filter { name, value in
                value.string?.isEmpty == false && values[name]?.string == value.string && name != "id"
            }
            if idle.count > 2 { violations.append("S6 \(remote) \(named) \(id): \(idle.map(\.name)) are written as they are") }
        }
    }

    private static func isOwnKey(_ value: JSON) -> Bool { value.string?.hasPrefix("northwind") ?? false }

    private func mapped(_ remote: String, _ named: String) -> Set<String> {
        var fields: Set<String> = ["attributes", "id", "Id"]
        for sync in settings().sync {
            guard let side = sync.sides[remote], side.object == named else { continue }
            fields.formUnion(side.condition.keys)
            for rule in sync.rules {
                guard let place = rule.sides[remote] else { continue }
                fields.insert(place.remoteField)
            }
            fields.formUnion(side.declared.values.compactMap(\.currency))
        }
        return fields
    }

    // MARK: S7

    /// S7: the agent deletes a record only where another record of the same entity is gone, by the vendors' own books.
    private func judgeDeletion(_ remote: String, _ wire: Wire, _ hub: Store) throws {
        for id in wire.rows.compactMap(\.id) {
            guard let vendor = ports[remote]?.vendor, let named = Desk.named(wire.object, at: vendor.name) else { continue }
            let key = RecordKey(remote: remote, object: named, id: id)
            let links = try hub.read { tx in try tx.links.get(key).map { try tx.links.of($0.entity) } ?? [] }
            let others = links.filter { $0.key != key }
            if !others.contains(where: { isGone($0.key) }) {
                violations.append("S7 \(key) is deleted though nobody deleted any of \(others.map { "\($0.key)" })")
            }
        }
    }

    private func isGone(_ key: RecordKey) -> Bool {
        guard let vendor = ports[key.remote]?.vendor, let object = Desk.object(key.object, at: vendor.name) else { return false }
        return !vendor.holdings(object).contains { $0.id == key.id && !$0.isDeleted }
    }

    // MARK: S3

    /// Remembers the texts of every record in an answer.
    private func keep(_ body: JSON, of remote: String) {
        switch body {
        case .array(let rows): for row in rows { keep(row, of: remote) }
        case .object(let object):
            let id = object["Id"]?.string ?? object["id"]?.string ?? object["id"]?.integer.map(String.init)
            let values = object["properties"]?.object ?? object
            if let id {
                for (name, value) in values.members {
                    if let text = value.string { shown["\(remote) \(Self.short(id))", default: [:]][name, default: []].insert(text) }
                }
            }
            for list in ["records", "results", "data", "nodes", "node", "customers", "orders"] {
                if let rows = object[list] { keep(rows, of: remote) }
            }
        default: break
        }
    }
}
