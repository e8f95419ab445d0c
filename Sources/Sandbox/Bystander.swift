import HTTP
import HTTPTypes
import Model

/// Somebody else at the vendor, who acts between the caller's last look and its call. What is not possible is left undone.
struct Bystander: Sendable {
    let vendor: any Vendor
    let now: Timestamp

    /// Does what a fault asks for, with the record that the request is about.
    func act(_ fault: FaultKind, before request: Request) {
        switch fault {
        case .refreshed: vendor.refresh()
        case .undeleteBefore: undelete()
        case .idReused: recycle(request)
        default: break
        }
        guard let subject = vendor.subject(of: request) else { return }
        switch fault {
        case .editBefore: edit(subject, request)
        case .mergeBefore: merge(subject)
        case .uniqueSwap: swap(subject)
        case .equalStamps: _ = try? vendor.edit(PersonEdit(.touch, object: subject.object), at: now)
        default: break
        }
    }

    /// Changes the first free text that the request is about to write.
    private func edit(_ subject: Subject, _ request: Request) {
        guard let id = subject.id, request.head.method != .get, let body = try? JSON(parsing: request.body),
            let row = vendor.shape.rows(body).first, let name = row.members.first(where: { vendor.shape.isFree($0.name, $0.value) })?.name
        else { return }
        let fields = JSONObject([(name, "By somebody else")])
        _ = try? vendor.edit(PersonEdit(.update, object: subject.object, id: id, fields: fields), at: now)
    }

    private func merge(_ subject: Subject) {
        guard let id = subject.id, let other = live(subject.object).first(where: { $0.id != id }) else { return }
        _ = try? vendor.edit(PersonEdit(.merge, object: subject.object, id: id, into: other.id), at: now)
    }

    private func swap(_ subject: Subject) {
        let live = live(subject.object)
        guard let name = vendor.uniqueField(subject.object), let first = live.first(where: { $0.id == subject.id }),
            let value = first.values[name], value != .null,
            let second = live.first(where: { $0.id != first.id && $0.values[name] != nil && $0.values[name] != .null }),
            let other = second.values[name]
        else { return }
        for (id, value) in [(first.id, JSON.null), (second.id, value), (first.id, other)] {
            let edit = PersonEdit(.update, object: subject.object, id: id, fields: JSONObject([(name, value)]))
            _ = try? vendor.edit(edit, at: now)
        }
    }

    private func undelete() {
        guard let last = lastDeleted(vendor.objects) else { return }
        _ = try? vendor.edit(PersonEdit(.undelete, object: last.object, id: last.id), at: now)
    }

    private func recycle(_ request: Request) {
        guard let object = vendor.subject(of: request)?.object, let last = lastDeleted([object]) else { return }
        vendor.recycle(last)
    }

    private func lastDeleted(_ objects: [String]) -> Holding? {
        objects.flatMap { vendor.holdings($0) }.filter(\.isDeleted).max { ($0.changed, $0.id) < ($1.changed, $1.id) }
    }

    private func live(_ object: String) -> [Holding] {
        vendor.holdings(object).filter { !$0.isDeleted }
    }
}
