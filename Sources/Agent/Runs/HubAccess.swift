import Model
import Storage

/// The hub's transactions with one kind of error, for the runs that need no more than that.
extension Services {
    /// Reads the hub; every failure is the store's.
    func reading<T>(_ body: (Transaction) throws -> T) throws(RunError) -> T { try working { try store.read(body) } }

    /// How far a remote's clock was ahead when the last run measured it; nil if none did.
    public func knownOffset(of remote: String) -> Duration? {
        let text = try? reading { try $0.settings.get("clock.\(remote)") }
        return text.flatMap { $0 }.flatMap { Int64($0) }.map { .milliseconds($0) }
    }

    /// Writes the hub in one transaction.
    func writing<T>(_ body: (Transaction) throws -> T) throws(RunError) -> T { try working { try store.write(body) } }

    /// Does work on the hub; what is no error of a run is the store's.
    func working<T>(_ body: () throws -> T) throws(RunError) -> T {
        do { return try body() } catch let error as RunError { throw error } catch let error as StorageError { throw .store(error) } catch {
            throw .store(.failed(code: -1, doing: "working on the hub"))
        }
    }
}
