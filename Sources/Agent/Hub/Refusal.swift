public import Model

/// Why an action cannot be done in this state, by what it is about: facts only, the words are made in the console.
public enum Refusal: Sendable, Equatable {
    /// About an entity.
    case entity(EntityRefusal)
    /// About what waits for a person.
    case review(ReviewRefusal)
    /// About a link or a log of clicks.
    case click(ClickRefusal)
    /// About what is earned.
    case earning(EarningRefusal)
    /// About a payout.
    case payout(PayoutRefusal)
    /// About a file, a backup or an export.
    case copy(CopyRefusal)
}

/// Why nothing can be done with an entity.
public enum EntityRefusal: Sendable, Equatable {
    /// It is no more.
    case deleted(EntityID)
    /// It was made one with another (R24).
    case merged(EntityID, into: EntityID)
    /// A remote owns the field: an edit of the hub would be reverted (R6).
    case owned(field: String, by: String)
    /// Another entity has the identity key (R25).
    case keyTaken(field: String, value: String, by: EntityID)
    /// The two are the same, or of different kinds.
    case noPair(EntityID, EntityID)
    /// A write to it has no known outcome yet (R11).
    case unsettled(EntityID)
    /// A write has no known outcome yet (R11).
    case unsettledOperation(String)
    /// The merge was taken back before.
    case splitAlready(merge: String)
    /// The one that stayed after a merge was itself merged or deleted.
    case winnerGone(EntityID)
}

/// Why a person cannot decide so.
public enum ReviewRefusal: Sendable, Equatable {
    /// The item was closed before.
    case decided(String)
    /// The conflict was closed before.
    case conflictDecided(String)
    /// The field left config.yaml after the conflict.
    case unmapped(field: String)
    /// The conflict's entity is no more.
    case entityDeleted(EntityID)
    /// A conflict wants a value.
    case wantsValue
    /// A brake wants an applied plan.
    case wantsPlan
    /// The entity has another record of that object.
    case secondRecord(EntityID, object: String, record: String, remote: String)
    /// A later run matched or dropped the record.
    case waitsNoMore
    /// The item names no two entities.
    case noPair
}

/// Why a link is not made, or a log not read.
public enum ClickRefusal: Sendable, Equatable {
    /// The log is packed.
    case packed(path: String)
    /// None of the first lines is a line of a log; the forms that are known.
    case unknownForm(path: String, known: [String])
    /// A table without a heading.
    case noHeading(line: Int)
    /// There is no such log, or it is somebody else's.
    case unreadable(path: String)
    /// The log broke off before a line.
    case brokeOff(line: Int)
    /// A coupon is given once (K1).
    case couponTaken(String, link: String)
    /// The partner is no more.
    case partnerDeleted(EntityID)
    /// The partner was made one with another.
    case partnerMerged(EntityID, into: EntityID)
    /// The partner earns nothing under this status.
    case earnsNothing(status: String)
    /// The address leads to a host that links may not lead to (K2); those they may.
    case foreignHost(String, known: [String])
}

/// Why nothing can be earned, or decided about it.
public enum EarningRefusal: Sendable, Equatable {
    /// A commission names terms that the hub does not have.
    case termsNotKept(book: String)
    /// The hub's copy of earlier terms cannot be read.
    case termsDamaged(book: String, commission: String)
    /// One line stands twice in the hub.
    case doubledLine(String)
    /// The file of exchange rates is missing, or no text (L4).
    case ratesUnreadable(path: String)
    /// The terms name no file of rates.
    case noRates
    /// A file of terms is missing.
    case termsUnreadable(path: String)
    /// Nothing holds the commission.
    case notHeld(commission: String)
    /// A booking does not sum to zero (L1).
    case unbalanced(cause: String)
}

/// Why nothing can be done with a payout.
public enum PayoutRefusal: Sendable, Equatable {
    /// Only a draft is approved.
    case noDraft(String, state: String)
    /// Only what was not sent is withdrawn.
    case sent(String, state: String)
    /// The partner has not said where the money goes.
    case noDestination(EntityID)
    /// The account changed since it was last shown.
    case destinationChanged(EntityID)
    /// There is no request to decide about.
    case neverSent(String)
    /// The provider still knows the request's key, or it is settled (P6).
    case notForgotten(String, phase: String)
    /// It went with the same request as another payout.
    case sameRequest(String, state: String)
    /// The store is older than what was done.
    case storeRestored
}

/// Why a file is not written, or not read.
public enum CopyRefusal: Sendable, Equatable {
    /// A backup replaces no file.
    case backupExists(path: String)
    /// A new file overwrites none.
    case fileExists(path: String)
    /// The file's folder takes no file.
    case fileUnwritable(path: String)
    /// An export goes into a folder of its own.
    case folderFull(String)
    /// The folder cannot be made.
    case folderUnmade(String)
    /// A file of the export cannot be written.
    case exportUnwritable(path: String)
    /// The disk was full before the end.
    case incomplete(path: String)
    /// An import fills an empty hub only.
    case hubFull
    /// The folder is no export.
    case noExport(folder: String)
    /// Another version of entente made the export.
    case otherVersion
    /// The export does not name a table.
    case noTable(String)
    /// The export has no file of a table.
    case noTableFile(String, folder: String)
    /// A table has another number of rows than the export says.
    case rowCount(table: String, found: Int, said: Int)
    /// A line is no row.
    case badLine(table: String, line: Int)
    /// A table of comma-separated values has another heading, or a quote that does not end.
    case badTable(String)
    /// A row has another number of fields.
    case badRow(table: String, row: Int, fields: Int)
    /// The demo's own sandbox could not work.
    case demo(cause: String)
}
