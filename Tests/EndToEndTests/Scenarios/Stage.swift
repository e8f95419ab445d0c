import Foundation

/// Where worlds are played: a few at a time. A sync waits for a vendor's rates more than it works, so that several share a core well; all
/// at once they would only wait for each other.
actor Stage {
    /// The one that all suites of rows share.
    static let shared = Stage(places: 2 * ProcessInfo.processInfo.activeProcessorCount)

    private var free: Int
    private var queue: [CheckedContinuation<Void, Never>] = []

    private init(places: Int) { free = places }

    /// Plays as soon as there is a place, first come, first served.
    func play<T: Sendable>(_ body: @Sendable () async throws -> T) async throws -> T {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { queue.append($0) } }
        defer { leave() }
        return try await body()
    }

    private func leave() {
        if queue.isEmpty { free += 1 } else { queue.removeFirst().resume() }
    }
}
