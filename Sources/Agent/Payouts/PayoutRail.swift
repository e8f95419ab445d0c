public import Connectors
public import Model
public import ProgramRules

/// What payouts go by: the settings, the program's zone, and who pays by which method.
public struct PayoutRail: Sendable {
    /// Thresholds, approvals, cool-down and brakes.
    public var terms: PayoutTerms
    /// The zone of the cut-off day.
    public var zone: ProgramZone
    /// Who pays, by the partner's payout method.
    public var gateways: [String: any PayoutGateway]

    /// Gathers what payouts go by.
    public init(terms: PayoutTerms, zone: ProgramZone, gateways: [String: any PayoutGateway] = [:]) {
        self.terms = terms
        self.zone = zone
        self.gateways = gateways
    }

    /// What the settings say, with the remotes that the services have.
    /// - Throws: `RunError.configuration` if the program's zone is unknown, or a method's remote pays nobody.
    public init(_ services: Services) throws(RunError) {
        let settings = services.settings
        guard let zone = ProgramZone(settings.program.timeZone) else {
            throw .configuration(["\(settings.file): program.time_zone: no zone is called \(settings.program.timeZone)"])
        }
        self.init(terms: settings.payouts.terms, zone: zone)
        for (method, name) in settings.payouts.remotes {
            guard let remote = services.remotes[name] else { continue }
            guard let gateway = remote.payouts else {
                throw .configuration(["\(settings.file): payouts.\(method): the connector of \(name) pays nobody"])
            }
            gateways[method] = gateway
        }
        if let folder = settings.payouts.manualFolder { gateways["manual"] = BankFile(folder: folder) }
    }

    /// The cut-off day that a person names, or that the settings make of today (P11).
    /// - Throws: `RunError.badValue` for what is no day.
    public func cutOff(_ text: String?, _ services: Services) throws(RunError) -> CalendarDate {
        guard let text else { return services.settings.payouts.cutOff.day(on: zone.day(of: services.clock.now())) }
        guard let day = CalendarDate(text) else { throw .badValue(field: "--cut-off", found: text, expected: "a day such as 2026-10-31") }
        return day
    }

    /// How a method keeps its promise to act once; nil if nobody pays by it.
    func rules(_ method: String) -> ProviderRules? { gateways[method].map { ProviderRules($0.abilities, name: method) } }
}

extension ProviderRules {
    /// The promise of a gateway. The margin is longer than any request is under way: an hour of Stripe's day, a day of PayPal's month.
    init(_ abilities: PayoutAbilities, name: String) {
        self.init(
            name: name, keyLife: abilities.keyLife, margin: min(abilities.keyLife / 24, .seconds(86_400)),
            isSettledAtOnce: abilities.isSettledAtOnce, largestBatch: abilities.largestBatch)
    }
}
