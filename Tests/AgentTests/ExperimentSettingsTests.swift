@testable import Agent
import Model
import ProgramRules
import Testing

/// What `experiments` of config.yaml takes and refuses.
@Suite struct ExperimentSettingsTests {
    private static let links = "links: {base: \"https://go.example.com\", key: \"${env:KEY}\"}"

    private func read(_ experiments: String, links: String = links) -> (settings: Settings?, diagnostics: [String]) {
        SettingsSample.read(SettingsSample.small + links + "\n" + "experiments: \(experiments)\n")
    }

    @Test func `an experiment has arms, days and what is compared`() throws {
        let (settings, diagnostics) = read(
            "[{id: tone, subject: partner, arms: [plain, warm], from: 2026-03-01, to: 2026-05-31},"
                + " {id: page, subject: landing_page, arms: [a, b, c], from: 2026-03-01, measure: subjects}]")
        #expect(diagnostics == [])
        let experiments = try #require(settings?.experiments)
        #expect(experiments.map(\.experiment.arms) == [["plain", "warm"], ["a", "b", "c"]])
        #expect(experiments.map(\.subject) == [.partner, .landingPage] && experiments.map(\.measure) == [.clicks, .subjects])
        #expect(experiments.map { $0.to?.text } == ["2026-05-31", nil])
    }

    @Test func `what it is does not decide what is read and written (R30)`() throws {
        let with = try #require(read("[{id: tone, subject: partner, arms: [plain, warm], from: 2026-03-01}]").settings)
        let without = try #require(read("[]").settings)
        #expect(with.fingerprint == without.fingerprint && without.experiments.isEmpty)
    }

    @Test(arguments: [
        ("[{id: Tone, subject: partner, arms: [a, b], from: 2026-03-01}]", "experiments[0].id: found \"Tone\""),
        ("[{id: t, subject: person, arms: [a, b], from: 2026-03-01}]", "experiments[0].subject: found \"person\", expected one of"),
        ("[{id: t, subject: partner, arms: [a], from: 2026-03-01}]", "experiments[0].arms: found"),
        (
            "[{id: t, subject: partner, arms: [a, a], from: 2026-03-01}]",
            "experiments[0].arms: found a list, expected arms of different names"
        ),
        (
            "[{id: t, subject: partner, arms: [a, b], from: spring}]",
            "experiments[0].from: found \"spring\", expected a day such as 2026-03-01"
        ),
        ("[{id: t, subject: partner, arms: [a, b]}]", "experiments[0]: found no from"),
        (
            "[{id: t, subject: partner, arms: [a, b], from: 2026-03-02, to: 2026-03-01}]",
            "experiments[0].to: found \"2026-03-01\", expected a day not before 2026-03-02"
        ),
        (
            "[{id: t, subject: partner, arms: [a, b], from: 2026-03-01}, {id: t, subject: partner, arms: [c, d], from: 2026-03-01}]",
            "experiments: found a list, expected experiments of different names"
        ),
    ])
    func `what is refused is said with its place`(text: String, says: String) throws {
        let complaint = try #require(read(text).diagnostics.first)
        #expect(complaint.hasPrefix("config.yaml:17:") && complaint.contains(says), "\(complaint)")
    }

    @Test func `without a key nobody can be dealt into arms`() {
        let complaints = read("[{id: t, subject: partner, arms: [a, b], from: 2026-03-01}]", links: "links: {}").diagnostics
        #expect(complaints.count == 1 && complaints.first?.contains("expected links.key with it") == true, "\(complaints)")
    }
}
