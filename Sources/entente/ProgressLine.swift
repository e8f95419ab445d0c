import Agent
import Foundation
import Synchronization

/// One line on the terminal that says how far a run has come; nothing where there is no terminal.
final class ProgressLine: Sendable {
    private let isShown: Bool
    private let started = Date()
    private let last = Mutex(Date.distantPast)

    init(isQuiet: Bool) {
        isShown = !isQuiet && isatty(STDERR_FILENO) == 1
    }

    /// Shows the newest state, ten times a second at most.
    func show(_ progress: Agent.Progress) {
        guard isShown else { return }
        let now = Date()
        let due = last.withLock { last in
            guard now.timeIntervalSince(last) > 0.1 else { return false }
            last = now
            return true
        }
        guard due else { return }
        let place = [progress.remote, progress.object].compactMap { $0 }.joined(separator: "/")
        let rate = Int(Double(progress.done) / max(0.1, now.timeIntervalSince(started)))
        write("\r\u{1B}[K\(progress.step) \(place) \(progress.done)\(progress.of.map { " of \($0)" } ?? "") (\(rate)/s)")
    }

    /// Clears the line.
    func end() {
        if isShown { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
