/// The places between two effects at which a proof build can be made to die, so that a test shows what the next run does about it.
/// 1xx pull, 2xx plan, 3xx push, 4xx payout, 5xx lease, 6xx earning, 7xx clicks, 8xx rewards.
public enum CrashPoint: Int, CaseIterable, Sendable {
    /// After a page was fetched, before it is staged.
    case pageFetched = 101
    /// After a page and its cursor were staged.
    case pageStaged = 102
    /// Before the plan's transaction commits.
    case planReady = 201
    /// After the plan's transaction committed.
    case planCommitted = 202
    /// After the operations were marked sent, before the request.
    case markedSent = 301
    /// After the remote's answer, before it is stored.
    case answered = 302
    /// After the answer was stored, before the records are read back.
    case acknowledged = 303
    /// After the read back, before the base pairs move.
    case readBack = 304
    /// After the base pairs moved.
    case confirmed = 305
    /// Before the transaction that freezes payouts commits.
    case payoutsReady = 401
    /// After that transaction committed.
    case payoutsFrozen = 402
    /// After a request's key and state were stored, before it is sent.
    case payoutStored = 403
    /// After the provider's answer, before it is stored.
    case payoutAnswered = 404
    /// After the answer was stored, before anything is read back.
    case payoutRecorded = 405
    /// After the provider's items were read, before they are booked.
    case payoutItemsRead = 406
    /// After they were booked.
    case payoutItemsBooked = 407
    /// After the lease was taken.
    case leaseTaken = 501
    /// Before the lease is given back.
    case leaseLeft = 502
    /// After commissions were kept, before the ledger is booked.
    case earningKept = 601
    /// After the ledger was booked, before the transaction commits.
    case earningReady = 602
    /// After that transaction committed.
    case earningCommitted = 603
    /// After a group of clicks was sorted and stored, before its transaction commits.
    case clicksScreened = 701
    /// After a group of clicks was committed.
    case clicksStored = 702
    /// After a coupon's code was stored, before anybody is asked.
    case rewardNoted = 801
    /// After the shop's answer, before it is stored.
    case rewardAnswered = 802
}
