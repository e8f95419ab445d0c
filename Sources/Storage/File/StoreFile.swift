import Glibc

/// The file behind a store, as the system sees it.
enum StoreFile {
    /// Makes the file, readable and writable by its owner alone, unless it is there. SQLite gives `-wal` and `-shm` the file's own
    /// permissions, so that they are as closed as it is.
    static func makePrivate(_ path: String) throws(StorageError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            // The umask may have taken bits away that SQLite needs.
            fchmod(descriptor, 0o600)
            close(descriptor)
        } else if errno != EEXIST {
            throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// The file's size; nil if there is none.
    static func size(_ path: String) -> Int? {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : nil
    }

    /// Removes the file, if it is there.
    static func remove(_ path: String) { unlink(path) }
}
