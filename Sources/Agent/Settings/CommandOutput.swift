import Foundation

/// What a command writes, read while it runs, so that it never waits for a full pipe.
struct CommandOutput {
    /// More than any secret has: a command that writes more does not write a secret.
    static let largest = 1 << 20

    /// The reading end of the command's standard output.
    let output: Int32
    /// The reading end of a pipe that is closed when the command ends.
    let ended: Int32
    /// How long all of it may take.
    let limit: Duration

    /// All that was written when the command ended, with all that it started.
    func whole() throws(SecretError) -> Data {
        let start = ContinuousClock.now
        var data = Data()
        // A negative descriptor is passed over by poll: what has ended once needs no more looking at.
        var places = [pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: ended, events: Int16(POLLIN), revents: 0)]
        while places[1].fd >= 0 {
            let left = limit - (ContinuousClock.now - start)
            guard left > .zero else { throw .commandTimedOut(after: limit) }
            let (seconds, attoseconds) = left.components
            let milliseconds = min(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1, Int64(Int32.max))
            guard poll(&places, nfds_t(places.count), Int32(milliseconds)) > 0 else { continue }
            if places[1].revents != 0 { places[1].fd = -1 }
            if places[0].revents != 0, try !take(&data) { places[0].fd = -1 }
        }
        // The end may be seen before the last bytes: they lie in the pipe by then.
        var rest = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
        while poll(&rest, 1, 0) > 0, try take(&data) {}
        return data
    }

    /// Adds what lies in the pipe; false at its end.
    private func take(_ data: inout Data) throws(SecretError) -> Bool {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(output, &piece, piece.count)
        guard count > 0 else { return false }
        data.append(contentsOf: piece[..<count])
        guard data.count <= Self.largest else { throw .tooLong(limit: Self.largest) }
        return true
    }
}
