import Model
import Sandbox
import Synchronization

/// The clock of the agent's machine: the world's, and wrong by as much as it was last set wrong.
final class HubClock: WallClock {
    private let world: SandboxClock
    private let error = Mutex(Duration.zero)

    init(_ world: SandboxClock) { self.world = world }

    func now() -> Timestamp { world.now() + error.withLock { $0 } }

    /// Sets it wrong; zero for right.
    func jump(to wrong: Duration) { error.withLock { $0 = wrong } }
}
