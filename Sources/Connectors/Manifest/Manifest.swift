import YAML

/// A connector: the protocol of one vendor as data. Source: CONNECTORS.md 2.2.
public struct Manifest: Sendable {
    /// How far it is to be trusted.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        // The names are those of the manifest language.
        case stable, beta
    }

    /// The connector's name.
    public var connector: String
    /// Its version; a change that alters ids, fields or forms needs a migration run (R30).
    public var version: Int
    /// How far it is to be trusted.
    public var status: Status
    /// What it leaves out, for people.
    public var about: String?
    /// The vendor's version, a variable.
    public var apiVersion: String?
    /// What config.yaml must or may give, in order.
    public var config: [ManifestConfigEntry]
    /// Hosts that are allowed besides those of `url` values in config, as globs.
    public var hosts: [String]
    /// What all requests share.
    public var http: ManifestHTTP
    /// Credentials.
    public var auth: ManifestAuth
    /// The directory, where the remote is one and speaks no HTTP.
    public var folder: ManifestFolder?
    /// Bounds on calls.
    public var limits: [ManifestLimit]
    /// Failures.
    public var errors: ManifestErrors
    /// How the vendor counts minor units, where it is not as ISO 4217 has it.
    public var currencies = VendorCurrencies.usual
    /// How partners are paid; nil: not by this connector.
    public var payouts: ManifestPayouts?
    /// How rewards are made; nil: not by this connector.
    public var rewards: ManifestRewards?
    /// What proves that address and credentials are right.
    public var check: ManifestCheck?
    /// The kinds of records, by name in the order of the file.
    public var objects: [ManifestObject]
    /// The file's name.
    public var file: String
    /// A digest of all that the file says, fragments laid in, whatever the order of its keys and its comments: equal only if the manifest
    /// means the same.
    public var fingerprint = ""

    /// The object of that name.
    public func object(_ name: String) -> ManifestObject? { objects.first { $0.name == name } }
}

/// What all requests share. Source: CONNECTORS.md 2.4.
public struct ManifestHTTP: Sendable {
    /// How lists of scalars go into a query.
    public enum Lists: String, Sendable, Hashable, CaseIterable {
        // `a=1&a=2`, `a[]=1`, `a[0]=1`, `a=1,2`.
        case `repeat`, brackets, indexes, comma
    }

    /// To which paths are joined.
    public var base: TextTemplate
    /// Headers of every request: a map.
    public var headers: Template?
    /// How long one exchange may take.
    public var timeout: Duration
    /// How lists of scalars go into a query.
    public var lists: Lists
    /// How many connections are held at once.
    public var connections: Int

    /// What a remote has that is asked nothing over HTTP.
    static func none(at place: SourcePlace) -> ManifestHTTP {
        ManifestHTTP(base: TextTemplate(parts: [], place: place), timeout: .seconds(30), lists: .repeat, connections: 1)
    }

    static var kind: ValueKind<ManifestHTTP> {
        .map { reader in
            let base = reader.required("base", .textTemplate(.template()), "to which paths are joined")
            let headers = reader.optional("headers", .templateMap(.template()), "headers of every request")
            let timeout = reader.value("timeout", .duration, default: .seconds(30), text: "30s", "how long one exchange may take")
            let lists = reader.value(
                "lists", ValueKind<Lists>.word(), default: .repeat, text: "repeat", "how lists of scalars go into a query or a form")
            let connections = reader.value("connections", .integer(1...100), default: 8, "how many connections are held at once")
            return base.map { ManifestHTTP(base: $0, headers: headers, timeout: timeout, lists: lists, connections: connections) }
        }
    }
}

/// A request that proves that address and credentials are right. Source: CONNECTORS.md X31.
public struct ManifestCheck: Sendable {
    /// The request.
    public var request: ManifestRequest
    /// When the answer is the proof.
    public var ok: Match

    static var kind: ValueKind<ManifestCheck> {
        .map { reader in
            let request = ManifestRequest.read(reader, roots: .template())
            let ok = reader.required("ok", .match(.response), "when the answer is the proof")
            guard let request, let ok else { return nil }
            return ManifestCheck(request: request, ok: ok)
        }
    }
}
