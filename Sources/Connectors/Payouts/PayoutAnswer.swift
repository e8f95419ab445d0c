/// How a provider answered a batch. The vendor's words are facts for people; only the case decides.
public enum PayoutAnswer: Sendable, Hashable {
    /// It has the batch, under this id. A replay is an answer that it gave before: it shows the state at creation (P13).
    /// `items`: what the answer says about items, which may be nothing.
    case accepted(id: String, isReplay: Bool, items: [PayoutItemReport])
    /// It had a batch of this key already; without an id if it does not name it.
    case duplicate(id: String?)
    /// A definite 4xx: nothing was paid (P7).
    /// `items`: the keys of the items that it names as the fault; empty if it names none.
    case refused(code: String, message: String, items: [String])
    /// The provider has certainly not acted: nothing left this machine (no credentials, no connection, no budget, `notAfter` had
    /// passed), or it did not let us in (401, 403). The same may be sent again under the same key.
    case notSent(reason: String)
    /// Nobody knows whether it acted (P5).
    case doubtful(reason: String)
}

/// What looking up a batch gave.
public enum PayoutLookUp: Sendable, Hashable {
    /// The provider has it, under this id.
    /// `others`: further ids that it has under the same key, which should be none: then it was paid more than once.
    case found(id: String, others: [String])
    /// Its list is complete and does not have it, or it cannot be asked by key; either proves nothing (P5).
    case notFound
    /// There was no usable answer.
    case failed(ConnectorError)
}
