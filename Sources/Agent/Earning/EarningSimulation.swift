import Foundation
public import Model
import ProgramRules
import Storage
import YAML

/// What history would have cost under other terms. It writes nothing.
public struct EarningSimulation: Sendable {
    /// What was and what would have been, in the program's currency or whatever the terms make of it.
    public struct Report: Sendable, Equatable {
        /// The name of the other terms.
        public var terms: String
        /// What was earned, by partner.
        public var was: [EntityID: [Money]]
        /// What would have been.
        public var would: [EntityID: [Money]]
        /// Commissions that wait for something under the other terms.
        public var waiting: Int
    }

    let services: Services

    /// Prepares to play in the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Plays the terms of a file: one with `terms`, such as another config.yaml. Entries from a day to a day count, both included, by the
    /// program's clocks.
    /// - Throws: `RunError.configuration` for terms that make no sense.
    public func run(_ path: String, from: CalendarDate? = nil, until: CalendarDate? = nil) throws(RunError) -> Report {
        let terms = try terms(of: path)
        let zone = terms.book.terms.zone
        func counts(_ at: Timestamp) -> Bool {
            let day = zone.day(of: at)
            return (from.map { $0 <= day } ?? true) && (until.map { day <= $0 } ?? true)
        }
        return try services.reading { tx in
            let outcome = try EarningPlay(tx: tx, settings: services.settings).play(terms, isHistory: false)
            let would = outcome.result.entries.filter { counts($0.at) }.map { ($0.key.partner, $0.amount) }
            let was = outcome.known.flatMap { row in
                (row.entries.array ?? []).compactMap { entry -> (EntityID, Money)? in
                    guard let at = entry["at"]?.string.flatMap({ Timestamp(iso: $0) }), counts(at),
                        let minor = entry["amount"]?["minor"]?.integer
                    else { return nil }
                    return (row.partner, Money(minor: minor, currency: row.amount.currency))
                }
            }
            return Report(terms: terms.book.id, was: Self.sums(was), would: Self.sums(would), waiting: outcome.result.waiting.count)
        }
    }

    private func terms(of path: String) throws(RunError) -> TermsSettings {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw .refused(.earning(.termsUnreadable(path: path)))
        }
        let root: YAMLNode
        do throws(YAMLError) { root = try YAMLReader.read(Array(bytes), file: path) } catch {
            throw .configuration(error.diagnostics.map(\.description))
        }
        guard let node = root["terms"] else {
            throw .configuration([Diagnostic(root.place, path: "", found: "no terms", expected: "a file with terms").description])
        }
        let session = DecodingSession()
        let read = TermsReader(program: services.settings.program).kind.read(node, .root.key("terms"), session)
        guard let read, session.diagnostics.isEmpty else { throw .configuration(session.diagnostics.map(\.description)) }
        return read
    }

    private static func sums(_ amounts: [(EntityID, Money)]) -> [EntityID: [Money]] {
        Dictionary(grouping: amounts, by: \.0).mapValues { own in
            Dictionary(grouping: own.map(\.1), by: \.currency).map { currency, amounts in
                Money(minor: amounts.map(\.minor).reduce(0, +), currency: currency)
            }.sorted { $0.currency < $1.currency }
        }
    }
}

extension EarningSimulation.Report {
    /// The sums of all partners, by currency.
    static func total(_ partners: [EntityID: [Money]]) -> [Money] {
        Dictionary(grouping: partners.values.flatMap { $0 }, by: \.currency).map { currency, amounts in
            Money(minor: amounts.map(\.minor).reduce(0, +), currency: currency)
        }.sorted { $0.currency < $1.currency }
    }

    /// What was and what would have been of all partners together.
    public var totals: (was: [Money], would: [Money]) { (Self.total(was), Self.total(would)) }

    /// The report as `earn --terms --json` prints it.
    public var json: JSON {
        let partners = Set(was.keys).union(would.keys).sorted().map { id -> (String, JSON) in
            (id.text, ["was": .array((was[id] ?? []).map(\.json)), "would": .array((would[id] ?? []).map(\.json))])
        }
        return [
            "terms": .string(terms), "was": .array(totals.was.map(\.json)), "would": .array(totals.would.map(\.json)),
            "partners": .object(JSONObject(partners)), "waiting": .integer(waiting),
        ]
    }
}
