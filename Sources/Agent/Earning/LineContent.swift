import Model
import ProgramRules

/// A hash of everything that a line says: a line that says the same as before need not be played again.
enum LineContent {
    static func hash(_ line: CommissionLine) -> Int64 {
        var parts = [line.id, line.kind.text, line.deal?.text ?? "", line.customer?.text ?? "", text(line.facts), text(line.shares)]
        for change in line.changes {
            parts += [String(change.at.milliseconds), change.cause, change.reason.rawValue, text(change.effect)]
        }
        // The length before each part keeps two parts from saying together what two others say.
        return ContentHash.of(parts.map { "\($0.utf8.count):\($0)" }.joined())
    }

    private static func text(_ facts: SaleFacts) -> String {
        let isNew = facts.isNewCustomer.map { $0 ? "new" : "known" } ?? ""
        let words = [facts.customerCountry ?? "", facts.campaign ?? "", facts.pipeline ?? "", isNew] + facts.products.sorted()
        return words.map { "\($0.utf8.count):\($0)" }.joined()
    }

    private static func text(_ shares: [Share]) -> String { shares.map { "\($0.partner.text)=\($0.weight)" }.joined(separator: ",") }

    private static func text(_ effect: LineEffect) -> String {
        switch effect {
        case .stands: "stands"
        case .falls: "falls"
        case .amounts(let amounts): "amounts \(text(amounts))"
        case .paid: "paid"
        case .takes(let money): "takes \(money.text)"
        case .givesBack(let event): "gives back \(event)"
        case .shares(let shares): "shares \(text(shares))"
        case .bars(let partner): "bars \(partner.text)"
        }
    }

    private static func text(_ amounts: SaleAmounts) -> String {
        let parts = [amounts.amount, amounts.tax, amounts.discount, amounts.shipping, amounts.cost]
        return parts.map { $0?.text ?? "-" }.joined(separator: " ") + " \(amounts.units)"
    }

    /// Where a line counts or counted: for every partner that ever had a part, each instant at which it came to stand.
    static func places(_ line: CommissionLine) -> [(partner: EntityID, at: Timestamp)] {
        var partners = Set(line.shares.map(\.partner))
        var instants: Set<Timestamp> = []
        for change in line.changes {
            switch change.effect {
            case .shares(let shares): partners.formUnion(shares.map(\.partner))
            case .stands: instants.insert(change.at)
            case .falls, .amounts, .paid, .takes, .givesBack, .bars: break
            }
        }
        return partners.flatMap { partner in instants.map { (partner, $0) } }
    }
}
