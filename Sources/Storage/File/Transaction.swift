/// The tables as one transaction sees them. It is good inside the body it was handed to, and nowhere else.
public struct Transaction {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// What the hub holds.
    public var entities: EntityTable { EntityTable(connection: connection) }
    /// The keys by which entities are found.
    public var keys: KeyTable { KeyTable(connection: connection) }
    /// Which record is which entity, with the base pairs.
    public var links: LinkTable { LinkTable(connection: connection) }
    /// Records read and not merged yet.
    public var staged: StagingTable { StagingTable(connection: connection) }
    /// What a running full read has shown so far.
    public var listing: ListingTable { ListingTable(connection: connection) }
    /// Entities that may be out of step.
    public var dirty: DirtyTable { DirtyTable(connection: connection) }
    /// References to records that are not linked yet.
    public var unresolved: UnresolvedRefTable { UnresolvedRefTable(connection: connection) }
    /// Operations on their way to remotes.
    public var outbox: OutboxTable { OutboxTable(connection: connection) }
    /// Hashes of the values the hub wrote.
    public var ledger: WriteLedgerTable { WriteLedgerTable(connection: connection) }
    /// Rows that failed, and when they are tried again.
    public var failedRows: FailedRowTable { FailedRowTable(connection: connection) }
    /// Records that are no more.
    public var tombstones: TombstoneTable { TombstoneTable(connection: connection) }
    /// Ids that now lead to another.
    public var aliases: AliasTable { AliasTable(connection: connection) }
    /// Entities that were merged into others.
    public var mergedEntities: MergedEntityTable { MergedEntityTable(connection: connection) }
    /// Every losing value.
    public var conflicts: ConflictTable { ConflictTable(connection: connection) }
    /// What waits for a person.
    public var reviews: ReviewTable { ReviewTable(connection: connection) }
    /// How far each stream was read.
    public var cursors: CursorTable { CursorTable(connection: connection) }
    /// The remotes' own schemas, as last seen.
    public var schemas: SchemaTable { SchemaTable(connection: connection) }
    /// Ids by how they end.
    public var identifiers: IdentifierSearch { IdentifierSearch(connection: connection) }
    /// What was run, and how it ended.
    public var runs: RunTable { RunTable(connection: connection) }
    /// Who may write.
    public var lease: LeaseTable { LeaseTable(connection: connection) }
    /// Approved brakes.
    public var approvals: ApprovalTable { ApprovalTable(connection: connection) }
    /// Values by key.
    public var settings: SettingTable { SettingTable(connection: connection) }
    /// The partners' links.
    public var trackingLinks: TrackingLinkTable { TrackingLinkTable(connection: connection) }
    /// The clicks on them.
    public var clicks: ClickTable { ClickTable(connection: connection) }
    /// What deals, referrals and partners were at any time.
    public var history: StageHistoryTable { StageHistoryTable(connection: connection) }
    /// What was earned.
    public var commissions: CommissionTable { CommissionTable(connection: connection) }
    /// The ledger of money.
    public var moneyLedger: LedgerEntryTable { LedgerEntryTable(connection: connection) }
    /// Deals that a person gave to a partner.
    public var manualTouches: ManualTouchTable { ManualTouchTable(connection: connection) }
    /// The terms under which something was earned.
    public var termsBooks: TermsBookTable { TermsBookTable(connection: connection) }
    /// What holds commissions until a person decides.
    public var findings: FindingTable { FindingTable(connection: connection) }
    /// What somebody is due beside money.
    public var rewards: RewardTable { RewardTable(connection: connection) }
    /// Sums over what was earned and won.
    public var programSums: ProgramSumTable { ProgramSumTable(connection: connection) }
    /// Whose each deal is, and why.
    public var attributions: AttributionTable { AttributionTable(connection: connection) }
    /// What changed since earning last looked.
    public var earningWork: EarningWorkTable { EarningWorkTable(connection: connection) }
    /// The lines that may earn, and where they count.
    public var earningIndex: EarningIndexTable { EarningIndexTable(connection: connection) }
    /// Who is behind the visitors.
    public var visitors: VisitorTable { VisitorTable(connection: connection) }
    /// What waits for a rate, an amount or a person.
    public var waiting: WaitingTable { WaitingTable(connection: connection) }
    /// What happened, added up.
    public var figures: FigureTable { FigureTable(connection: connection) }
    /// What partners are owed.
    public var claimable: ClaimableTable { ClaimableTable(connection: connection) }
    /// What is paid.
    public var payouts: PayoutTable { PayoutTable(connection: connection) }
    /// Which rows of the ledger which payout claims.
    public var payoutClaims: PayoutClaimTable { PayoutClaimTable(connection: connection) }
    /// Who approved which payout.
    public var payoutApprovals: PayoutApprovalTable { PayoutApprovalTable(connection: connection) }
    /// Where partners' money goes.
    public var destinations: DestinationTable { DestinationTable(connection: connection) }
    /// Requests to providers of payouts.
    public var shipments: ShipmentTable { ShipmentTable(connection: connection) }
    /// Every step towards such a provider.
    public var shipmentAttempts: ShipmentAttemptTable { ShipmentAttemptTable(connection: connection) }
    /// Comparisons with providers.
    public var settlements: SettlementTable { SettlementTable(connection: connection) }
    /// Every table as it lies in the file.
    public var tables: HubTables { HubTables(connection: connection) }
    /// Who did what.
    public var audit: AuditTable { AuditTable(connection: connection) }
}
