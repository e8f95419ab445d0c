import Foundation
import Model

/// The clock of the machine. A proof build may shift it with `ENTENTE_CLOCK=+25h`.
struct SystemClock: WallClock {
    #if PROOF
        private let shift: Duration

        init() {
            shift = Self.shift(ProcessInfo.processInfo.environment["ENTENTE_CLOCK"] ?? "")
        }

        private static func shift(_ text: String) -> Duration {
            guard let sign = text.first, sign == "+" || sign == "-", let unit = text.last,
                let count = Int64(text.dropFirst().dropLast())
            else { return .zero }
            let seconds: Int64? = ["s": 1, "m": 60, "h": 3600, "d": 86_400][unit]
            return .seconds((seconds ?? 0) * count * (sign == "-" ? -1 : 1))
        }
    #endif

    func now() -> Timestamp {
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        #if PROOF
            return now + shift
        #else
            return now
        #endif
    }
}

/// Random bits of the system.
struct SystemRandomness: Randomness {
    func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
