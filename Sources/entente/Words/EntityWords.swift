import Agent
import Model
import Storage

/// Entities in words.
enum EntityWords {
    static func table(_ entities: [Entity], kind: EntityKind) -> Table {
        let columns = EntitySchema.fields(of: kind).map(\.name).filter { name in
            entities.contains { $0.values[name].map { !$0.isBlank } ?? false }
        }.prefix(6)
        return Table(
            ["id"] + columns,
            rows: entities.map { entity in [entity.id.text] + columns.map { entity.values[$0]?.display ?? "" } })
    }

    static func lines(_ view: EntityView, on screen: Screen) -> [String] {
        let live = view.links.filter { $0.state == .live }
        let names =
            EntitySchema.fields(of: view.entity.id.kind).map(\.name) + view.entity.values.keys.filter { $0.hasPrefix("custom.") }.sorted()
        let shown = names.filter { name in view.entity.values[name] != nil || live.contains { $0.remoteBase[name] != nil } }
        let rows = shown.map { name in
            [name, view.entity.values[name]?.display ?? ""] + live.map { $0.remoteBase[name]?.display ?? "" } + [
                view.entity.provenance[name].map { "\($0.from) \(screen.time($0.at))" } ?? ""
            ]
        }
        let table = Table(["field", "hub"] + live.map(\.key.remote) + ["from"], rows: rows)
        let links = view.links.map { "link: \($0.key.remote)/\($0.key.object)/\($0.key.id) \($0.state.rawValue)" }
        return ["\(view.entity.id.text), rev \(view.entity.rev)"] + table.lines(width: screen.width) + links
    }
}
