import HTTP
import Model

/// A listing of one kind: filters, an order, pages by number. Source: VENDORS.md section 4.
struct WooListing: Sendable {
    let kind: WooKind
    let call: WooCall
    let store: WooStore
    /// The order whose refunds are asked for; nil for all.
    var parent: Int?

    /// The page asked for; one beyond the end is empty, and still tells how many pages there are.
    func answer() throws(WooProblem) -> Response {
        let given = JSONObject(call.target.query.map { ($0.name, .string($0.value)) } + merged)
        try WooArguments.check(given, WooArguments.listing(kind))
        let page = max(1, number("page") ?? 1)
        let size = number("per_page") ?? 10
        let found = sorted(matches())
        let shift = call.fault == .pageShift ? -1 : call.fault == .pageSkip ? 1 : 0
        let start = max(0, (number("offset") ?? (page - 1) * size) + (page > 1 ? shift : 0))
        let rows = found.dropFirst(start).prefix(call.fault == .shortPage ? max(1, size / 2) : size)
        let pages = (found.count + size - 1) / size
        let view = WooView(store: store, home: call.home)
        let total = call.fault == .totalWrong ? found.count / 2 : found.count
        var fields = [("X-WP-Total", String(total)), ("X-WP-TotalPages", String(pages))]
        if let link = link(page: page, of: pages) { fields.append(("Link", link)) }
        return Answer.json(200, WooView.only(call.target["_fields"], .array(rows.map { view.json(kind, $0) })), fields: fields)
    }

    /// Lists written with brackets, under their plain names.
    private var merged: [(String, JSON)] {
        ["status", "include", "exclude"].compactMap { name in
            call.target[name] == nil ? call.list(name).map { (name, .string($0.joined(separator: ","))) } : nil
        }
    }

    private func number(_ name: String) -> Int? { call.target[name].flatMap { Int($0) } }

    private func matches() -> [WooRecord] {
        if call.fault == .emptyList || call.fault == .permissionLost { return [] }
        let include = call.list("include").map { Set($0.map { Int($0) ?? -1 }) }
        let exclude = Set((call.list("exclude") ?? []).map { Int($0) ?? -1 })
        let code = call.target["code"].flatMap { $0.isEmpty ? nil : $0.lowercased() }
        let email = call.target["email"].flatMap { $0.isEmpty ? nil : $0.lowercased() }
        let role = call.target["role"] ?? "customer"
        return store.listed(kind, at: call.now).filter { record in
            if let parent, record.parent != parent { return false }
            if let include, !include.isEmpty, !include.contains(record.id) { return false }
            if exclude.contains(record.id) || !isInDates(record) { return false }
            if let search = call.target["search"]?.lowercased(), !search.isEmpty,
                !JSON.object(record.values).text.lowercased().contains(search)
            {
                return false
            }
            switch kind {
            case .orders:
                if let customer = number("customer"), record.values["customer_id"]?.integer != Int64(customer) { return false }
                return hasStatus(record)
            case .customers: return (role == "all" || record.text("role") == role) && (email == nil || record.email.lowercased() == email)
            case .coupons: return !record.isTrashed && (code == nil || record.text("code") == code)
            case .refunds: return store.record(.orders, record.parent) != nil
            }
        }
    }

    private func hasStatus(_ record: WooRecord) -> Bool {
        let wanted = call.list("status") ?? ["any"]
        // Any status but the trash.
        return wanted.contains("any") ? !record.isTrashed : wanted.contains(record.text("status"))
    }

    private func isInDates(_ record: WooRecord) -> Bool {
        guard kind != .customers else { return true }
        let isUTC = WooArguments.flag(call.target["dates_are_gmt"].map { .string($0) })
        let bounds: [(String, Timestamp?, Bool)] = [
            ("after", record.created, true), ("before", record.created, false), ("modified_after", record.modified, true),
            ("modified_before", record.modified, false),
        ]
        return bounds.allSatisfy { name, instant, isLower in
            guard let bound = call.target[name].flatMap({ store.time.compared($0) }) else { return true }
            guard let instant else { return false }
            let held = isUTC ? WooTime.utc(instant) : store.time.local(instant)
            return isLower ? held > bound : held < bound
        }
    }

    private func sorted(_ rows: [WooRecord]) -> [WooRecord] {
        let order = call.target["orderby"] ?? (kind == .customers ? "name" : "date")
        let descends = (call.target["order"] ?? (kind == .customers ? "asc" : "desc")) == "desc"
        func key(_ record: WooRecord) -> (Int64, String) {
            switch order {
            case "date", "registered_date": (record.created.milliseconds, "")
            case "modified": ((record.modified ?? record.created).milliseconds, "")
            case "name": (0, record.text("username"))
            case "title", "slug": (0, record.text("code"))
            default: (0, "")
            }
        }
        let ranked = rows.map { (key: key($0), record: $0) }.sorted { left, right in
            if left.key != right.key { return descends ? left.key > right.key : left.key < right.key }
            return descends ? left.record.id > right.record.id : left.record.id < right.record.id
        }
        return call.fault == .sortIgnored ? ranked.reversed().map(\.record) : ranked.map(\.record)
    }

    private func link(page: Int, of pages: Int) -> String? {
        func address(_ page: Int) -> String {
            let rest = call.target.query.filter { $0.name != "page" }.map { "\($0.name)=\(WooAuth.escaped($0.value))" }
            return "<\(call.home)\(call.target.path)?\((rest + ["page=\(page)"]).joined(separator: "&"))>"
        }
        var links: [String] = []
        if page > 1 { links.append("\(address(min(page - 1, pages))); rel=\"prev\"") }
        if pages > page { links.append("\(address(page + 1)); rel=\"next\"") }
        return links.isEmpty ? nil : links.joined(separator: ", ")
    }
}
