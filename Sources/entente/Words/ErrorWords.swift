import Agent
import Connectors
import Storage

/// The one place where a run's error becomes words: what happened, and what to do next.
enum ErrorWords {
    /// The error as a person reads it.
    static func of(_ error: RunError) -> String {
        switch error {
        case .store(let cause): of(cause)
        case .remote(let name, let step, let object, let cause):
            "\(([name, object].compactMap { $0 }).joined(separator: "/")): \(step): \(of(cause, remote: name))"
        case .locked(let holder): "another run holds the hub: \(holder); wait for it, or look with `entente status`"
        case .unknownRemote(let name, let known): "no remote is called \(name); config.yaml has \(known.joined(separator: ", "))"
        case .notFound(let what, let id): "no \(what) has the id \(id); `entente show` lists them"
        case .badValue(let field, let found, let expected): "\(field): found \(found), expected \(expected)"
        case .refused(let refusal): RefusalWords.of(refusal)
        case .badPlan(let path, let fault): "\(path): \(FileWords.of(fault))"
        case .badPaidFile(let path, let fault): "\(path): \(FileWords.of(fault))"
        case .configuration(let problems): problems.joined(separator: "\n")
        case .stopped: "stopped at a transaction border; nothing is lost, the next run goes on from here"
        }
    }

    /// A failure of the store.
    static func of(_ error: StorageError) -> String {
        switch error {
        case .cannotOpen(let path, let reason):
            "the store \(path) cannot be opened: \(reason); look at the path and the rights of its folder"
        case .newer(let found, let known):
            "the store was made by a later entente (schema \(found), this one knows \(known)); use that version"
        case .damaged(let path, let detail): "the store \(path) is damaged: \(detail); put a backup in its place: `entente restore FILE`"
        case .busy: "the store is busy: another process writes to it; try again"
        case .full: "the disk is full; free space and run again, nothing is lost"
        case .readOnly: "the store cannot be written: look at the rights of its file and folder"
        case .badExpression(let reason): "--where: \(reason); it is a condition over columns, such as tier = 'gold'"
        case .failed(let code, let doing): "the store failed (SQLite \(code)) at: \(doing); `entente verify` looks for damage"
        }
    }

    /// A failure at a remote.
    static func of(_ error: ConnectorError, remote: String) -> String {
        switch error {
        case .refused(let place, let failure): "\(place): \(of(failure)); \(remedy(of: failure.failureClass))"
        case .unreachable(let place, let reason, _): "\(place): not reachable: \(reason); it is left as it is, the next run tries again"
        case .deferred(let place, let seconds): "\(place): the budget allows no call for \(seconds) s; the rest waits for the next run"
        case .unreadable(let place, let line, let found):
            "\(place): the answer is not what the manifest (line \(line)) says: \(found); see the answer with -vv, mend the manifest"
        case .unsupported(let place, let what): "\(place): \(what); `entente connector describe` tells what the connector can do"
        case .credentials(_, let reason): "credentials refused: \(reason); look at remotes.\(remote).with in config.yaml"
        case .repeatedPage(let place):
            "\(place): the same page came twice; nothing after it was read, the next run starts the listing again"
        case .cancelled: "stopped before the answer came; the next run goes on from here"
        }
    }

    /// What to do about a refusal of its class.
    private static func remedy(of failureClass: FailureClass) -> String {
        switch failureClass {
        case .retry, .throttled, .split, .restart, .empty: "the next run tries again"
        case .auth: "renew the credentials in config.yaml"
        case .forbidden: "give the user of these credentials the right to it"
        case .gone: "the record is gone at the remote; the next run takes note"
        case .conflict: "the record moved on meanwhile; the next run merges again"
        case .duplicate: "a record with this key is there already; the next run matches with it"
        case .invalid: "mend the value or the mapping; `entente review` lists what was refused"
        case .fatal: "ask the vendor what it means; `entente check` shows whether it lasts"
        }
    }

    /// What a remote said when it refused.
    static func of(_ failure: Failure) -> String {
        let said = [failure.status.map { "HTTP \($0)" }, failure.code, failure.message].compactMap { $0 }.joined(separator: " ")
        return failure.field.map { "\(said) (field \($0))" } ?? said
    }
}
