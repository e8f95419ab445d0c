/// A way in which a call goes wrong, by its name in a fault specification. Source: RECONCILIATION.md section 6.
public enum FaultKind: String, Sendable, CaseIterable {
    // MARK: On the way

    /// The connection is closed before the vendor sees the request.
    case requestLost = "request-lost"
    /// The vendor acts, then the connection is closed without an answer.
    case responseLost = "response-lost"
    /// The vendor sees the request twice, and the second answer arrives.
    case duplicateDelivery = "duplicate-delivery"
    /// The head and half of the body arrive, then the connection breaks.
    case resetMidBody = "reset-mid-body"
    /// The answer takes long.
    case slow
    /// The body arrives in small pieces over seconds.
    case slowDrip = "slow-drip"
    /// A whole answer whose JSON stops in the middle.
    case truncatedJSON = "truncated-json"
    /// The right body, said to be a page of HTML.
    case wrongContentType = "wrong-content-type"
    /// The vendor's error body with status 200, without effect.
    case errorInOK = "error-in-200"
    /// A page to sign in, with status 200, where JSON should be.
    case htmlLogin = "html-login"
    /// A redirect to a host that is not the vendor's.
    case foreignRedirect = "foreign-redirect"
    /// A small compressed body that unpacks to 256 MiB.
    case gzipBomb = "gzip-bomb"
    /// The vendor acts, then answers 500; a key of idempotency keeps that answer.
    case failedAfterEffect = "failed-after-effect"
    /// 409: another request under the call's key of idempotency is under way; without effect.
    case keyInUse = "key-in-use"
    /// 408, without effect.
    case http408 = "http-408"
    /// 409, without effect.
    case http409 = "http-409"
    /// 412, without effect.
    case http412 = "http-412"
    /// 423, without effect.
    case http423 = "http-423"
    /// A gateway's 502, without effect.
    case http502 = "http-502"
    /// A gateway's 504, without effect.
    case http504 = "http-504"
    /// `rate-limited` with a `Retry-After` of seven seconds.
    case retryAfter = "retry-after"
    /// `rate-limited` with a `Retry-After` of ten years.
    case retryAfterAbsurd = "retry-after-absurd"
    /// `rate-limited` with a `Retry-After` that is an HTTP date seven seconds ahead.
    case retryAfterDate = "retry-after-date"
    /// The vendor's clock is five minutes ahead for this call.
    case clockAhead = "clock-ahead"
    /// The vendor's clock is five minutes behind for this call; between other calls it runs backwards.
    case clockBehind = "clock-behind"

    // MARK: Refused by the vendor

    /// The vendor's 500, without effect.
    case http500 = "http-500"
    /// The vendor's 503, without effect.
    case http503 = "http-503"
    /// The vendor's refusal of a call over its rate, without effect.
    case rateLimited = "rate-limited"
    /// The vendor's refusal once the day's calls are used up.
    case quotaExhausted = "quota-exhausted"
    /// The access token of the call has expired.
    case tokenExpired = "token-expired"
    /// The app has lost the right to this kind of call.
    case scopeRemoved = "scope-removed"
    /// Records that exist are as if they did not: nothing is found, nothing may be written.
    case permissionLost = "permission-lost"
    /// The record is locked by somebody else's long write.
    case rowLocked = "row-locked"
    /// A rule that an admin has just added refuses the write.
    case validationRule = "validation-rule"
    /// A rule that an admin has just added refuses a second contact or lead with the same address, where the vendor has such rules.
    case duplicateRule = "duplicate-rule"

    // MARK: Paging, visibility, batches

    /// A listing, search or query answers with no rows.
    case emptyList = "empty-list"
    /// A page holds half of what fits, and there is more.
    case shortPage = "short-page"
    /// The cursor to the next page is the one that led to this page.
    case repeatedCursor = "repeated-cursor"
    /// A record was made before this page was read: it begins one row earlier.
    case pageShift = "page-shift"
    /// A record was deleted before this page was read: it begins one row later.
    case pageSkip = "page-skip"
    /// A search has reached as many rows as the vendor pages through.
    case capReached = "cap-reached"
    /// A listing lacks its first row and does not count it, as if the caller had lost the right to see that record.
    case rowHidden = "row-hidden"
    /// The total that a listing tells is wrong.
    case totalWrong = "total-wrong"
    /// The rows come in another order than the one asked for.
    case sortIgnored = "sort-ignored"
    /// A write takes effect under the stamp of now but becomes visible later.
    case lateCommit = "late-commit"
    /// A write is seen at once by its id, and much later in searches and queries.
    case indexLag = "index-lag"
    /// A read is answered from a copy of up to a minute ago.
    case oldReplica = "old-replica"
    /// One row of a batch fails with a transient error, the others succeed.
    case partialBatch = "partial-batch"
    /// The answer to a batch lacks the row of one record, although it took effect.
    case resultsMissing = "results-missing"
    /// The answer to a batch names the rows in another order.
    case resultsReordered = "results-reordered"

    // MARK: Values that are read

    /// A picklist's field holds a value that nobody knows.
    case unknownOption = "unknown-option"
    /// Numbers come as text, and text of digits as numbers.
    case numberAsText = "number-as-text"
    /// Instants come with another zone's offset.
    case zoneChanged = "zone-changed"
    /// A field is missing in every row.
    case fieldVanished = "field-vanished"
    /// A field's text is a map in every row.
    case typeChanged = "type-changed"
    /// A field of the first row holds a mebibyte of text.
    case hugeValue = "huge-value"
    /// A field holds NUL, an emoji and marks of right-to-left text.
    case oddText = "odd-text"
    /// The body's first name stands there twice, with different values.
    case duplicateKeys = "duplicate-keys"
    /// Ids come with 15 characters where the vendor has such.
    case shortIDs = "short-ids"
    /// A description of an object lacks the fields that the vendor's customer has added, as if an admin had deleted them.
    case fieldsDeleted = "fields-deleted"
    /// A description of an object says of the texts among the fields that the vendor's customer has added that they are instants.
    case fieldsRetyped = "fields-retyped"

    // MARK: Values that are written

    /// Free text is cut after ten characters.
    case textTruncated = "text-truncated"
    /// Free text is kept in capitals.
    case textRecased = "text-recased"
    /// Free text is kept without blanks inside.
    case textTrimmed = "text-trimmed"
    /// Decimals lose what stands behind the point.
    case scaleLost = "scale-lost"
    /// A workflow rewrites what was written.
    case valueRewritten = "value-rewritten"

    // MARK: What others do just before the call

    /// A person changes the field that the call is about to write.
    case editBefore = "edit-before"
    /// A person merges the record into another.
    case mergeBefore = "merge-before"
    /// A person brings back the record that was deleted last.
    case undeleteBefore = "undelete-before"
    /// The record and another swap the values of a unique field.
    case uniqueSwap = "unique-swap"
    /// A bulk job changes every record of the kind in one instant.
    case equalStamps = "equal-stamps"
    /// The id of the record that was deleted last is given to the next one made.
    case idReused = "id-reused"
    /// The vendor's test environment is refreshed: every record has a new id, and the old ones lead nowhere.
    case refreshed

    /// Where a fault happens, which decides who carries it out.
    public enum Place: Sendable {
        /// On the way between the caller and the vendor.
        case wire
        /// In the rows of the answer.
        case answer
        /// In the values of the request.
        case request
        /// Before the call, by somebody else.
        case before
        /// In the vendor.
        case vendor
    }

    /// Where it happens.
    public var place: Place {
        switch self {
        case .requestLost, .responseLost, .duplicateDelivery, .resetMidBody, .slow, .slowDrip, .truncatedJSON, .wrongContentType,
            .errorInOK, .htmlLogin, .foreignRedirect, .gzipBomb, .failedAfterEffect, .keyInUse, .http408, .http409, .http412, .http423,
            .http502, .http504, .retryAfter,
            .retryAfterAbsurd, .retryAfterDate, .clockAhead, .clockBehind:
            .wire
        case .unknownOption, .numberAsText, .zoneChanged, .fieldVanished, .typeChanged, .hugeValue, .oddText, .duplicateKeys, .shortIDs,
            .repeatedCursor, .rowHidden, .totalWrong, .fieldsDeleted, .fieldsRetyped:
            .answer
        case .textTruncated, .textRecased, .textTrimmed, .scaleLost, .valueRewritten: .request
        case .editBefore, .mergeBefore, .undeleteBefore, .uniqueSwap, .equalStamps, .idReused, .refreshed: .before
        case .http500, .http503, .rateLimited, .quotaExhausted, .tokenExpired, .scopeRemoved, .permissionLost, .rowLocked,
            .validationRule, .duplicateRule, .emptyList, .shortPage, .pageShift, .pageSkip, .capReached, .sortIgnored, .lateCommit,
            .indexLag, .oldReplica,
            .partialBatch, .resultsMissing, .resultsReordered:
            .vendor
        }
    }

    /// The kind of that name.
    /// - Throws: `SandboxError.unknownFault` with the nearest name that exists.
    public static func named(_ name: String) throws(SandboxError) -> FaultKind {
        if let kind = FaultKind(rawValue: name) { return kind }
        let nearest = allCases.min { distance($0.rawValue, name) < distance($1.rawValue, name) } ?? .slow
        throw .unknownFault(name: name, nearest: nearest.rawValue)
    }

    /// How many letters must be added, removed or changed to turn one name into the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var row = Array(0...right.count)
        for (place, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for (other, candidate) in right.enumerated() {
                let above = row[other + 1]
                row[other + 1] = letter == candidate ? diagonal : 1 + min(diagonal, above, row[other])
                diagonal = above
            }
        }
        return row[right.count]
    }
}
