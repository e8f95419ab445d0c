import Model
import Reconciliation
import Storage

/// Checks the hub against itself: the database, the references, and that every base pair is one that the rules allow.
public struct Verify: Sendable {
    let services: Services

    /// Prepares to check the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Everything that is wrong, in sentences; empty if nothing is.
    public func run() throws(RunError) -> [String] {
        var found: [String]
        do throws(StorageError) { found = try services.store.check() } catch { throw .store(error) }
        for sync in services.settings.sync {
            for (remote, side) in sync.sides.sorted(by: { $0.key < $1.key }) {
                found += try check(sync, remote: remote, object: side.object)
            }
        }
        return found + (try services.reading { try LedgerCheck(tx: $0, guards: services.guards).problems() })
    }

    private func check(_ sync: EntitySync, remote: String, object: String) throws(RunError) -> [String] {
        var found: [String] = []
        var after: String?
        while true {
            let page = try services.reading { try $0.links.page(remote: remote, object: object, after: after, limit: 500) }
            for link in page where link.state == .live && link.entity.kind == sync.kind { found += problems(of: link, sync) }
            let entities = try services.reading { try $0.entities.get(page.map(\.entity)) }
            for link in page where link.state == .live && entities[link.entity] == nil {
                found.append("\(name(link)): its entity \(link.entity.text) is not in the hub")
            }
            guard let last = page.last, page.count == 500 else { return found }
            after = last.key.id
        }
    }

    private func problems(of link: Link, _ sync: EntitySync) -> [String] {
        var found: [String] = []
        for field in Set(link.hubBase.keys).symmetricDifference(link.remoteBase.keys).sorted() {
            found.append("\(name(link)).\(field): half a base pair (R1)")
        }
        for rule in sync.rules {
            guard let hub = link.hubBase[rule.name], let remote = link.remoteBase[rule.name] else { continue }
            let isAccepted = link.accepted[rule.name] != nil
            if !isAccepted, !CanonicalForm.equal(hub, remote, as: rule.type), !isRaw(remote), !isRaw(hub) {
                found.append("\(name(link)).\(rule.name): the pair differs and nothing says why (R1)")
            }
        }
        return found
    }

    private func isRaw(_ value: FieldValue) -> Bool { if case .raw = value { true } else { false } }

    private func name(_ link: Link) -> String { "\(link.key.remote)/\(link.key.object)/\(link.key.id)" }
}
