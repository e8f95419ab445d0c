import Glibc
import Model

/// The system's lock beside a store, held while this process may write (R34). It ends with the process, however that ends. The file stays:
/// removing it would let two processes hold locks on two files of one name.
public final class StoreLock: Sendable {
    /// What became of asking for the lock.
    public enum Attempt: Sendable {
        /// It is ours until it is released or the value ends.
        case taken(StoreLock)
        /// Another process has it; nil if it has not said who it is.
        case held(by: Holder?)
    }

    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Asks for the lock of the store at a path, without waiting.
    /// - Throws: `cannotOpen` if the lock file cannot be made or locked.
    public static func take(forStoreAt path: String, holder: Holder) throws(StorageError) -> Attempt {
        let file = path + ".lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path: file, reason: String(cString: strerror(errno))) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let reason = errno
            defer { close(descriptor) }
            guard reason == EWOULDBLOCK else { throw .cannotOpen(path: file, reason: String(cString: strerror(reason))) }
            return .held(by: read(descriptor))
        }
        write(holder, to: descriptor)
        return .taken(StoreLock(descriptor))
    }

    /// Gives the lock back now.
    public func release() { flock(descriptor, LOCK_UN) }

    /// The file is only for people and messages: the lock holds whether or not it could be written.
    private static func write(_ holder: Holder, to descriptor: Int32) {
        let line = holder.stored.bytes + [0x0A]
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = line.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func read(_ descriptor: Int32) -> Holder? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0, let json = try? JSON(parsing: Array(bytes.prefix(count))) else { return nil }
        return Holder(stored: json)
    }
}
