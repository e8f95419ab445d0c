import Model

/// Times as the shop tells them: whole seconds without a zone, once as the site's clock shows them and once in UTC.
struct WooTime: Sendable {
    /// How far the site's time is from UTC. Units: seconds.
    let zone: Int

    /// The instant in UTC, without its `Z`.
    static func utc(_ instant: Timestamp) -> String { String(instant.iso.prefix(19)) }

    /// The instant on the site's clock.
    func local(_ instant: Timestamp) -> String { Self.utc(instant + .seconds(zone)) }

    /// The members of a date in an answer, both forms.
    func members(_ name: String, _ instant: Timestamp?) -> [(String, JSON)] {
        [(name, instant.map { .string(local($0)) } ?? .null), (name + "_gmt", instant.map { .string(Self.utc($0)) } ?? .null)]
    }

    /// What a date of a query stands for: a time without a zone is taken as it is, one with a zone is first told by the site's clock,
    /// and so is off by the zone where it is held against UTC. Source: WP_Date_Query.
    func compared(_ text: String) -> String? {
        let plain = text.replacing(" ", with: "T")
        let hasZone = plain.hasSuffix("Z") || plain.hasSuffix("z") || plain.dropFirst(19).contains { $0 == "+" || $0 == "-" }
        guard hasZone else { return Timestamp(iso: plain + "Z").map { Self.utc($0) } }
        return Timestamp(iso: plain.uppercased()).map { local($0) }
    }

    /// The instant of a date in a body: without a zone it is the site's time, or UTC where the member says so.
    func instant(_ text: String, isUTC: Bool) -> Timestamp? {
        let plain = text.count == 10 ? text + "T00:00:00" : text.replacing(" ", with: "T")
        if let exact = Timestamp(iso: plain) { return exact }
        return Timestamp(iso: plain + "Z").map { isUTC ? $0 : $0 - .seconds(zone) }
    }
}
