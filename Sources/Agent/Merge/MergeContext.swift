import Model
import Reconciliation

/// What the merging of every entity of a run shares.
struct MergeContext {
    let services: Services
    let mapping: Mapping
    let planning: Planning
    /// Where planned operations go.
    let spool: OperationSpool
    /// Objects that are not to be touched in this run.
    let blocked: Set<ObjectName>
    /// How far the remotes' clocks stand from ours (R7).
    let offsets: [String: ClockOffset]
}
