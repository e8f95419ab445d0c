public import YAML

/// One bound on how often or how much may be asked. Source: CONNECTORS.md 2.6.
public struct ManifestLimit: Sendable {
    /// What is bounded.
    public enum Kind: Sendable {
        /// So many in any window of that length; headers may say what is left and how large it is.
        case rate(max: Int, per: Duration, left: Expr?, size: Expr?)
        /// So many at once.
        case concurrency(max: Int)
        /// So many a day or other span; the count is the remote's.
        case quota(per: Duration, used: Expr?, left: Expr?, size: Size?, reserve: Int)
        /// A bucket that fills again.
        case bucket(level: Expr, restore: Expr, size: Expr?, cost: Expr?, reserve: Int)

        var name: Name {
            switch self {
            case .rate: .rate
            case .concurrency: .concurrency
            case .quota: .quota
            case .bucket: .bucket
            }
        }
    }

    /// The same limit with another share of its quota kept, in basis points; nil changes nothing.
    public func keeping(_ reserve: Int?) -> ManifestLimit {
        guard let reserve else { return self }
        var limit = self
        if case .quota(let per, let used, let left, let size, _) = kind {
            limit.kind = .quota(per: per, used: used, left: left, size: size, reserve: reserve)
        }
        return limit
    }

    /// How large a quota is.
    public enum Size: Sendable {
        /// So large.
        case fixed(Int)
        /// As large as an answer says.
        case read(Expr)
    }

    enum Name: String, CaseIterable {
        case rate, concurrency, quota, bucket
    }

    /// What is bounded. `reserve` is in basis points.
    public var kind: Kind
    /// Its name; only requests that name it draw from it. Nil: every request does.
    public var name: String?
    /// One count for all remotes that share this name.
    public var shared: String?
    /// Where it stands.
    public var place: SourcePlace

    static var kind: ValueKind<ManifestLimit> {
        .map { reader in
            let name = reader.optional("name", .text, "only requests that name it draw from it")
            let shared = reader.optional("shared", .text, "one count for all remotes of that name")
            let word = reader.required("kind", ValueKind<Name>.word(), "what is bounded")
            let words = reader.session.isSurvey ? Name.allCases : word.map { [$0] } ?? []
            guard let kind = words.compactMap({ kind(of: $0, reader) }).last else { return nil }
            return ManifestLimit(kind: kind, name: name, shared: shared, place: reader.node.place)
        }
    }

    private static func kind(of word: Name, _ reader: MapReader) -> Kind? {
        func expr(_ key: String, _ meaning: String) -> Expr? { reader.optional(key, .expr(.response), meaning) }
        switch word {
        case .rate:
            let most = reader.required("max", .count, "so many")
            let per = reader.required("per", .duration, "in any window of this length")
            let (left, size) = (expr("left", "what an answer says is left"), expr("size", "what it says is the whole"))
            guard let most, let per else { return nil }
            return .rate(max: most, per: per, left: left, size: size)
        case .concurrency: return reader.required("max", .count, "so many at once").map { .concurrency(max: $0) }
        case .quota:
            reader.atMostOne(of: ["used", "left"])
            return .quota(
                per: reader.value("per", .duration, default: .seconds(86_400), text: "1d", "the span"),
                used: expr("used", "what an answer says is used"), left: expr("left", "what an answer says is left"),
                size: reader.optional("size", .limitSize, "the whole, a number or where an answer says it"),
                reserve: reader.value("reserve", .percent, default: 2000, text: "20%", "the share kept for people and settle reads"))
        case .bucket:
            let level = reader.required("level", .expr(.response), "what is in it")
            let restore = reader.required("restore", .expr(.response), "what comes back each second")
            let (size, cost) = (expr("size", "how much it holds"), expr("cost", "what the request cost"))
            let reserve = reader.value("reserve", .percent, default: 1000, text: "10%", "the share kept")
            guard let level, let restore else { return nil }
            return .bucket(level: level, restore: restore, size: size, cost: cost, reserve: reserve)
        }
    }
}

extension ValueKind where Value == ManifestLimit.Size {
    static var limitSize: ValueKind {
        ValueKind("a number or an expression") { node, place, session in
            if let text = node.text, let number = Int(text), number > 0 { return .fixed(number) }
            return ValueKind<Expr>.expr(.response).read(node, place, session).map(ManifestLimit.Size.read)
        }
    }
}
