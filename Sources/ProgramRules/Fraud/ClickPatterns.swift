import Model

/// Patterns over many clicks that no customer makes.
struct ClickPatterns {
    let terms: FraudTerms
    /// The clicks in the order of time.
    let clicks: [PartnerClick]

    /// The name of the evidence that counts clicks without referrer.
    static let bareEvidence = "clicks without referrer"

    var findings: [FraudFinding] { near + withoutReferrer }

    /// What the clicks of one visitor show, whatever the others did.
    var near: [FraudFinding] { bursts + twoPartners }

    /// So many clicks of one visitor on one link within a minute.
    private var bursts: [FraudFinding] {
        struct Visit: Hashable {
            var partner: EntityID
            var visitor: String
        }
        let visits = Dictionary(grouping: clicks) { Visit(partner: $0.partner, visitor: $0.click.visitor) }
        return visits.sorted { ($0.key.partner, $0.key.visitor) < ($1.key.partner, $1.key.visitor) }.compactMap { visit, clicks in
            guard clicks.count >= terms.burst, terms.burst > 1 else { return nil }
            let times = clicks.map(\.click.at)
            let first = times.indices.dropLast(terms.burst - 1).first { times[$0 + terms.burst - 1] - times[$0] <= .seconds(60) }
            guard let first else { return nil }
            return finding(visit.partner, [Evidence("burst of one visitor", visit.visitor), Evidence("since", times[first].iso)])
        }
    }

    private var withoutReferrer: [FraudFinding] {
        Dictionary(grouping: clicks, by: \.partner).compactMap { partner, clicks in
            bare(of: partner, all: clicks.count, bare: clicks.count { PlainText.isBlank($0.click.referrer ?? "") })
        }
    }

    /// A partner with many clicks of which nearly none says where it came from.
    func bare(of partner: EntityID, all: Int, bare: Int) -> FraudFinding? {
        guard all >= terms.referrerSample, bare * LargestRemainder.whole >= all * terms.withoutReferrer.basisPoints else { return nil }
        return finding(partner, [Evidence(Self.bareEvidence, "\(bare) of \(all)")])
    }

    /// Two partners' clicks for one visitor within a few seconds: one of them opened the other's link unseen. Both are shown.
    private var twoPartners: [FraudFinding] {
        Dictionary(grouping: clicks) { $0.click.visitor }.sorted { $0.key < $1.key }.flatMap { visitor, clicks in
            zip(clicks, clicks.dropFirst()).flatMap { first, second -> [FraudFinding] in
                let gap = second.click.at - first.click.at
                guard first.partner != second.partner, gap <= .seconds(terms.twoPartnersSeconds) else { return [] }
                let evidence = [
                    Evidence("visitor", visitor), Evidence("clicks", "\(first.click.id), \(second.click.id)"),
                    Evidence("milliseconds apart", String(gap.milliseconds)),
                ]
                return [finding(first.partner, evidence), finding(second.partner, evidence)]
            }
        }
    }

    private func finding(_ partner: EntityID, _ evidence: [Evidence]) -> FraudFinding {
        FraudFinding(.cookieStuffing, partner: partner, subject: .partner, evidence: evidence)
    }
}

/// Far more conversions than the others of the group have.
struct Velocity {
    let terms: FraudTerms
    let groups: [EntityID: String]

    func findings(_ conversions: [Conversion]) -> [FraudFinding] {
        findings(Dictionary(grouping: conversions, by: \.partner).mapValues(\.count))
    }

    func findings(_ counts: [EntityID: Int]) -> [FraudFinding] {
        let members = Set(groups.keys).union(counts.keys)
        return Dictionary(grouping: members) { groups[$0] ?? "" }.flatMap { group, partners -> [FraudFinding] in
            guard partners.count >= terms.velocitySample else { return [] }
            let sorted = partners.map { counts[$0] ?? 0 }.sorted()
            // Twice the median, so that the median of an even group stays a whole number.
            let doubled = sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]
            return partners.compactMap { partner in
                guard let count = counts[partner], count >= terms.velocitySample, count * 2 > doubled * terms.velocityFactor else {
                    return nil
                }
                return FraudFinding(
                    .velocity, partner: partner, subject: .partner,
                    evidence: [
                        Evidence("leads and sales", String(count)),
                        Evidence("median of the group \(group)", doubled % 2 == 0 ? String(doubled / 2) : "\(doubled / 2).5"),
                    ])
            }
        }
    }
}
