import Model

/// Carries out what a person does in the shop's pages; the same checks as for the interface.
struct WooPersonEdit: Sendable {
    let edit: PersonEdit
    let now: Timestamp

    /// Changes the record and shows it afterwards.
    func apply(to store: inout WooStore) throws(SandboxError) -> JSON {
        guard let kind = Self.kind(edit.object) else { throw .edit(reason: "WooCommerce has no object \(edit.object)") }
        let instant = now.truncated(to: .seconds(1))
        if edit.action == .touch {
            let ids = edit.id.map { [Int($0) ?? 0] } ?? store.everything(kind).filter { !$0.isGone }.map(\.id)
            for record in ids.compactMap({ store.record(kind, $0) }) { store.replace(kind, record, action: "touch", at: instant) }
            return ["touched": .integer(ids.count)]
        }
        var writer = WooWriter(now: instant)
        if edit.late > .zero { writer.concealment = WooConcealment(until: now + edit.late, isOfSearchAlone: false) }
        do throws(WooProblem) {
            let id = try act(kind, writer, &store)
            return store.everything(kind).first { $0.id == id }.map { WooState(store: store).json($0, kind) } ?? .null
        } catch { throw .edit(reason: error.message) }
    }

    /// The kind of that name, in the plural or the singular.
    static func kind(_ name: String) -> WooKind? {
        WooKind.allCases.first { [$0.rawValue, String($0.rawValue.dropLast())].contains(name.lowercased()) }
    }

    private func act(_ kind: WooKind, _ writer: WooWriter, _ store: inout WooStore) throws(WooProblem) -> Int {
        let id = edit.id.flatMap { Int($0) } ?? 0
        switch edit.action {
        case .create:
            let order = Int(edit.fields["order"]?.integer ?? edit.fields["order"]?.string.flatMap { Int64($0) } ?? 0)
            return try writer.create(kind, edit.fields, order: order, in: &store).id
        case .update: return try writer.update(kind, id, edit.fields, in: &store).id
        // The button in the shop moves to the trash what has one; `archive` does no more, `delete` empties the trash too.
        case .archive where kind.hasTrash: _ = try writer.delete(kind, id, force: false, in: &store)
        case .delete, .archive: _ = try writer.delete(kind, id, force: true, in: &store)
        case .undelete:
            if var trashed = store.record(kind, id), trashed.isTrashed {
                trashed.values["status"] = kind == .orders ? "pending" : "publish"
                store.replace(kind, trashed, action: "undelete", at: writer.now)
            } else if !store.restore(kind, id, at: writer.now) {
                throw .notFound(kind)
            }
        case .merge: throw .refused("woocommerce_rest_no_merge", "WooCommerce merges no records.")
        case .touch: break
        }
        return id
    }
}
