/// The policies under which a call can be refused. Source: VENDORS.md 2.7.
enum HubSpotPolicy: String, Sendable {
    case daily = "DAILY"
    case secondly = "SECONDLY"
    case tenSecondly = "TEN_SECONDLY_ROLLING"
}
