import Synchronization

/// Where a transfer's thread lays the pieces of a body and its one reader takes them.
///
/// The thread must never wait, so a full buffer answers `false` and the transfer pauses until `drained` is called.
final class BodyBuffer: Sendable {
    private struct State {
        var pieces: [[UInt8]] = []
        var size = 0
        var end: HTTPError??
        var isHeldBack = false
        var reader: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let drained: @Sendable () -> Void

    init(capacity: Int, drained: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.drained = drained
    }

    convenience init(whole bytes: [UInt8]) {
        self.init(capacity: .max, drained: {})
        if !bytes.isEmpty { _ = append { bytes } }
        finish(nil)
    }

    /// Takes one piece, made only if there is room for it; false holds the sender back.
    func append(_ make: () -> [UInt8]) -> Bool {
        let (accepted, reader) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard state.size < capacity else {
                state.isHeldBack = true
                return (false, nil)
            }
            let piece = make()
            state.pieces.append(piece)
            state.size += piece.count
            return (true, state.reader.take())
        }
        reader?.resume()
        return accepted
    }

    /// Marks the end, with what broke the body off, if anything did; the first end counts.
    func finish(_ error: HTTPError?) {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.end == nil { state.end = .some(error) }
            return state.reader.take()
        }
        reader?.resume()
    }

    /// The next piece, or nil at the end; waits for it.
    func next() async throws(HTTPError) -> [UInt8]? {
        while true {
            let (piece, end, wasHeldBack) = state.withLock { state -> ([UInt8]?, HTTPError??, Bool) in
                guard !state.pieces.isEmpty else { return (nil, state.end, false) }
                var joined = state.pieces[0]
                for piece in state.pieces.dropFirst() { joined += piece }
                state.pieces.removeAll(keepingCapacity: true)
                state.size = 0
                let held = state.isHeldBack
                state.isHeldBack = false
                return (joined, nil, held)
            }
            if wasHeldBack { drained() }
            if let piece { return piece }
            if let end {
                if let error = end { throw error }
                return nil
            }
            await withCheckedContinuation { reader in
                let isReady = state.withLock { state -> Bool in
                    guard state.pieces.isEmpty, state.end == nil else { return true }
                    state.reader = reader
                    return false
                }
                if isReady { reader.resume() }
            }
        }
    }
}
