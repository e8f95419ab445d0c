import Model
import ProgramRules
import Storage

/// What one unit has: its deals and lines, and whose each deal is.
struct UnitContent {
    var deals: [Deal] = []
    var lines: [CommissionLine] = []
    var attributions: [EntityID: AttributionResult] = [:]
}

/// Reads units from the hub. What a unit has depends on nothing outside it, so that any number of them can be read at once.
struct UnitReader {
    let tx: Transaction
    let mergers: Mergers
    let shelf: TermsShelf
    let today: TermsBook
    let leads: LeadLines

    init(tx: Transaction, mergers: Mergers, shelf: TermsShelf, today: TermsBook) {
        self.tx = tx
        self.mergers = mergers
        self.shelf = shelf
        self.today = today
        leads = LeadLines(tx: tx, mergers: mergers, kinds: Set(shelf.books.values.flatMap(\.terms.rules).map(\.kind)))
    }

    /// The contents of units; those that the hub does not have any more are left out.
    func read(_ units: [EarningUnit]) throws -> [EarningUnit: UnitContent] {
        var customers: Set<EntityID> = []
        var single: [EntityID] = []
        var referrals: [EntityID] = []
        for unit in units {
            switch unit {
            case .customer(let id): customers.insert(id)
            case .deal(let id): single.append(id)
            case .referral(let id): referrals.append(id)
            }
        }
        let entities = try entities(customers, single)
        let deals = try HubSales(tx: tx, mergers: mergers).deals(entities)
        let byID = Dictionary(entities.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let touches = try HubClaims(tx: tx, mergers: mergers, deals: deals, entities: byID).book(of: customers)
        let books = try tx.commissions.books(of: deals.map(\.id)).mapValues { try shelf.book($0, behind: "a deal").terms }
        let sales = SaleLines(deals: deals, touches: touches, terms: today.terms, books: books)
        var contents: [EarningUnit: UnitContent] = [:]
        for deal in deals {
            let unit = EarningUnit(deal: deal.id, customer: deal.customer)
            contents[unit, default: UnitContent()].deals.append(deal)
            contents[unit]?.attributions[deal.id] = sales.attributions[deal.id]
        }
        for line in sales.lines {
            guard let deal = line.deal else { continue }
            contents[EarningUnit(deal: deal, customer: line.customer), default: UnitContent()].lines.append(line)
        }
        for line in try leads.lines(of: tx.entities.get(referrals).values.sorted { $0.id < $1.id }) {
            guard let subject = EntityID(Self.subject(of: line)) else { continue }
            contents[.referral(subject), default: UnitContent()].lines.append(line)
        }
        return contents
    }

    /// What a line belongs to.
    static func subject(of line: CommissionLine) -> String { line.deal?.text ?? String(line.id.prefix { $0 != "/" }) }

    /// All deals of customers, and some deals without one.
    private func entities(_ customers: Set<EntityID>, _ single: [EntityID]) throws -> [Entity] {
        let own = try tx.entities.referring(.deal, by: "customer", to: mergers.all(of: customers))
        let others = try tx.entities.get(single).values.filter { $0.deletedAt == nil && $0.ref("customer") == nil }
        return own + others
    }
}
