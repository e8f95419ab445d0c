public import Model

/// One remote as its manifest describes it: the reading and the writing side the engine speaks to, and nothing of any vendor in code.
public struct Connector: RecordSource, RecordSink {
    private let source: any RecordSource
    private let sink: any RecordSink
    private let meter: Meter
    /// How the remote pays partners; nil where its manifest has no `payouts`.
    public let payouts: (any PayoutGateway)?
    /// How the remote's coupons are said; nil where its manifest makes none.
    public let coupons: CouponMaker?
    /// How credits on the remote's accounts are said; nil where its manifest gives none.
    public let credits: CreditMaker?

    /// Makes a connector of a manifest and the values that config.yaml gives for it.
    /// `url`: replaces the manifest's own address and is then all that may be reached.
    /// `fieldTypes`: the types that config.yaml gives to fields, by object and field.
    /// `reserve`: the share of its quota that is kept for people and settling reads, in basis points; nil: what the manifest says.
    /// - Throws: `unsupported` with the config entry or address that cannot be used; the value is not repeated.
    public init(
        manifest: Manifest, config: [String: ConfigValue], url: String? = nil, fieldTypes: [String: [String: RemoteType]] = [:],
        reserve: Int? = nil, services: ConnectorServices
    ) throws(ConnectorError) {
        let settings = try ConnectorSettings(manifest: manifest, given: config, url: url)
        if let folder = manifest.folder {
            meter = Meter()
            // The files' times are this machine's.
            meter.know(offset: .zero)
            let home = try FolderHome(
                folder, of: manifest, settings: settings, services: services, givenTypes: fieldTypes, meter: meter)
            source = FolderSource(home: home)
            sink = FolderSink(home: home)
            payouts = nil
            coupons = nil
            credits = nil
            return
        }
        let access = RemoteAccess(manifest: manifest, settings: settings, services: services, givenTypes: fieldTypes, reserve: reserve)
        meter = access.courier.wire.meter
        if let offset = services.knownOffset { meter.know(offset: offset) }
        source = ManifestSource(access: access)
        sink = ManifestSink(access: access)
        payouts = manifest.payouts.map { ManifestGateway(access: access, payouts: $0) }
        credits = manifest.rewards?.credit.flatMap { CreditMaker($0, of: manifest, scope: access.configScope) }
        coupons = manifest.rewards?.coupon.flatMap { coupon in
            manifest.object(coupon.object).map {
                CouponMaker(coupon: coupon, object: $0, scope: access.configScope, currencies: manifest.currencies)
            }
        }
    }

    /// What was asked of the remote so far, and what it says is left.
    public func usage() -> Usage { meter.usage }

    /// How far the remote's clock is ahead of ours, and how wrong that may be; nil before the first answer (R7).
    public func clockOffset() -> (median: Duration, uncertainty: Duration)? { meter.offset }

    // MARK: Reading

    /// Takes over an object's schema from an earlier run, so that it is not asked for again.
    public func know(_ schema: [DiscoveredField], of object: String) async { await source.know(schema, of: object) }

    /// What the object can do.
    public func capabilities(of object: String) throws(ConnectorError) -> Capabilities { try source.capabilities(of: object) }

    /// Starts a listing of an object with the given fields.
    public func list(_ listing: Listing, of object: String, fields: [String]) throws(ConnectorError) -> any PageReader {
        try source.list(listing, of: object, fields: fields)
    }

    /// Reads records by id; with `proof` one by one.
    public func read(ids: [String], of object: String, fields: [String], proof: Bool) async throws(ConnectorError) -> ByIDs {
        try await source.read(ids: ids, of: object, fields: fields, proof: proof)
    }

    /// Reads records whose field has one of these values.
    public func read(key: String, values: [String], of object: String, fields: [String]) async throws(ConnectorError) -> [Record] {
        try await source.read(key: key, values: values, of: object, fields: fields)
    }

    /// Reads to which records a named link leads.
    public func links(named name: String, of object: String, ids: [String]) async throws(ConnectorError) -> [String: [String]] {
        try await source.links(named: name, of: object, ids: ids)
    }

    /// Reads former values of fields of one record, newest first.
    public func history(of id: String, object: String, fields: [String]) async throws(ConnectorError) -> [String: [HistoryEntry]] {
        try await source.history(of: id, object: object, fields: fields)
    }

    /// Reads the remote's own schema of an object.
    public func discover(_ object: String) async throws(ConnectorError) -> [DiscoveredField] { try await source.discover(object) }

    /// Proves that address and credentials are right.
    public func check() async throws(ConnectorError) { try await source.check() }

    // MARK: Writing

    /// How many operations one request carries.
    public func batchSize(for kind: WriteKind, of object: String, count: Int, isStrict: Bool) throws(ConnectorError) -> Int {
        try sink.batchSize(for: kind, of: object, count: count, isStrict: isStrict)
    }

    /// Sends operations.
    public func write(_ kind: WriteKind, of object: String, operations: [WriteOperation], isStrict: Bool) async -> [WriteOutcome] {
        await sink.write(kind, of: object, operations: operations, isStrict: isStrict)
    }

    /// Adds or removes links.
    public func writeLinks(named name: String, of object: String, add: Bool, operations: [LinkOperation]) async -> [WriteOutcome] {
        await sink.writeLinks(named: name, of: object, add: add, operations: operations)
    }
}
