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
        Self.write("\r\u{1B}[K\(progress.step) \(place) \(progress.done)\(progress.of.map { " of \($0)" } ?? "") (\(rate)/s)")
    }

    /// Clears the line.
    func end() {
        if isShown { Self.clear() }
    }

    /// Clears whatever line a terminal shows, so that a result does not stand behind it.
    static func clear() {
        if isatty(STDERR_FILENO) == 1 { write("\r\u{1B}[K") }
    }

    private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
