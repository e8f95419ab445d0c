import Agent
import Model
import Storage

/// Links in words.
enum LinkWords {
    static func lines(_ view: LinkRegister.View) -> [String] {
        let link = view.link
        let facts = [
            link.coupon.map { "coupon \($0)" }, link.campaign.map { "campaign \($0)" }, link.target.map { "leads to \($0)" },
            link.retiredAt == nil ? nil : "retired",
        ].compactMap { $0 }
        let arms = view.arms.map { given in
            let what = given.subject == .partner ? "partner" : "landing page"
            return "  experiment \(given.experiment): this \(what) is in the arm \(given.arm)"
        }
        return [view.address ?? link.code] + (facts.isEmpty ? [] : ["  " + facts.joined(separator: ", ")]) + arms
    }

    static func table(_ links: [LinkRegister.View]) -> Table {
        Table(
            ["code", "partner", "campaign", "coupon", "target", "state"],
            rows: links.map { view in
                let link = view.link
                return [
                    link.code, link.partner.text, link.campaign ?? "", link.coupon ?? "", link.target ?? "",
                    link.retiredAt == nil ? "" : "retired",
                ]
            })
    }
}
