import CCurl
import Synchronization

/// What callers ask of the transfer thread.
enum CurlOrder: Sendable {
    /// Begin a transfer.
    case start(CurlJob)
    /// Give a transfer up.
    case cancel(UInt64)
    /// Let a held back body flow again.
    case flow(UInt64)
}

/// Where callers leave orders for the transfer thread; leaving one wakes it.
final class CurlMailbox: Sendable {
    private struct State {
        var orders: [CurlOrder] = []
        var multi: UnsafeMutableRawPointer?
        var isStopped = false
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// A number no other transfer of this mailbox has.
    func nextID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    /// Leaves an order; false if the thread takes no more.
    func post(_ order: CurlOrder) -> Bool {
        state.withLock { state in
            guard !state.isStopped else { return false }
            state.orders.append(order)
            // Under the lock, so that the handle cannot be gone in between.
            if let multi = state.multi { curl_multi_wakeup(multi) }
            return true
        }
    }

    /// Asks the thread to end.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            if let multi = state.multi { curl_multi_wakeup(multi) }
        }
    }

    /// Tells the mailbox whom to wake.
    func attend(_ multi: UnsafeMutableRawPointer) {
        let handle = Int(bitPattern: multi)
        state.withLock { $0.multi = UnsafeMutableRawPointer(bitPattern: handle) }
    }

    /// Ends the waking, before the handle goes.
    func leave() -> [CurlOrder] {
        state.withLock { state in
            state.multi = nil
            state.isStopped = true
            defer { state.orders = [] }
            return state.orders
        }
    }

    /// Takes what was left, and whether the thread is to end.
    func take() -> (orders: [CurlOrder], isStopped: Bool) {
        state.withLock { state in
            defer { state.orders.removeAll(keepingCapacity: true) }
            return (state.orders, state.isStopped)
        }
    }
}
