import YAML

/// How a span of change times is asked for. Source: CONNECTORS.md 2.11, X14.
public struct ManifestWindow: Sendable {
    /// In which order the records come.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        // Only `asc` moves the cursor page by page.
        case asc, desc, none
    }

    /// In which order the records come.
    public var order: Order
    /// How far the window reaches back before the cursor.
    public var overlap: Duration
    /// True if the remote compares with > and not with >=.
    public var isExclusive: Bool
    /// How many records may be paged before the window is asked anew (R28).
    public var cap: Int?
    /// How far the remote says that it has looked.
    public var ceiling: ManifestTimePlace?
    /// How far back the feed reaches; older cursors need a full read (R29).
    public var retention: Duration?

    static var kind: ValueKind<ManifestWindow> {
        .map { reader in
            let order = reader.required("order", ValueKind<Order>.word(), "in which order the records come")
            let window = ManifestWindow(
                order: order ?? .none,
                overlap: reader.value(
                    "overlap", .duration, default: .seconds(600), text: "10m", "how far it reaches back before the cursor"),
                isExclusive: reader.value("exclusive", .bool, default: false, "true if the remote compares with >"),
                cap: reader.optional("cap", .count, "records that may be paged before the window is asked anew"),
                ceiling: reader.optional("ceiling", ManifestTimePlace.kind(.response), "how far the remote says that it has looked"),
                retention: reader.optional("retention", .duration, "how far back the feed reaches; older cursors: full read"))
            return order == nil ? nil : window
        }
    }
}
