import Model

/// Times as Salesforce writes them, to whole seconds: `2026-01-15T09:30:11.000+0000`. Written so, texts sort as the times do.
enum SalesforceTime {
    static func text(_ instant: Timestamp) -> String {
        instant.iso.dropLast() + ".000+0000"
    }

    static func text(seconds: Int64) -> String { text(Timestamp(seconds: seconds)) }
}
