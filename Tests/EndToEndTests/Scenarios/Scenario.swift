import Testing

/// One row of the table: what stands, what people do, and what comes of it on all sides.
///
/// In its texts `#` is the row's own number, which keeps its keys apart from those of other rows, `{crm.a}` the id of the row's record
/// `a` at that side, and `{hub}` the id of its entity.
struct Scenario: Sendable, CustomTestStringConvertible {
    let name: String
    /// The guard that the row is about, by its name in `RuleGuard`: with it taken out, the row fails. Two with a comma stand where each
    /// alone keeps what the row tells, and only both taken out let it happen.
    let rule: String
    let kind: Kind
    /// The configuration it is played under.
    let world: World
    /// What both sides hold before; nothing said: a record of the kind on both sides.
    let given: [Deed]
    let when: [Deed]
    let then: [Claim]
    /// What the worst of its syncs tells a script.
    let exit: Int
    /// Every value that lost, as `conflicts list --all` writes it.
    let lost: [String]
    /// What is left for a person, by kind and, where there is one, field.
    let waits: [String]

    init(
        _ name: String, _ rule: String, _ kind: Kind, in world: World = .open, given: [Deed] = [.pair()],
        when: [Deed], then: [Claim],
        exit: Int = 0, lost: [String] = [], waits: [String] = []
    ) {
        (self.name, self.rule, self.kind, self.world) = (name, rule, kind, world)
        (self.given, self.when, self.then) = (given, when, then)
        (self.exit, self.lost, self.waits) = (exit, lost.sorted(), waits.sorted())
    }

    var testDescription: String { "\(name) (\(rule))" }

    /// The words that stand for the row in its records' keys.
    static func token(_ number: Int) -> String { "s" + String(1000 + number).dropFirst() }
}

/// A kind of entity, with the records that stand for it.
enum Kind: String, Sendable {
    case partner, customer, referral, deal

    func object(at side: Side) -> String {
        switch (self, side) {
        case (.partner, .crm): "Account"
        case (.customer, .crm): "Contact"
        case (.referral, .crm): "Lead"
        case (.deal, .crm): "Opportunity"
        case (.partner, _): "companies"
        case (.customer, _): "contacts"
        case (.referral, _): "referrals"
        case (.deal, _): "deals"
        }
    }

    /// What a record needs to be one of the kind, and to be matched with its twins.
    func fields(at side: Side) -> [Field] {
        let texts: [String]
        switch (self, side) {
        case (.partner, .crm): texts = ["Name=Partner #", "Website=#.example", "Type=Partner", "CurrencyIsoCode=USD"]
        case (.partner, _): texts = ["name=Partner #", "domain=#.example", "type=PARTNER"]
        case (.customer, .crm): texts = ["LastName=Customer", "Email=#@scenario.example"]
        case (.customer, _): texts = ["lastname=Customer", "email=#@scenario.example"]
        case (.referral, .crm): texts = ["LastName=Lead", "Company=Company", "Email=#@scenario.example", "Status=Open - Not Contacted"]
        case (.referral, _): texts = ["name=Lead", "company=Company", "email=#@scenario.example", "state=new"]
        case (.deal, .crm):
            texts = ["Name=Deal #", "StageName=Proposal", "CloseDate=2026-01-31", "Order_Number__c=#", "CurrencyIsoCode=USD"]
        case (.deal, _): texts = ["dealname=Deal #", "pipeline=default", "dealstage=presentationscheduled", "order_number=#"]
        }
        return texts.map(Field.init)
    }
}

/// A side of the hub.
enum Side: String, Sendable, CaseIterable {
    case crm, marketing, events

    /// The vendor that stands there.
    var vendor: String { self == .crm ? "salesforce" : "hubspot" }
}

/// A field and its value, written `Name=value`; no value is null.
struct Field: Sendable {
    let name: String
    let value: String

    init(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        value = parts.count > 1 ? String(parts[1]) : ""
    }
}
