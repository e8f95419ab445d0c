/// A guard that a rule puts up. A proof build can take each out by its name, so that a test shows what the guard is good for.
public enum RuleGuard: String, Sendable, Hashable, CaseIterable {
    /// Without it the hub's half is the base of both sides.
    case pair = "R1"
    /// Without it the base moves when a write is sent.
    case baseAfterAnswer = "R2"
    /// Without it values are compared as they are written.
    case canonicalForm = "R3-form"
    /// Without it a choice that nobody knows goes on as it came.
    case knownChoice = "R3-choice"
    /// Without it any instant is cut to its day.
    case wholeDay = "R3-day"
    /// Without it every amount counts in the program's own currency.
    case ownCurrency = "R3-currency"
    /// Without it an address that is too long for a side is cut there.
    case wholeAddress = "R3-whole"
    /// Without it values that are equal now are written all the same.
    case equalNow = "R4"
    /// Without it sides that did not change put their value forward too.
    case changedOnly = "R5-changed"
    /// Without it values that lose are kept nowhere.
    case losers = "R5-losers"
    /// Without it the first side by name wins, whatever the policy.
    case policy = "R6"
    /// Without it times of other clocks are taken as they are.
    case clockOffset = "R7-offset"
    /// Without it a second decides.
    case tieBand = "R7-band"
    /// Without it the latest value is taken where a person should decide.
    case manual = "R8-manual"
    /// Without it fields under review go on flowing.
    case frozen = "R8-frozen"
    /// Without it two that overwrite each other go on for ever.
    case war = "R9"
    /// Without it nothing says, before a request, that it is about to be made.
    case outboxFirst = "R10"
    /// Without it nothing says, before a reward is asked for, under which code that is.
    case rewardFirst = "R10-reward"
    /// Without it a write without an answer counts as not made.
    case unknown = "R11"
    /// Without it records are made without looking whether they exist.
    case getOrCreate = "R12"
    /// Without it a reward is given again without looking whether it is there.
    case rewardLook = "R12-reward"
    /// Without it nothing is read before it is written.
    case verify = "R13"
    /// Without it `guard: strict` means nothing.
    case strict = "R14"
    /// Without it whole records are written.
    case changedFields = "R15"
    /// Without it an operation that the answer does not name counts as done.
    case namedResult = "R16"
    /// Without it refused rows are sent again in every run.
    case failedRow = "R17"
    /// Without it a record that shows nothing new is looked at again.
    case echo = "R18"
    /// Without it older observations count like newer ones.
    case monotonic = "R19"
    /// Without it a deletion that the remote tells of is not believed.
    case tombstone = "R20-tombstone"
    /// Without it a record that left `where` goes on flowing.
    case filter = "R20-filter"
    /// Without it what a complete listing does not show is deleted.
    case absence = "R20-absence"
    /// Without it an absence counts though nothing can be read at all.
    case canary = "R20-canary"
    /// Without it a deletion wins over a change made meanwhile.
    case modifyWins = "R21-modify"
    /// Without it no deletion is carried on, whatever `on_delete` says.
    case carriedOn = "R21-carried"
    /// Without it what money hangs on is deleted like anything else.
    case moneyStays = "R21-money"
    /// Without it records that the hub did not make are deleted too.
    case ownership = "R21-owned"
    /// Without it a record that is back stays gone.
    case revival = "R22"
    /// Without it another record under a used id is taken for the old one.
    case reusedID = "R23"
    /// Without it a merged record is taken for a deleted one.
    case mergePointer = "R24"
    /// Without it no record is matched by what it says.
    case matchKeys = "R25-keys"
    /// Without it no record is made where one is missing.
    case creation = "R25-create"
    /// Without it a domain of free mail is a company's key.
    case freeMail = "R25-freemail"
    /// Without it the first of several matches is taken.
    case uniqueMatch = "R25-unique"
    /// Without it an identity field may take the key of another entity.
    case keyCollision = "R25-collision"
    /// Without it records that bear another hub's key are taken.
    case foreignKey = "R25-foreign"
    /// Without it a first contact overwrites at once.
    case firstContact = "R26"
    /// Without it the cursor moves to the present, whatever the remote's index has not caught up with.
    case ceiling = "R27-ceiling"
    /// Without it each reading begins just where the last one ended.
    case overlap = "R27-overlap"
    /// Without it a listing that reaches the remote's cap ends there.
    case cap = "R28"
    /// Without it nothing is ever read in full again.
    case audit = "R29-audit"
    /// Without it a store that was put back goes on as if nothing had happened.
    case restored = "R29-restored"
    /// Without it a changed mapping goes unnoticed.
    case fingerprint = "R30-fingerprint"
    /// Without it a plan works on the hub itself.
    case planCopy = "R31"
    /// Without it `apply` sends whatever it finds, in the plan or not.
    case appliedOnly = "R32"
    /// Without it any number of records is deleted.
    case deletesBrake = "R33-deletes"
    /// Without it any number of records is made.
    case createsBrake = "R33-creates"
    /// Without it any number of records is changed.
    case updatesBrake = "R33-updates"
    /// Without it one value may go into every record.
    case sameValueBrake = "R33-same_value"
    /// Without it any number of values is emptied.
    case blanksBrake = "R33-blanks"
    /// Without it a short listing is believed.
    case listingBrake = "R33-listing"
    /// Without it it is no news that every record changed.
    case allChangedBrake = "R33-all_changed"
    /// Without it a changed schema is no news.
    case schemaBrake = "R33-schema"
    /// Without it a field that is not returned any more is no news.
    case absentFieldBrake = "R33-absent_field"
    /// Without it any number of operations may be unknown.
    case unknownBrake = "R33-unknown"
    /// Without it any number of conflicts may be decided.
    case conflictsBrake = "R33-conflicts"
    /// Without it two runs work at once.
    case lease = "R34"
    /// Without it a remote that was not read to its end is taken as read.
    case unobserved = "R35"
    /// Without it a payout does not claim what it pays.
    case claim = "P1"
    /// Without it each request has a key of its own.
    case payoutKey = "P3"
    /// Without it an executor writes over what another did since it looked.
    case payoutRevision = "P4"
    /// Without it a doubtful answer counts as a refusal.
    case payoutDoubt = "P5"
    /// Without it a key counts as remembered for ever.
    case keyLife = "P6"
    /// Without it any refusal lets the claims go, also of a request that was repeated.
    case firstRefusal = "P7"
    /// Without it a bad receiver sinks its batch.
    case badReceiver = "P8"
    /// Without it nothing is checked before the first request.
    case preflight = "P9"
    /// Without it nobody needs to approve a payout.
    case payoutApproval = "P10-approvals"
    /// Without it a new destination is paid at once.
    case coolDown = "P10-destination"
    /// Without it any sum leaves in one run.
    case payoutBrakes = "P10-brakes"
    /// Without it what was paid is not looked at again.
    case settlement = "P12"
    /// Without it a replayed answer is believed.
    case replay = "P13"
    /// Without it a deal stays whose it was, whatever clicks come late.
    case lateClicks = "A3"
    /// Without it new commissions go on, whatever customers cost.
    case allowableCost = "C5"
    /// Without it a commission is held by nothing that was found.
    case openFinding = "C7-finding"
    /// Without it a commission may be paid as soon as it is earned.
    case hold = "C7-hold"
    /// Without it what was booked is booked again.
    case bookedOnce = "C8"
    /// Without it nobody compares what the ledger says with what was earned.
    case balance = "L1"
    /// Without it nobody computes the ledger's hashes anew.
    case chain = "L3"
    /// Without it an amount without a rate counts as if it were in the program's currency.
    case rate = "L4"
    /// Without it refunds may take more than the customer paid.
    case overdraft = "L5"

    /// The rule, such as `R20`.
    public var rule: String { String(rawValue.prefix { $0 != "-" }) }

    /// The guard of a brake, by the brake's name.
    public static func brake(_ name: String) -> RuleGuard? { RuleGuard(rawValue: "R33-\(name)") }
}
