/// Computes commissions (C1 to C8).
public enum Commissions {
    /// What all events together make of every commission, with each step that led there.
    ///
    /// Promises: a pure function of the set of lines and changes, whatever their order (A3); the same input gives the same entries; what
    /// is frozen is computed under its own terms (C1).
    public static func earn(_ input: EarnInput) -> Result<EarnResult, EarnRefusal> {
        for (_, frozen) in input.frozen.sorted(by: { $0.key < $1.key })
        where frozen.book != input.book.id && input.archive[frozen.book] == nil { return .failure(.unknownBook(frozen.book)) }
        var ids: Set<String> = []
        for line in input.lines where !ids.insert(line.id).inserted { return .failure(.duplicateLine(line.id)) }
        var run = EarnRun(input)
        return .success(run.result())
    }
}
