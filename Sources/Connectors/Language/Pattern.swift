/// A regular expression in RE2's syntax, as far as manifests need it: no back-references, no look-around. It runs in time linear in the
/// text, whatever a remote sends. Source: CONNECTORS.md 2.1.
public struct Pattern: Sendable, Hashable {
    /// The expression as written.
    public let text: String
    private let program: [PatternStep]

    /// Reads an expression.
    /// - Throws: `PatternError` with the reason.
    public init(_ text: String) throws(PatternError) {
        self.text = text
        var parser = PatternParser(text)
        self.program = try parser.program()
    }

    /// True if the expression is found anywhere in the text.
    public func matches(_ text: String) -> Bool { run(Array(text.unicodeScalars)) != nil }

    /// The first group of the first place where the expression is found, or the whole of that place if it has no group; nil if it is
    /// found nowhere or that group took no part.
    public func capture(in text: String) -> String? {
        let scalars = Array(text.unicodeScalars)
        guard let slots = run(scalars) else { return nil }
        let (start, end) = hasGroup ? (slots[2], slots[3]) : (slots[0], slots[1])
        guard start >= 0, end >= start else { return nil }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<end])
        return String(view)
    }

    /// Equal when written alike.
    public static func == (left: Pattern, right: Pattern) -> Bool { left.text == right.text }

    /// Hashes what was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    private var hasGroup: Bool {
        program.contains { if case .save(2) = $0 { true } else { false } }
    }

    /// All ways through the program at once, the preferred one first: no way is ever walked twice at one place.
    private func run(_ scalars: [Unicode.Scalar]) -> [Int]? {
        var current = PatternThreads(size: program.count)
        var best: [Int]?
        for index in 0...scalars.count {
            if best == nil { add(0, [-1, -1, -1, -1], at: index, scalars, to: &current) }
            if best != nil, current.list.isEmpty { break }
            var next = PatternThreads(size: program.count)
            for thread in current.list {
                switch program[thread.step] {
                case .match:
                    best = thread.slots
                case .one(let set):
                    if index < scalars.count, set.contains(scalars[index]) {
                        add(thread.step + 1, thread.slots, at: index + 1, scalars, to: &next)
                    }
                    continue
                default: continue
                }
                break  // What follows in the list is less preferred than this match.
            }
            current = next
        }
        return best
    }

    private func add(_ step: Int, _ slots: [Int], at index: Int, _ scalars: [Unicode.Scalar], to threads: inout PatternThreads) {
        guard threads.visit(step) else { return }
        switch program[step] {
        case .jump(let target): add(target, slots, at: index, scalars, to: &threads)
        case .either(let first, let second):
            add(first, slots, at: index, scalars, to: &threads)
            add(second, slots, at: index, scalars, to: &threads)
        case .save(let slot):
            var slots = slots
            if slot < slots.count { slots[slot] = index }
            add(step + 1, slots, at: index, scalars, to: &threads)
        case .start: if index == 0 { add(step + 1, slots, at: index, scalars, to: &threads) }
        case .end: if index == scalars.count { add(step + 1, slots, at: index, scalars, to: &threads) }
        case .boundary(let wanted):
            let before = index > 0 && PatternSet.word.contains(scalars[index - 1])
            let after = index < scalars.count && PatternSet.word.contains(scalars[index])
            if (before != after) == wanted { add(step + 1, slots, at: index, scalars, to: &threads) }
        case .one, .match: threads.list.append((step, slots))
        }
    }
}

/// The places in the program that are alive at one place of the text.
struct PatternThreads {
    var list: [(step: Int, slots: [Int])] = []
    private var visited: [Bool]

    init(size: Int) {
        visited = Array(repeating: false, count: size)
    }

    mutating func visit(_ step: Int) -> Bool {
        if visited[step] { return false }
        visited[step] = true
        return true
    }
}
