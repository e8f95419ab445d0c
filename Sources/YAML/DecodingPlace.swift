/// Where a decoder is: the keys as written, and the same with `*` for names that the author chose, as a key catalogue lists them.
public struct DecodingPlace: Sendable, Hashable {
    /// The keys as written, such as `objects.contact.read`.
    public let path: String
    /// The keys as documented, such as `objects.*.read`.
    public let pattern: String

    /// The whole file.
    public static let root = DecodingPlace(path: "", pattern: "")

    init(path: String, pattern: String) {
        self.path = path
        self.pattern = pattern
    }

    /// The place under a key of the language.
    public func key(_ name: String) -> DecodingPlace {
        DecodingPlace(path: Self.join(path, name), pattern: Self.join(pattern, name))
    }

    /// The place under a name that the author chose.
    public func name(_ name: String) -> DecodingPlace {
        DecodingPlace(path: Self.join(path, name), pattern: Self.join(pattern, "*"))
    }

    /// The place of an element of a list.
    public func index(_ index: Int) -> DecodingPlace {
        DecodingPlace(path: "\(path)[\(index)]", pattern: "\(pattern)[]")
    }

    private static func join(_ left: String, _ right: String) -> String { left.isEmpty ? right : "\(left).\(right)" }
}
