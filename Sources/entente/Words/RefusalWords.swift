import Agent
import Model

/// Why an action cannot be done in this state, in words: what stands against it, and what to do next.
enum RefusalWords {
    static func of(_ refusal: Refusal) -> String {
        switch refusal {
        case .entity(let refusal): of(refusal)
        case .review(let refusal): of(refusal)
        case .click(let refusal): of(refusal)
        case .earning(let refusal): of(refusal)
        case .payout(let refusal): of(refusal)
        case .copy(let refusal): of(refusal)
        }
    }

    private static func of(_ refusal: EntityRefusal) -> String {
        switch refusal {
        case .deleted(let id): said(reason: "\(id.text) is deleted", remedy: "bring its record back at a remote, or add it anew")
        case .merged(let id, let other): said(reason: "\(id.text) was merged into \(other.text)", remedy: "set that one instead")
        case .owned(let field, let owner):
            said(
                reason: "\(field) is owned by \(owner) (R6): an edit here would be reverted", remedy: "change it at \(owner), or its policy"
            )
        case .keyTaken(let field, let value, let other):
            said(reason: "\(field) \(value) belongs to \(other.text) already (R25)", remedy: "set that one instead")
        case .noPair(let first, let second):
            said(reason: "\(first.text) and \(second.text) cannot be one", remedy: "name two of one kind")
        case .unsettled(let id):
            said(reason: "an operation on \(id.text) is not settled", remedy: "`entente sync`, and then again")
        case .unsettledOperation(let id): said(reason: "\(id) is not settled", remedy: "`entente sync`, and then again")
        case .splitAlready(let merge): said(reason: "\(merge) was taken back already", remedy: "nothing")
        case .winnerGone(let id):
            said(reason: "\(id.text) is no more", remedy: "take back first what became of it: `entente show` tells")
        }
    }

    private static func of(_ refusal: ReviewRefusal) -> String {
        switch refusal {
        case .decided(let id): said(reason: "\(id) is decided already", remedy: "nothing needs to be done")
        case .conflictDecided(let id): said(reason: "\(id) is decided already", remedy: "set the field with `entente set` if it is wrong")
        case .unmapped(let field): said(reason: "\(field) is no longer mapped", remedy: "nothing needs to be decided")
        case .entityDeleted(let id): said(reason: "\(id.text) is deleted", remedy: "nothing needs to be decided")
        case .wantsValue:
            said(reason: "a conflict is decided by a value", remedy: "`entente conflicts resolve ID --take REMOTE|hub|VALUE`")
        case .wantsPlan:
            said(reason: "a brake is released by an applied plan", remedy: "`entente plan -o FILE`, then `entente apply FILE`")
        case .secondRecord(let entity, let object, let record, let remote):
            said(
                reason: "\(entity.text) has \(object) \(record) at \(remote) already",
                remedy: "merge the two records there; the merge is followed here")
        case .waitsNoMore: said(reason: "the record no longer waits", remedy: "run `entente sync` and look again")
        case .noPair: said(reason: "the item names no two entities", remedy: "`entente review merge A B`")
        }
    }

    private static func of(_ refusal: ClickRefusal) -> String {
        switch refusal {
        case .packed(let path):
            said(reason: "\(path) is packed", remedy: "unpack it on the way: `gunzip -c FILE | entente clicks import -`")
        case .unknownForm(let path, let known):
            said(
                reason: "\(path) is no log of clicks that is known", remedy: "name its form with --format: \(known.joined(separator: ", "))"
            )
        case .noHeading(let line):
            said(
                reason: "line \(line) is no heading of a table of clicks",
                remedy: "begin with a line such as at,code,visitor,agent,referrer")
        case .unreadable(let path): said(reason: "\(path) cannot be read", remedy: "look at the path and its rights")
        case .brokeOff(let line):
            said(reason: "the log cannot be read on from line \(line)", remedy: "import it again: what was read is known")
        case .couponTaken(let coupon, let link):
            said(reason: "the coupon \(coupon) stands for the link \(link) already (K1)", remedy: "choose another coupon")
        case .partnerDeleted(let id): said(reason: "\(id.text) is deleted", remedy: "name a partner that is there")
        case .partnerMerged(let id, let other):
            said(reason: "\(id.text) was merged into \(other.text)", remedy: "name that one instead")
        case .earnsNothing(let status):
            said(
                reason: "a partner with the status \(status.isEmpty ? "-" : status) has no link: nothing would be earned",
                remedy: "approve the partner first: entente set partner ID status=approved --by NAME")
        case .foreignHost(let host, let known):
            said(
                reason: "\(host) is no host that links may lead to (K2): \(list(known))", remedy: "add it to links.hosts of config.yaml")
        }
    }

    private static func of(_ refusal: EarningRefusal) -> String {
        switch refusal {
        case .termsNotKept(let book): said(reason: "the terms \(book) are not kept", remedy: "restore a backup of the hub")
        case .termsDamaged(let book, let commission):
            said(reason: "the terms \(book), under which \(commission) was earned, cannot be read", remedy: "restore a backup of the hub")
        case .doubledLine(let line):
            said(reason: "the line \(line) stands twice in the hub", remedy: "look at it with `entente show`")
        case .ratesUnreadable(let path):
            said(reason: "the rates \(path) cannot be read", remedy: "look at terms.rates.file and its rights")
        case .noRates: said(reason: "no rates are known", remedy: "name a file of them in terms.rates of config.yaml")
        case .termsUnreadable(let path): said(reason: "\(path) cannot be read", remedy: "look at the path and its rights")
        case .notHeld(let commission):
            said(reason: "nothing holds \(commission)", remedy: "it is approved by itself when its hold is over")
        case .unbalanced(let cause): said(reason: "the ledger refuses \(cause)", remedy: "`entente verify` looks for damage")
        }
    }

    private static func of(_ refusal: PayoutRefusal) -> String {
        switch refusal {
        case .noDraft(let id, let state):
            said(reason: "\(id) is \(state)", remedy: "only a draft, or what lacks an approval, can be approved: entente payouts list")
        case .sent(let id, let state):
            said(reason: "\(id) is \(state)", remedy: "only what was not sent can be withdrawn: entente payouts show ID")
        case .noDestination(let partner):
            said(reason: "\(partner.text) has no payout method and account", remedy: "set payout_method and payout_account first")
        case .destinationChanged(let partner):
            said(
                reason: "the account of \(partner.text) changed since it was last shown",
                remedy: "look at it with entente payouts destinations, then approve it")
        case .neverSent(let id):
            said(reason: "\(id) was never sent", remedy: "nothing needs to be decided: entente payouts show ID")
        case .notForgotten(let id, let phase):
            said(
                reason: "the request of \(id) is \(phase)",
                remedy: "a person decides only once the provider has forgotten its key; entente payouts settle looks it up")
        case .sameRequest(let id, let state):
            said(
                reason: "\(id) went with the same request and is \(state)",
                remedy: "entente payouts abandon frees what the provider does not have; the next plan pays it")
        case .storeRestored:
            said(
                reason: "the store was put back from a backup: what it calls approved may have been paid since",
                remedy: "run entente sync, then entente payouts settle until it agrees with each provider's own list")
        }
    }

    private static func of(_ refusal: CopyRefusal) -> String {
        switch refusal {
        case .backupExists(let path):
            said(reason: "\(path) is there already", remedy: "choose another name: a backup replaces nothing")
        case .fileExists(let path):
            said(reason: "\(path) is there already and is not overwritten", remedy: "name another file, or move that one away")
        case .fileUnwritable(let path): said(reason: "\(path) cannot be written", remedy: "look at the rights of its folder")
        case .folderFull(let folder): said(reason: "\(folder) is not empty", remedy: "name a folder that is not there yet")
        case .folderUnmade(let folder): said(reason: "\(folder) cannot be made", remedy: "choose another folder")
        case .exportUnwritable(let path): said(reason: "\(path) cannot be written", remedy: "choose another folder, or free space")
        case .incomplete(let path):
            said(reason: "\(path) could not be completed", remedy: "look at the free space of the disk")
        case .hubFull: said(reason: "the hub is not empty", remedy: "name a new store with --store, or move the old one away first")
        case .noExport(let folder): said(reason: "\(folder) is no export", remedy: "name the folder that `entente export` wrote")
        case .otherVersion:
            said(reason: "another version of entente made this export", remedy: "import it with that version, and upgrade the store")
        case .noTable(let table): said(reason: "the export has no table \(table)", remedy: "export it again")
        case .noTableFile(let table, let folder): said(reason: "\(folder) has no \(table).jsonl", remedy: "export it again")
        case .rowCount(let table, let found, let expected):
            said(reason: "\(table) has \(found) rows instead of \(expected)", remedy: "export it again")
        case .badLine(let table, let line): said(reason: "\(table).jsonl: line \(line) is no row", remedy: "export it again")
        case .badTable(let table): said(reason: "\(table).csv is no table of this version", remedy: "export it again")
        case .badRow(let table, let row, let fields):
            said(reason: "\(table).csv: row \(row) has \(fields) fields", remedy: "export it again")
        case .demo(let cause): said(reason: "the demo's stage failed: \(cause)", remedy: "run it again")
        }
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "none is named" : names.joined(separator: ", ") }

    private static func said(reason: String, remedy: String) -> String { "\(reason); \(remedy)" }
}
