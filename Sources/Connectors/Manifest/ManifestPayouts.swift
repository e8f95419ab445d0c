public import YAML

/// How partners are paid: requests that pay, and requests that tell what became of it. Nothing is merged here (R36).
/// Source: CONNECTORS.md 2.15.
public struct ManifestPayouts: Sendable {
    /// The most items of one request.
    public var largestBatch: Int
    /// True if all items of a request must have one currency.
    public var isOneCurrency: Bool
    /// True if an accepted payout is a paid one.
    public var isSettledAtOnce: Bool
    /// The vendor's words for our kinds of receivers.
    public var receiverKinds: [String: String]
    /// The request that pays.
    public var submit: ManifestPayoutSubmit
    /// How a batch is found by our key; nil: it cannot be.
    public var find: ManifestPayoutRead?
    /// How all items of a batch are read.
    public var status: ManifestPayoutRead
    /// How one item is read.
    public var item: ManifestPayoutRead
    /// How the vendor lists what it paid.
    public var report: ManifestPayoutReport?
    /// Our words for the vendor's states; exactly one must fit.
    public var states: [ManifestPayoutState]
    /// Where it stands.
    public var place: SourcePlace

    /// What our kinds of receivers are called.
    static let kindsOfReceiver = ["email", "phone", "account", "bank"]

    static var kind: ValueKind<ManifestPayouts> {
        .map { reader in
            reader.refuse(["cancel"], expected: "payouts without it; taking a payout back is not supported yet")
            let batch = reader.required("batch", batchKind, "what one request holds")
            let isAtOnce = reader.value(
                "settled_at_once", .bool, default: false, "true: an accepted payout is a paid one; false: its items must be read")
            let receivers = reader.required("receiver_kinds", .receiverKinds, "the vendor's words for our kinds of receivers")
            let submit = reader.required("submit", ManifestPayoutSubmit.kind, "the request that pays")
            let find = reader.optional("find", ManifestPayoutRead.kind(.template(["batch", "page"])), "how a batch is found by our key")
            let status = reader.required(
                "status", ManifestPayoutRead.kind(.template(["batch", "page"])), "how all items of a batch are read")
            let item = reader.required("item", ManifestPayoutRead.kind(.template(["item"])), "how one item is read")
            let report = reader.optional("report", ManifestPayoutReport.kind, "how the vendor lists what it paid in a span of time")
            let states = reader.required("states", .payoutStates, "our words for the vendor's; exactly one must fit")
            guard let batch, let receivers, let submit, let status, let item, let states else { return nil }
            return ManifestPayouts(
                largestBatch: batch.most, isOneCurrency: batch.isOneCurrency, isSettledAtOnce: isAtOnce, receiverKinds: receivers,
                submit: submit, find: find, status: status, item: item, report: report, states: states, place: reader.node.place)
        }
    }

    private static var batchKind: ValueKind<(most: Int, isOneCurrency: Bool)> {
        .map { reader in
            let most = reader.required("max", .count, "the most items of one request; 1 for a vendor that pays one by one")
            let currencies = reader.value(
                "currencies", ValueKind<Currencies>.word(), default: .one, text: "one", "whether one request may mix currencies")
            return most.map { ($0, currencies == .one) }
        }
    }

    private enum Currencies: String, CaseIterable {
        case one, many
    }

    /// The ways to read, with the variables that their requests must use.
    var reads: [(read: ManifestPayoutRead, variable: String, member: String?)] {
        var reads: [(read: ManifestPayoutRead, variable: String, member: String?)] = [(status, "batch", "id"), (item, "item", "id")]
        if let find { reads.append((find, "batch", "key")) }
        if let report { reads.append((report.read, "since", nil)) }
        return reads
    }
}

/// The request that pays. Source: CONNECTORS.md 2.15.
public struct ManifestPayoutSubmit: Sendable {
    /// The request.
    public var request: ManifestRequest
    /// The vendor's id of the batch, in its answer.
    public var id: Expr
    /// When an answer is one that was given before (P13).
    public var replayed: Match
    /// Which items a refusal is about: their places from 0, or their keys.
    public var fault: Expr?

    static var kind: ValueKind<ManifestPayoutSubmit> {
        .map { reader in
            let request = ManifestRequest.read(reader, roots: .template(["batch"]))
            let results: ValueKind<(Expr, Match, Expr?)> = .map { results in
                let id = results.required("id", .expr(.response), "the vendor's id of the batch")
                let replayed = results.value(
                    "replayed", .match(.response), default: .always(false), text: "false", "when the answer was given before")
                let fault = results.optional(
                    "fault", .expr(.response), "which items a refusal is about: their places from 0, or their keys")
                return id.map { ($0, replayed, fault) }
            }
            let answer = reader.required("results", results, "what its answer says")
            if request != nil, request?.idempotent == nil {
                reader.session.report(
                    Diagnostic(
                        reader.node.place, path: reader.place.path, found: "no idempotent",
                        expected: "idempotent, how long the vendor acts once for one key"))
            }
            guard let request, let answer else { return nil }
            return ManifestPayoutSubmit(request: request, id: answer.0, replayed: answer.1, fault: answer.2)
        }
    }
}

/// Our word for some of the vendor's states.
public struct ManifestPayoutState: Sendable {
    /// Our word.
    public var state: PayoutItemState
    /// When it fits.
    public var test: Test

    /// When a word of ours fits.
    public enum Test: Sendable {
        /// The vendor's state is one of these.
        case words([String])
        /// The element is so.
        case element(Match)
    }
}

extension ValueKind where Value == [String: String] {
    /// The vendor's words for kinds of receivers.
    static var receiverKinds: ValueKind {
        let name = "a map of \(ManifestPayouts.kindsOfReceiver.joined(separator: ", ")) to the vendor's words"
        return ValueKind(name) { node, place, session in
            guard let entries = node.entries, !entries.isEmpty || session.isSurvey else {
                session.report(node, place, expected: name)
                return nil
            }
            var words: [String: String] = [:]
            for entry in entries {
                guard ManifestPayouts.kindsOfReceiver.contains(entry.key) else {
                    session.report(
                        .unknownName(entry.key, at: entry.place, path: place.path, allowed: ManifestPayouts.kindsOfReceiver))
                    continue
                }
                words[entry.key] = ValueKind<String>.text.read(entry.value, place.key(entry.key), session)
            }
            return words
        }
    }
}

extension ValueKind where Value == [ManifestPayoutState] {
    /// Our words for states, each with the vendor's words or a match over the element.
    static var payoutStates: ValueKind {
        let names = PayoutItemState.allCases.map(\.rawValue)
        let name = "a map of our states to the vendor's words, or to a match"
        return ValueKind(name) { node, place, session in
            guard let entries = node.entries else {
                session.report(node, place, expected: name)
                return nil
            }
            var states: [ManifestPayoutState] = []
            for entry in entries {
                guard let state = PayoutItemState(rawValue: entry.key) else {
                    session.report(.unknownName(entry.key, at: entry.place, path: place.path, allowed: names))
                    continue
                }
                let inner = place.key(entry.key)
                if entry.value.entries != nil {
                    let match = ValueKind<Match>.match(.element).read(entry.value, inner, session)
                    if let match { states.append(ManifestPayoutState(state: state, test: .element(match))) }
                } else if let words = ValueKind<[String]>.oneOrMoreTexts.read(entry.value, inner, session) {
                    states.append(ManifestPayoutState(state: state, test: .words(words)))
                }
            }
            return states
        }
    }
}
