import Foundation
import Model

/// Kills the process at a chosen crash point, so that a test sees what the next run makes of what is left. A release build does nothing.
public struct CrashSwitch: Sendable {
    #if PROOF
        private let point: Int?
        private let pass: Int
        private let passes = PassCounter()
    #endif

    /// Reads `ENTENTE_CRASH=POINT[:PASS]` from the environment; other text switches nothing.
    public init(_ text: String? = nil) {
        #if PROOF
            let parts = (text ?? "").split(separator: ":").map { Int($0) }
            point = parts.first ?? nil
            pass = parts.count > 1 ? parts[1] ?? 1 : 1
        #endif
    }

    /// Dies here by SIGKILL if this is the chosen point and pass.
    func pass(_ place: CrashPoint) {
        #if PROOF
            guard place.rawValue == point, passes.next() == pass else { return }
            kill(getpid(), SIGKILL)
        #endif
    }
}

#if PROOF
    /// Counts how often the chosen point was passed.
    private final class PassCounter: Sendable {
        private let lock = NSLock()
        private nonisolated(unsafe) var count = 0

        func next() -> Int {
            lock.withLock {
                count += 1
                return count
            }
        }
    }
#endif
