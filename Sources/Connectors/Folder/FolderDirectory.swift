import Glibc

/// The one directory that a folder connector may touch: plain files by name, no links, no way out, changed only as a whole.
struct FolderDirectory: Sendable {
    /// Where it is.
    let path: String

    /// The largest file that is read, in bytes.
    static let mostBytes = 256 << 20

    /// A file as it was read.
    struct File: Sendable {
        var bytes: [UInt8]
        fileprivate var facts: Facts
    }

    fileprivate struct Facts: Equatable {
        var device: UInt64
        var inode: UInt64
        var size: Int64
        var seconds: Int64
        var nanoseconds: Int64
    }

    /// Why a file could not be read or replaced.
    enum Problem: Error, Equatable {
        /// It cannot be used at all: the reason.
        case refused(String)
        /// Another process is writing there, or somebody wrote in between: nothing was changed, and later it may go.
        case busy(String)
        /// It was replaced, but whether the disk has it nobody can say.
        case unsure(String)
    }

    /// True for a name that stays in the directory and is no file of our own making.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 200 && !name.hasPrefix(".") && !name.contains("/") && !name.contains("\0")
    }

    /// Proves that the directory is there and is one.
    func check() throws(Problem) { _ = try opened() }

    /// Reads a file.
    func read(_ name: String) throws(Problem) -> File {
        let directory = try opened()
        return try Self.read(name, in: directory)
    }

    /// Replaces a file by what `change` makes of it; nil from there leaves it as it is. No other writer comes between, a reader sees the
    /// old file or the new one, and a file that somebody else changed meanwhile stays theirs.
    func edit(_ name: String, _ change: ([UInt8]) -> [UInt8]?) throws(Problem) {
        let directory = try opened()
        guard flock(directory.number, LOCK_EX | LOCK_NB) == 0 else { throw .busy("another process is writing to the directory") }
        let file = try Self.read(name, in: directory)
        guard let bytes = change(file.bytes) else { return }
        try Self.replace(name, file, with: bytes, in: directory)
    }

    /// An open file that closes itself.
    private struct Descriptor: ~Copyable {
        let number: Int32
        deinit { close(number) }
    }

    private func opened() throws(Problem) -> Descriptor {
        let number = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else {
            if errno == ENOTDIR || errno == ELOOP { throw .refused("\(path) is no directory, or a symbolic link") }
            throw .refused("\(path): \(Self.reason)")
        }
        return Descriptor(number: number)
    }

    private static func read(_ name: String, in directory: borrowing Descriptor) throws(Problem) -> File {
        guard isName(name) else { throw .refused("\(name) is no plain name of a file") }
        // Without waiting: something else than a file may stand there, such as a pipe.
        let number = openat(directory.number, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else {
            if errno == ELOOP { throw .refused("\(name) is a symbolic link") }
            if errno == ENOENT { throw .refused("no file \(name); make it, even if it has no rows yet") }
            throw .refused("\(name): \(reason)")
        }
        let file = Descriptor(number: number)
        var facts = stat()
        guard fstat(file.number, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw .refused("\(name) is no plain file") }
        guard facts.st_size <= mostBytes else { throw .refused("\(name) has more than \(mostBytes) bytes") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(facts.st_size))
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .refused("\(name): \(reason)") }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= mostBytes else { throw .refused("\(name) has more than \(mostBytes) bytes") }
        }
        return File(bytes: bytes, facts: Facts(facts))
    }

    /// Writes a new file beside the old one, makes the disk have it, and lets it take the old one's name.
    private static func replace(
        _ name: String, _ old: File, with bytes: [UInt8], in directory: borrowing Descriptor
    ) throws(Problem) {
        // Of a run that was killed; nobody else writes while the directory is locked.
        let partial = ".\(name).partial"
        unlinkat(directory.number, partial, 0)
        try write(bytes, as: partial, in: directory)
        var now = stat()
        guard fstatat(directory.number, name, &now, AT_SYMLINK_NOFOLLOW) == 0, Facts(now) == old.facts else {
            unlinkat(directory.number, partial, 0)
            throw .busy("\(name) was changed by somebody else at the same time")
        }
        guard renameat(directory.number, partial, directory.number, name) == 0 else {
            let reason = reason
            unlinkat(directory.number, partial, 0)
            throw .refused("\(name): \(reason)")
        }
        guard fsync(directory.number) == 0 else { throw .unsure("\(name): \(reason)") }
    }

    private static func write(_ bytes: [UInt8], as name: String, in directory: borrowing Descriptor) throws(Problem) {
        let number = openat(directory.number, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .refused("\(name): \(reason)") }
        let file = Descriptor(number: number)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = reason
                unlinkat(directory.number, name, 0)
                throw .refused("\(name): \(reason)")
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(file.number) == 0 else {
            let reason = reason
            unlinkat(directory.number, name, 0)
            throw .refused("\(name): \(reason)")
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}

extension FolderDirectory.Facts {
    fileprivate init(_ facts: stat) {
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        size = Int64(facts.st_size)
        seconds = Int64(facts.st_mtim.tv_sec)
        nanoseconds = Int64(facts.st_mtim.tv_nsec)
    }
}
