import Model

/// Counts calls against the portal's limits; searches have a limit of their own and show no headers.
struct HubSpotLimits: Sendable {
    private var recent: [Timestamp] = []
    private var searches: [Timestamp] = []
    private var day: CalendarDate?
    private var usedToday = 0

    /// Counts a call, or says which policy refuses it; a refused call is not counted.
    mutating func take(isSearch: Bool, at now: Timestamp, _ settings: HubSpotSettings) -> HubSpotPolicy? {
        recent.removeAll { $0 <= now - .seconds(10) }
        searches.removeAll { $0 <= now - .seconds(1) }
        let today = (now + settings.zone).date
        if today != day { (day, usedToday) = (today, 0) }
        if usedToday >= settings.callsPerDay { return .daily }
        if isSearch {
            if searches.count >= settings.searchesPerSecond { return .secondly }
            searches.append(now)
        } else {
            if recent.count >= settings.callsPerTenSeconds { return .tenSecondly }
            recent.append(now)
        }
        usedToday += 1
        return nil
    }

    /// The headers of every answer but a search's; public apps see no daily ones.
    func fields(isPublicApp: Bool, _ settings: HubSpotSettings) -> [(String, String)] {
        let rolling = [
            ("X-HubSpot-RateLimit-Max", String(settings.callsPerTenSeconds)),
            ("X-HubSpot-RateLimit-Remaining", String(max(0, settings.callsPerTenSeconds - recent.count))),
            ("X-HubSpot-RateLimit-Interval-Milliseconds", "10000"),
        ]
        if isPublicApp { return rolling }
        return rolling + [
            ("X-HubSpot-RateLimit-Daily", String(settings.callsPerDay)),
            ("X-HubSpot-RateLimit-Daily-Remaining", String(max(0, settings.callsPerDay - usedToday))),
        ]
    }
}
