import Model
import ProgramRules

/// Makes clicks of sightings: who it was goes in, keyed hashes come out (K3).
struct ClickHashes {
    private let hash: KeyedHash
    /// How often the same sighting came, so that of equal lines each is a click of its own. What came long ago is forgotten: equal lines
    /// stand close together.
    private var seen: [String: Int] = [:]
    private var before: [String: Int] = [:]

    /// Units: sightings that are remembered, twice over.
    private static let remembered = 100_000
    /// Units: hexadecimal digits of a hash that are kept. 80 bits: among a hundred million visitors two alike are one in a hundred million.
    private static let digits = 20
    /// Units: characters of a browser's name that are kept.
    private static let longestAgent = 256

    init(_ hash: KeyedHash) {
        self.hash = hash
    }

    /// The click, without a verdict. Promises: the same lines in the same order give the same ids.
    mutating func click(_ sighting: ClickSighting) -> Click {
        let address = sighting.address.map { Self.normal($0) }
        let agent = sighting.agent ?? ""
        let visitor = sighting.visitor.map { "visitor \($0)" } ?? "address \(address ?? "") \(agent)"
        return Click(
            id: sighting.id ?? id(sighting, visitor), code: sighting.code, at: sighting.at, visitor: short(visitor, "visitor"),
            address: address.map { short($0, "address") }, agent: sighting.agent.map { AddressText.cut($0, to: Self.longestAgent) },
            referrer: sighting.referrer.map(AddressText.withoutQuery), parameters: sighting.parameters, isProbe: sighting.isProbe)
    }

    /// The same address however its letters are written.
    private static func normal(_ address: String) -> String { address.lowercased() }

    private func short(_ text: String, _ purpose: String) -> String {
        String(decoding: hash.text(text, for: purpose).utf8.prefix(Self.digits), as: UTF8.self)
    }

    /// An id that the same sighting has in every import, and that sorts by the time of the click.
    private mutating func id(_ sighting: ClickSighting, _ visitor: String) -> String {
        let parameters = sighting.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let parts = [
            String(sighting.at.milliseconds), sighting.code.lowercased(), visitor, sighting.address ?? "", sighting.referrer ?? "",
            sighting.isProbe ? "probe" : "",
        ]
        let text = (parts + parameters).joined(separator: "\u{1F}")
        let count = (seen[text] ?? before[text] ?? 0) + 1
        seen[text] = count
        if seen.count >= Self.remembered { (before, seen) = (seen, [:]) }
        let digits = hash.text(count == 1 ? text : "\(text)\u{1F}\(count)", for: "click")
        let words = [digits.utf8.prefix(16), digits.utf8.dropFirst(16).prefix(16)].map { UInt64(Substring($0), radix: 16) ?? 0 }
        return Identifier.make(prefix: "click_", at: sighting.at, bits: (words[0], words[1]))
    }
}
