public import Model

/// What a partner program holds, in no vendor's words: the common ground from which each vendor's store is seeded.
public struct ProgramData: Sendable, Equatable {
    /// A person who looks after records.
    public struct Owner: Sendable, Equatable {
        /// The key among owners, from 0.
        public var key: Int
        /// The given name.
        public var firstName: String
        /// The family name.
        public var lastName: String
        /// The address, unique among owners.
        public var email: String
    }

    /// How good a partner is.
    public enum Tier: String, Sendable, CaseIterable {
        /// The best.
        case gold
        /// The middle.
        case silver
        /// The entry; most configurations map no value to it.
        case bronze
    }

    /// Where a partner stands.
    public enum Standing: String, Sendable, CaseIterable {
        /// Works with the program.
        case approved
        /// Is paused.
        case suspended
        /// A value that no configuration knows; rare.
        case unknown
    }

    /// A company, either a partner or a customer of one.
    public struct Company: Sendable, Equatable {
        /// The key among companies, from 0.
        public var key: Int
        /// The only vendor that holds it; nil when all do.
        public var holder: String?
        /// The name, in any script.
        public var name: String
        /// The domain, unique but for planted duplicates; missing in some.
        public var domain: String?
        /// The address of the partner contact.
        public var email: String?
        /// The phone number in one of several notations.
        public var phone: String?
        /// The country's two letters.
        public var country: String
        /// The tier; nil for a customer and for some partners.
        public var tier: Tier?
        /// The standing; nil for a customer.
        public var standing: Standing?
        /// A word for the market the company is in.
        public var segment: String?
        /// Whether the company is a partner of the program.
        public var isPartner: Bool
        /// The owner's key.
        public var owner: Int
        /// When the record was made.
        public var created: Timestamp
        /// When the record was last changed. Units: whole seconds, at or after `created`.
        public var modified: Timestamp
    }

    /// A person, a customer of the program.
    public struct Person: Sendable, Equatable {
        /// The key among people, from 0.
        public var key: Int
        /// The only vendor that holds them; nil when all do.
        public var holder: String?
        /// The given name; missing in some.
        public var firstName: String?
        /// The family name.
        public var lastName: String
        /// The address; missing in some, shared by a few.
        public var email: String?
        /// The phone number; missing in most.
        public var phone: String?
        /// The key of the company they work for.
        public var company: Int?
        /// The owner's key.
        public var owner: Int
        /// When the record was made.
        public var created: Timestamp
        /// When the record was last changed.
        public var modified: Timestamp
    }

    /// How far a referral has come.
    public enum ReferralState: String, Sendable, CaseIterable {
        /// Just handed in.
        case new
        /// Taken on.
        case qualified
        /// Turned down.
        case unqualified
        /// A state that no configuration knows; rare.
        case working
    }

    /// A lead that a partner handed in.
    public struct Referral: Sendable, Equatable {
        /// The key among referrals, from 0.
        public var key: Int
        /// The only vendor that holds it; nil when all do.
        public var holder: String?
        /// The lead's given name.
        public var firstName: String?
        /// The lead's family name.
        public var lastName: String
        /// The lead's address, unique among referrals.
        public var email: String?
        /// The lead's company as text.
        public var company: String
        /// The key of the partner who handed it in.
        public var partner: Int?
        /// How far it has come.
        public var state: ReferralState
        /// The owner's key.
        public var owner: Int
        /// When the record was made.
        public var created: Timestamp
        /// When the record was last changed.
        public var modified: Timestamp
    }

    /// How far a deal has come.
    public enum Stage: String, Sendable, CaseIterable {
        /// An offer lies with the customer.
        case proposal
        /// Won.
        case won
        /// Lost.
        case lost
        /// A stage that the sample configuration does not map; rare.
        case qualification
    }

    /// A sale.
    public struct Deal: Sendable, Equatable {
        /// The key among deals, from 0.
        public var key: Int
        /// The only vendor that holds it; nil when all do.
        public var holder: String?
        /// What the sale is called.
        public var name: String
        /// The order's number, unique among deals.
        public var orderNumber: String
        /// The amount. Units: the currency as a decimal with as many places as it has; nil when not known yet.
        public var amount: String?
        /// The currency's three letters.
        public var currency: String
        /// How far it has come.
        public var stage: Stage
        /// The key of the partner it is owed to.
        public var partner: Int?
        /// The key of the person who buys.
        public var customer: Int?
        /// The day it closed or should close.
        public var closes: CalendarDate
        /// The owner's key.
        public var owner: Int
        /// When the record was made.
        public var created: Timestamp
        /// When the record was last changed.
        public var modified: Timestamp
    }

    /// The people who look after records, the same at every vendor.
    public var owners: [Owner]
    /// The companies.
    public var companies: [Company]
    /// The people.
    public var people: [Person]
    /// The referrals.
    public var referrals: [Referral]
    /// The deals.
    public var deals: [Deal]
}
