import Foundation
import Model

/// A listing of one kind: filters, an order, and a cursor behind the last record of the page. Source: VENDORS.md section 8.
struct PipedriveListing: Sendable {
    private enum Order: String, Sendable {
        case id
        case updateTime = "update_time"
        case addTime = "add_time"
    }

    private static let links = ["owner_id", "org_id", "person_id", "pipeline_id", "stage_id"]
    let kind: PipedriveKind
    let call: PipedriveCall
    let store: PipedriveStore
    let showsArchived: Bool

    /// The page asked for.
    func answer() throws(PipedriveProblem) -> JSON {
        try call.allow(
            Set(
                Self.links + [
                    "ids", "status", "updated_since", "updated_until", "sort_by", "sort_direction", "include_fields", "custom_fields",
                    "limit", "cursor",
                ]))
        let asked = try call.number("limit", default: 100, 1...500)
        let limit = call.fault == .shortPage ? max(1, asked / 2) : asked
        guard let order = Order(rawValue: call.target["sort_by"] ?? "id") else {
            throw .invalid("sort_by must be one of [id, update_time, add_time]")
        }
        let descends = call.target["sort_direction"] == "desc"
        var found = try matches().sorted { left, right in
            let (first, second) = (key(left, order), key(right, order))
            let isBefore = first == second ? left.id < right.id : first < second
            return descends ? !isBefore : isBefore
        }
        if call.fault == .sortIgnored { found.reverse() }
        let start = try self.start(in: found, order, descends)
        let page = found.dropFirst(start).prefix(limit)
        let view = PipedriveView(store: store, kind: kind, own: try ownFields())
        let next = start + limit < found.count ? page.last.map { cursor($0, order, descends) } : nil
        return [
            "success": true, "data": .array(page.map(view.json)),
            "additional_data": ["next_cursor": next.map { .string($0) } ?? .null],
        ]
    }

    private func matches() throws(PipedriveProblem) -> [PipedriveRecord] {
        if call.fault == .emptyList || call.fault == .permissionLost { return [] }
        let status = call.target["status"]
        if let status, kind != .deals || !status.split(separator: ",").allSatisfy({ ["open", "won", "lost", "deleted"].contains($0) }) {
            throw .invalid("status is not allowed here")
        }
        let since = try instant("updated_since")
        let until = try instant("updated_until")
        let ids = call.target["ids"].map { Set($0.split(separator: ",").map { Int($0) ?? -1 }) }
        if let ids, ids.count > 100 { throw .invalid("ids must hold at most 100 values") }
        let links = Self.links.compactMap { name in call.target[name].map { (name, JSON.number($0)) } }
        // Deletions are shown for thirty days, and only where asked for.
        let oldest = call.now - .seconds(30 * 86_400)
        let wanted = status?.split(separator: ",").map(String.init)
        return store.records(kind).compactMap { store.visible(kind, $0.id, at: call.now) }.filter { record in
            let isDeletedWanted = wanted?.contains("deleted") ?? false
            if record.isDeleted, !isDeletedWanted || record.updated < oldest { return false }
            if !record.isDeleted, let wanted, !wanted.contains(record.value("status").string ?? "") { return false }
            if kind == .deals, (record.value("is_archived").bool ?? false) != showsArchived { return false }
            if let since, record.updated < since { return false }
            if let until, record.updated >= until { return false }
            if let ids, !ids.contains(record.id) { return false }
            return links.allSatisfy { record.value($0.0) == $0.1 }
        }
    }

    /// The company's fields to show.
    private func ownFields() throws(PipedriveProblem) -> Set<String>? {
        guard let text = call.target["custom_fields"] else { return nil }
        let keys = text.split(separator: ",").map(String.init)
        guard keys.count <= 15 else { throw .invalid("custom_fields must hold at most 15 keys") }
        return Set(keys)
    }

    private func instant(_ name: String) throws(PipedriveProblem) -> Timestamp? {
        guard let text = call.target[name] else { return nil }
        guard let instant = Timestamp(iso: text) else { throw .invalid("\(name) must be an RFC 3339 time") }
        return instant
    }

    private func key(_ record: PipedriveRecord, _ order: Order) -> Int64 {
        switch order {
        case .id: Int64(record.id)
        case .updateTime: record.updated.milliseconds
        case .addTime: record.added.milliseconds
        }
    }

    private func cursor(_ record: PipedriveRecord, _ order: Order, _ descends: Bool) -> String {
        Data("\(order.rawValue)|\(descends)|\(key(record, order))|\(record.id)".utf8).base64EncodedString()
    }

    private func start(in found: [PipedriveRecord], _ order: Order, _ descends: Bool) throws(PipedriveProblem) -> Int {
        guard let text = call.target["cursor"], !text.isEmpty else { return 0 }
        let parts = Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self).split(separator: "|") } ?? []
        guard parts.count == 4, parts[0] == order.rawValue, parts[1] == String(descends), let last = Int64(parts[2]), let id = Int(parts[3])
        else { throw .invalid("cursor is invalid") }
        let place = found.firstIndex { record in
            let (key, number) = (key(record, order), record.id)
            return descends ? (key, number) < (last, id) : (key, number) > (last, id)
        }
        let shift = call.fault == .pageShift ? -1 : call.fault == .pageSkip ? 1 : 0
        return max(0, (place ?? found.count) + shift)
    }
}
