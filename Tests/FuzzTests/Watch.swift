import Glibc
import Synchronization

/// Says which case was played when the process dies of it, or hangs in it: nothing else would know any more.
enum Watch {
    /// Seconds of processor time that no case may take.
    private static let patience = 20

    private static let seed = Atomic<UInt64>(0)
    private static let number = Atomic<Int>(0)
    private static let name = Mutex<[UInt8]>([])

    /// Begins to watch the cases of a kind.
    static func begin(_ subject: Subject, seed: UInt64) {
        name.withLock { $0 = Array(subject.name.utf8) }
        Self.seed.store(seed, ordering: .relaxed)
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGPROF] { Glibc.signal(signal, Self.tell) }
    }

    /// Begins a case.
    static func begin(_ number: Int) {
        Self.number.store(number, ordering: .relaxed)
        arm(patience)
    }

    /// Ends the watch.
    static func end() { arm(0) }

    /// Of the processor, not of the clock: a machine may have other things to do.
    private static func arm(_ seconds: Int) {
        var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    }

    /// The processor time that this thread has had.
    static var used: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private static let tell: @convention(c) (Int32) -> Void = { signal in
        var line = Array((signal == SIGPROF ? "\nHANG in " : "\nCRASH in ").utf8)
        if let name = name.withLockIfAvailable({ $0 }) { line += name }
        line += Array(" seed \(seed.load(ordering: .relaxed)) case \(number.load(ordering: .relaxed)) signal \(signal)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        _exit(70)
    }
}
