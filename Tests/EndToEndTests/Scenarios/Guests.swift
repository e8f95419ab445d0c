import Foundation
import Model

extension World {
    /// Puts its texts into the configuration of a trial.
    func configure(_ trial: Trial) throws {
        for change in changes {
            try trial.configure(try change.old ?? Self.samplePartnerFields(), change.new)
        }
    }

    /// The partner's fields in the sample.
    private static func samplePartnerFields() throws -> String {
        let text = try Repository.text("config.yaml")
        guard let start = text.range(of: "      name:   {policy"), let end = text.range(of: "  customer:\n") else {
            throw Trial.Trouble.notInConfiguration("the partner's fields")
        }
        return String(text[start.lowerBound..<end.lowerBound])
    }

    /// Another sandbox beside that of the trial, for a remote more.
    enum Guest {
        static func open<T: Sendable>(
            _ world: World, in trial: Trial, _ body: (Trial, [Side: SandboxProcess]) async throws -> T
        ) async throws -> T {
            guard world.hasEvents else { return try await body(trial, [:]) }
            let folder = trial.folder.appending(path: "events")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let sandbox = try await SandboxProcess(folder: folder, records: 0, seed: 4)
            var trial = trial
            trial.environment["EVENTS_URL"] = sandbox.vendors["hubspot"]?["url"]?.string
            let result: Result<T, any Error>
            do { result = .success(try await body(trial, [.events: sandbox])) } catch { result = .failure(error) }
            await sandbox.stop()
            return try result.get()
        }
    }
}
