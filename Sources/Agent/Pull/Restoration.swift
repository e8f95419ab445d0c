import Foundation
import Logging
import Model
import Storage

/// Tells a store that was put back from one that is as the last run left it. Beside the store lies a file with the hub's own id and the
/// number of its last run; a store that knows of fewer runs was put back. Then nothing is written anywhere until every remote was read in
/// full: the base pairs may be older than what the remotes hold.
struct Restoration {
    let services: Services

    private static let epochKey = "instance_epoch"
    private static let countKey = "run_count"
    private static let auditKey = "audit_due"
    private static let payoutKey = "payout_audit_due"
    /// How far back payments may be missing from a store that knows of no run.
    private static let longest: Duration = .seconds(180 * 86_400)

    /// Where the number of the last run lies, beside the store.
    static func path(of store: String) -> String { store + ".epoch" }

    /// Counts a run that begins, and looks whether the store is the one that the last run left.
    func begin() throws(RunError) {
        let path = Self.path(of: services.store.path)
        let isFile = services.store.path != ":memory:"
        let beside = isFile ? Self.read(path) : nil
        let mark = try services.writing { tx -> (epoch: String, count: Int) in
            let epoch = try tx.settings.get(Self.epochKey) ?? services.identifier("hub_")
            var count = try tx.settings.get(Self.countKey).flatMap { Int($0) } ?? 0
            if let beside, beside.epoch != epoch || beside.count > count, services.guards.stands(.restored) {
                try Self.demandAudit("put back", at: services.clock.now(), tx)
                services.logger.notice("store was put back: the next run reads everything and writes nothing")
                count = max(count, beside.count)
            }
            count += 1
            try tx.settings.set(Self.epochKey, to: epoch)
            try tx.settings.set(Self.countKey, to: String(count))
            return (epoch, count)
        }
        guard isFile else { return }
        // The number may lag behind the store's after a crash here; it never runs ahead of it.
        let line = Data("\(mark.epoch) \(mark.count)\n".utf8)
        let partial = path + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: line, attributes: [.posixPermissions: 0o600]),
            rename(partial, path) == 0
        else { throw .store(.cannotOpen(path: path, reason: "it cannot be written")) }
    }

    /// True while every remote must be read in full before anything may be written.
    static func isAuditDue(_ tx: Transaction) throws -> Bool { try tx.settings.get(auditKey) != nil }

    /// Demands a full reading before the next write.
    static func demandAudit(_ why: String, at now: Timestamp, _ tx: Transaction) throws {
        try tx.settings.set(auditKey, to: "\(why) \(now.iso)")
        // What was paid since the store's last run is missing in it.
        let last = try tx.runs.recent(limit: 1).first?.started ?? now - longest
        let since = min(try payoutAudit(tx)?.since ?? last, last)
        try tx.settings.set(payoutKey, to: "\(since.milliseconds) \(now.milliseconds)")
    }

    /// The span in which payments may have been made of which the store knows nothing: until every provider's own list was compared up to
    /// its end nothing is paid. Nil if there is none.
    static func payoutAudit(_ tx: Transaction) throws -> (since: Timestamp, until: Timestamp)? {
        guard let words = try tx.settings.get(payoutKey)?.split(separator: " "), words.count == 2, let since = Int64(words[0]),
            let until = Int64(words[1])
        else { return nil }
        return (Timestamp(milliseconds: since), Timestamp(milliseconds: until))
    }

    /// Every provider's own list was compared.
    static func endPayoutAudit(_ tx: Transaction) throws { try tx.settings.set(payoutKey, to: nil) }

    /// Every remote was read in full.
    static func endAudit(_ tx: Transaction) throws { try tx.settings.set(auditKey, to: nil) }

    /// The hub's own id and the number of its last run, as they stand beside the store; nil if nothing does.
    static func read(_ path: String) -> (epoch: String, count: Int)? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let words = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let count = Int(words[1]) else { return nil }
        return (String(words[0]), count)
    }
}
