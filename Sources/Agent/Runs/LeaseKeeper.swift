import Foundation
import Logging
import Model
import Storage

/// One writer at a time (R34): a lock of the operating system and a row in the hub that says who holds it until when.
public struct LeaseKeeper: Sendable {
    let services: Services

    /// Prepares to take the lease of the services' store.
    public init(services: Services) {
        self.services = services
    }

    /// How long a lease lasts without renewal.
    private static let lifetime: Duration = .seconds(120)

    /// Runs the body while holding the lease, renewed at half time.
    /// - Throws: `RunError.locked` if another run holds it, and what the body throws.
    public func hold<T: Sendable>(
        _ command: String, _ body: @Sendable () async throws(RunError) -> T
    ) async throws(RunError) -> T {
        guard services.guards.stands(.lease) else { return try await body() }
        let holder = Holder.current(command)
        let lock = try lock(holder)
        defer { lock?.release() }
        try take(holder)
        services.crash.pass(.leaseTaken)
        let renewal = Task { await renew(holder) }
        let result: Result<T, RunError>
        do throws(RunError) { result = .success(try await body()) } catch { result = .failure(error) }
        renewal.cancel()
        await renewal.value
        services.crash.pass(.leaseLeft)
        try? services.store.write { try $0.lease.release(holder) }
        return try result.get()
    }

    /// The operating system's lock; a hub in memory has none.
    private func lock(_ holder: Holder) throws(RunError) -> StoreLock? {
        guard services.store.path != ":memory:" else { return nil }
        let attempt: StoreLock.Attempt
        do { attempt = try StoreLock.take(forStoreAt: services.store.path, holder: holder) } catch { throw .store(error) }
        switch attempt {
        case .taken(let lock): return lock
        case .held(let other): throw .locked(by: Self.words(other))
        }
    }

    private static func words(_ holder: Holder?) -> String {
        holder.map { "\($0.name), process \($0.pid) on \($0.host)" } ?? "another process"
    }

    private func take(_ holder: Holder) throws(RunError) {
        let result: LeaseResult
        do {
            result = try services.store.write { try $0.lease.take(at: services.clock.now(), for: Self.lifetime, holder: holder) }
        } catch let error as StorageError {
            throw .store(error)
        } catch {
            throw .store(.failed(code: -1, doing: "taking the lease"))
        }
        switch result {
        case .taken: break
        case .takenOver(let previous):
            // Its operations in flight are settled before anything else is done.
            services.logger.notice("lease taken over", metadata: ["pid": "\(previous.holder.pid)", "host": "\(previous.holder.host)"])
        case .held(let lease): throw .locked(by: Self.words(lease.holder))
        }
    }

    private func renew(_ holder: Holder) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.lifetime / 2)
            guard !Task.isCancelled else { return }
            _ = try? services.store.write { try $0.lease.renew(at: services.clock.now(), for: Self.lifetime, holder: holder) }
        }
    }
}
