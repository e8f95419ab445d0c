import Model

/// Counts calls against the burst of a token and the company's budget of the day. Source: VENDORS.md section 8.
struct PipedriveLimits: Sendable {
    private var recent: [Timestamp] = []
    private var day: CalendarDate?
    private(set) var spent = 0

    /// Counts a call, or says what refuses it.
    mutating func take(cost: Int, at now: Timestamp, _ settings: PipedriveSettings) -> PipedriveProblem? {
        recent.removeAll { $0 <= now - .seconds(2) }
        if now.date != day { (day, spent) = (now.date, 0) }
        if spent + cost > settings.dailyBudget { return .quota }
        if recent.count >= settings.burst { return .limited }
        recent.append(now)
        spent += cost
        return nil
    }

    /// The headers of every answer.
    func fields(_ settings: PipedriveSettings) -> [(String, String)] {
        [
            ("x-ratelimit-limit", String(settings.burst)), ("x-ratelimit-remaining", String(max(0, settings.burst - recent.count))),
            ("x-ratelimit-reset", "2"), ("x-daily-requests-left", String(max(0, settings.dailyBudget - spent))),
        ]
    }
}
