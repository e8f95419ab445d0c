import Foundation

/// What `scripts/fuzz` asks for, by the environment; without it, a few cases of each kind.
struct FuzzOrder {
    /// Cases of each kind; nil for the few of `scripts/test`.
    let cases: Int?
    let seed: UInt64
    /// The one kind asked for; nil for all.
    let only: String?
    /// The one case to play again.
    let number: Int?

    init(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
        cases = environment["ENTENTE_FUZZ_CASES"].flatMap { Int($0) }
        seed = environment["ENTENTE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
        only = environment["ENTENTE_FUZZ_ONLY"].flatMap { $0.isEmpty ? nil : $0 }
        number = environment["ENTENTE_FUZZ_CASE"].flatMap { Int($0) }
    }

    /// True for what `scripts/fuzz` plays: watched, and with bounds.
    var isLong: Bool { cases != nil || number != nil }

    var subjects: [Subject] { Subject.all.filter { only == nil || $0.name == only } }
}
