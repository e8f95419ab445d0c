import Connectors
import Logging
import Model
import Reconciliation
import Storage

/// Match, merge, plan and push, over what was pulled: repeated a few times for records that moved while the run was writing.
struct Rounds {
    let services: Services
    let mapping: Mapping
    let planning: Planning
    let spool: OperationSpool
    /// False for a plan: nothing is sent.
    let pushes: Bool

    /// How often merging and pushing are repeated at most.
    private static let limit = 4

    func run(_ pulls: PullResult, into report: inout SyncReport) async throws(RunError) {
        let survey = Survey(services: services, mapping: mapping)
        report.brakes = try services.working { try survey.trippedBrakes(pulls: pulls) }.filter {
            !planning.approvedBrakes.contains($0.name)
        }
        try acceptSchemas(besides: report.brakes)
        var blocked = held(report.brakes).union(unobserved(pulls))
        let offsets = await clockOffsets()
        for _ in 1...Self.limit {
            try dropPlanned()
            let (result, tripped) = try services.working { try plan(blocked, offsets) }
            blocked.formUnion(held(tripped))
            report.brakes += tripped.filter { new in !report.brakes.contains { $0.name == new.name } }
            report.take(result)
            report.reviews += try services.working {
                try Waiting(services: services, mapping: mapping).note(result.held, report.brakes, run: planning.run)
            }
            guard pushes else { break }
            let counts = await Pusher(services: services, mapping: mapping, planning: planning).push(to: mapping.remotes)
            report.take(counts)
            if let error = counts.values.compactMap(\.error).first(where: { if case .store = $0 { true } else { false } }) { throw error }
            guard counts.values.contains(where: { $0.stale + $0.created + $0.deleted > 0 }) else { break }
        }
        report.waiting = try services.reading { try $0.reviews.count(.open) }
    }

    private func plan(_ blocked: Set<ObjectName>, _ offsets: [String: ClockOffset]) throws -> (PlanResult, [TrippedBrake]) {
        var result = PlanResult()
        try MatchStep(services: services, mapping: mapping, planning: planning, spool: spool, blocked: blocked).match(into: &result)
        let context = MergeContext(
            services: services, mapping: mapping, planning: planning, spool: spool, blocked: blocked, offsets: offsets)
        try MergeStep(context: context).merge(into: &result)
        if try AutomaticMerges(context: context).settle(into: &result) { try MergeStep(context: context).merge(into: &result) }
        let tripped = try OutgoingBrakes(services: services, mapping: mapping, planning: planning).hold(result)
        return (result, tripped)
    }

    /// A schema that trips no brake, or whose brake a person released, is the measure of the next run.
    private func acceptSchemas(besides brakes: [TrippedBrake]) throws(RunError) {
        let changed = Set(brakes.filter { $0.brake == "schema" }.map { ObjectName(remote: $0.remote, object: $0.object) })
        try services.writing { tx in
            for object in mapping.objects where !changed.contains(ObjectName(remote: object.remote, object: object.object)) {
                try SchemaDrift(object: object, tx: tx).accept()
            }
        }
    }

    /// The objects that brakes hold back in this run.
    private func held(_ brakes: [TrippedBrake]) -> Set<ObjectName> {
        Set(brakes.filter { !planning.passes($0.name) }.map { ObjectName(remote: $0.remote, object: $0.object) })
    }

    /// Objects that were not read to their end take no part: no candidates, no tombstones, no writes (R35).
    private func unobserved(_ pulls: PullResult) -> Set<ObjectName> {
        guard services.guards.stands(.unobserved) else { return [] }
        return Set(
            mapping.objects.filter { pulls[$0.remote, $0.object]?.isObserved != true }
                .map { ObjectName(remote: $0.remote, object: $0.object) })
    }

    private func clockOffsets() async -> [String: ClockOffset] {
        var offsets: [String: ClockOffset] = [:]
        for (name, remote) in services.remotes {
            let usage = await remote.usage()
            if let offset = usage.offset { offsets[name] = ClockOffset(offset: offset, uncertainty: usage.uncertainty) }
        }
        return offsets
    }

    /// Operations that were planned and never sent are planned anew: the hub's rows and base pairs say all that is needed.
    private func dropPlanned() throws(RunError) {
        try services.writing { tx in
            let entities = try tx.outbox.drop(states: [.planned])
            try tx.dirty.mark(entities, at: services.clock.now())
        }
    }
}
