import Sandbox

/// The cases of one kind, played one after another.
struct FuzzRun {
    /// What the memory may grow by meanwhile, and what a case may take of the processor.
    static let (mostGrowth, mostTime) = (96 << 20, Duration.seconds(5))
    private static let mostFaults = 5

    let subject: Subject
    let order: FuzzOrder
    private(set) var played = 0
    private(set) var faults: [String] = []
    private(set) var growth = 0
    private(set) var slowest = (took: Duration.zero, number: 0)
    private(set) var total = Duration.zero

    init(_ subject: Subject, _ order: FuzzOrder) {
        (self.subject, self.order) = (subject, order)
    }

    /// Plays them all, or until a few had faults.
    mutating func play() {
        let cases = order.number.map { $0..<$0 + 1 } ?? 0..<(order.cases ?? subject.few)
        if order.isLong { Watch.begin(subject, seed: order.seed) }
        defer { if order.isLong { Watch.end() } }
        let start = ContinuousClock.now
        var before: Int?
        for number in cases {
            if order.isLong { Watch.begin(number) }
            // What is made once, such as tables, is made by then.
            if number == cases.lowerBound + 2000 { before = Memory.resident }
            play(number)
            if faults.count >= Self.mostFaults { break }
        }
        growth = before.map { max(0, Memory.resident - $0) } ?? 0
        total = ContinuousClock.now - start
    }

    private mutating func play(_ number: Int) {
        let input = subject.input(seed: order.seed, number: number)
        let begin = Watch.used
        let fault = subject.fault(input)
        let took = Watch.used - begin
        played += 1
        if took > slowest.took { slowest = (took, number) }
        guard let fault else { return }
        if order.isLong { Watch.end() }
        faults.append("\(subject.name) seed \(order.seed) case \(number): \(fault)\n\(Self.shown(subject.smallest(input)))")
    }

    /// One line with what came of it.
    var line: String {
        "FUZZ \(subject.name): \(played) cases, \(faults.count) faults, \(total.components.seconds) s, +\(growth >> 20) MB,"
            + " slowest \(slowest.took) at \(slowest.number)"
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        let head = bytes.prefix(400)
        return String(decoding: head, as: UTF8.self).debugDescription + "\n" + head.map { String($0, radix: 16) }.joined(separator: " ")
    }
}
