import Glibc
import Sandbox
import Testing

/// Inputs as nobody sane writes them, by the thousand: nothing crashes, hangs or grows, and what holds of an input holds. What
/// `scripts/fuzz` asks for goes on for as long as it says.
@Suite(.serialized) struct FuzzTests {
    private static let order = FuzzOrder()

    @Test(arguments: order.subjects)
    func `what others write is taken or refused, and means what it says`(subject: Subject) {
        var run = FuzzRun(subject, Self.order)
        run.play()
        for fault in run.faults { Issue.record("\(fault)") }
        if Self.order.isLong {
            print(run.line)
            fflush(nil)
            #expect(run.growth < FuzzRun.mostGrowth, "\(run.line)")
            #expect(run.slowest.took < FuzzRun.mostTime, "\(run.line)")
        }
    }

    @Test func `a kind is asked for by its name, and each has one of its own`() {
        let names = Subject.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(FuzzOrder(["ENTENTE_FUZZ_ONLY": "json", "ENTENTE_FUZZ_SEED": "7"]).subjects.map(\.name) == ["json"])
        #expect(FuzzOrder([:]).subjects.count == names.count)
    }

    @Test func `a case is made again from its seed, and other numbers make others`() {
        for subject in Subject.all {
            #expect(subject.input(seed: 3, number: 5) == subject.input(seed: 3, number: 5))
            let inputs = Set((0..<60).map { subject.input(seed: 3, number: $0) })
            #expect(inputs.count > 20, "\(subject.name)")
        }
    }

    @Test func `an input with a fault is cut to what the fault needs`() {
        let subject = Subject("x", make: { _ in [] }, fault: { $0.contains(7) && $0.contains(9) ? "both" : nil })
        #expect(subject.smallest([1, 7, 2, 3, 4, 9, 5]) == [7, 9])
    }
}
