public import Model
import ProgramRules
public import Storage

/// Who is in which arm: by the key of links, so that nobody can reckon it out or choose.
public struct ExperimentArms: Sendable {
    /// The arm of one subject.
    public struct Given: Sendable, Equatable {
        /// The experiment.
        public var experiment: String
        /// Who is in an arm.
        public var subject: ExperimentSettings.Subject
        /// The arm.
        public var arm: String

        /// The arm as `link mint --json` prints it.
        public var json: JSON {
            ["experiment": .string(experiment), "subject": .string(subject.rawValue), "arm": .string(arm)]
        }
    }

    /// The experiments, as config.yaml has them.
    let experiments: [ExperimentSettings]
    private let hash: KeyedHash

    /// Fetches the key; nil where there is no experiment.
    /// - Throws: `RunError.configuration` if the key cannot be had.
    public init?(_ settings: Settings, _ resolver: SecretResolver) throws(RunError) {
        guard !settings.experiments.isEmpty else { return nil }
        self.init(settings.experiments, try ClickKey.hash(settings, resolver))
    }

    init(_ experiments: [ExperimentSettings], _ hash: KeyedHash) {
        (self.experiments, self.hash) = (experiments, hash)
    }

    /// The arm of a partner's id or a link's code.
    func arm(of subject: String, in settings: ExperimentSettings) -> String { settings.experiment.arm(of: subject, hash) }

    /// The arms of a link and of whose it is, in the experiments that are not over today.
    public func given(to link: StoredLink, _ services: Services) throws(RunError) -> [Given] {
        let today = try ReportReader(services: services).zone.day(of: services.clock.now())
        return given(partner: link.partner, link: link.code, on: today)
    }

    /// The arms of a partner and a link, in the experiments that are not over on a day.
    func given(partner: EntityID, link: String, on day: CalendarDate) -> [Given] {
        experiments.filter { $0.isAhead(on: day) }.map { settings in
            let subject = settings.subject == .partner ? partner.text : link
            return Given(experiment: settings.experiment.id, subject: settings.subject, arm: arm(of: subject, in: settings))
        }
    }
}
