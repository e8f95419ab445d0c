import Sandbox

/// One kind of input that others write, and what must hold of it.
struct Subject: Sendable, CustomStringConvertible {
    /// What `scripts/fuzz --only` calls it.
    let name: String
    /// How many cases `scripts/test` plays.
    let few: Int
    /// Makes an input; from the same numbers the same.
    let make: @Sendable (inout SeededRandom) -> [UInt8]
    /// What is wrong with how an input was taken; nil if nothing is.
    let fault: @Sendable ([UInt8]) -> String?

    var description: String { name }

    init(
        _ name: String, few: Int = 500, make: @escaping @Sendable (inout SeededRandom) -> [UInt8],
        fault: @escaping @Sendable ([UInt8]) -> String?
    ) {
        (self.name, self.few, self.make, self.fault) = (name, few, make, fault)
    }

    static let all: [Subject] =
        JSONSubjects.all + TableSubjects.all + WireSubjects.all + QuerySubjects.all + LanguageSubjects.all + ValueSubjects.all
        + FileSubjects.all + SettingsSubjects.all

    /// The input of one case of a seed.
    func input(seed: UInt64, number: Int) -> [UInt8] {
        var random = SeededRandom(seed: seed &+ UInt64(number) &* 0x9E37_79B9, stream: name)
        return make(&random)
    }

    /// The shortest input found that still has a fault: parts are left out while one remains.
    func smallest(_ input: [UInt8]) -> [UInt8] {
        var best = input
        var size = max(1, best.count / 2)
        while true {
            var start = 0
            while start < best.count {
                var candidate = best
                candidate.removeSubrange(start..<min(start + size, best.count))
                if fault(candidate) != nil { best = candidate } else { start += size }
            }
            if size == 1 { return best }
            size /= 2
        }
    }
}
