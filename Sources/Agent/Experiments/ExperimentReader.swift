import Model
import ProgramRules
import YAML

/// Reads `experiments` of config.yaml (PROGRAM section 9).
enum ExperimentReader {
    static var kind: ValueKind<ExperimentSettings> {
        .map { reader in
            let id = reader.required("id", TermsNames.id, "the experiment's name, which never changes: with the key it decides the arms")
            let subject = reader.required(
                "subject", ValueKind<ExperimentSettings.Subject>.word(),
                "who is in an arm: a partner, or a link, which is to lead to the arm's landing page")
            let arms = reader.required(
                "arms", .list(of: TermsNames.id, least: 2), "the arms, equally large; the others are compared with the first")
            let from = reader.required("from", AmountReader.day, "the first day, in the program's zone")
            let to = reader.optional("to", AmountReader.day, "the last day; else it goes on")
            let measure = reader.value(
                "measure", ValueKind<ExperimentSettings.Measure>.word(), default: .clicks, text: "clicks",
                "clicks: of the clicks that count those that led to a sale; subjects: of the subjects those that brought one")
            guard !reader.session.isSurvey, let id, let subject, let arms, let from else { return nil }
            if let to, to < from { reader.refuseValue(of: "to", expected: "a day not before \(from.text)") }
            guard let experiment = Experiment(id: id, arms: arms) else {
                reader.refuseValue(of: "arms", expected: "arms of different names")
                return nil
            }
            return ExperimentSettings(experiment: experiment, subject: subject, measure: measure, from: from, to: to)
        }
    }

    /// What is wrong with all of them together.
    static func check(_ experiments: [ExperimentSettings], hasKey: Bool, _ reader: MapReader) {
        if Set(experiments.map(\.experiment.id)).count < experiments.count {
            reader.refuseValue(of: "experiments", expected: "experiments of different names")
        }
        if !experiments.isEmpty, !hasKey {
            reader.refuseValue(of: "experiments", expected: "links.key with it, the secret that decides who is in which arm")
        }
    }
}
