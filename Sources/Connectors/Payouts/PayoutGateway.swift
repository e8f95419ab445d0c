public import Model

/// The side of a connector that pays: what a payout rail asks of a provider. Source: PROGRAM.md P1 to P13.
public protocol PayoutGateway: Sendable {
    /// What the provider can do, and how long it keeps its promise to act once for one key.
    var abilities: PayoutAbilities { get }

    /// A mark of the account that pays, by which another one shows: a key that one account knows means nothing to another (P5). Never a
    /// secret; nil where nothing tells accounts apart.
    var mark: String? { get }

    /// Proves that address and credentials are right, before anything is sent.
    /// - Throws: what keeps the provider from being asked.
    func prove() async throws(ConnectorError)

    /// Sends a batch: exactly one request, which nothing below sends a second time, and none after `notAfter`.
    /// Promises: `refused` only for an answer that says for certain that nothing was paid; every doubt is `doubtful` (P5, P7).
    func submit(_ batch: PayoutBatch) async -> PayoutAnswer

    /// Looks a batch up, by the provider's id where it is known, else by its key.
    func find(key: String, id: String?) async -> PayoutLookUp

    /// Reads the truth about every item of a batch, all pages of it (P13).
    /// `id`: the provider's id of the batch.
    func read(id: String) async throws(ConnectorError) -> [PayoutItemReport]

    /// Reads one item.
    /// `id`: the provider's id of the item.
    func item(id: String) async throws(ConnectorError) -> PayoutItemReport

    /// Reads what the provider itself lists as paid in a span of time, in its own words (P12).
    /// - Throws: `unsupported` where `abilities.canList` is false.
    func report(since: Timestamp, until: Timestamp) async throws(ConnectorError) -> [PayoutItemReport]
}

extension PayoutGateway {
    /// Nothing tells accounts apart.
    public var mark: String? { nil }
}
