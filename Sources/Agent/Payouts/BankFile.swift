public import Connectors
import Foundation
public import Model
import Storage

/// The payout method `manual`: each request is a CSV file, readable by its owner alone, for somebody who pays at a bank. What was paid
/// comes back with `payouts settle --from FILE`.
public struct BankFile: PayoutGateway {
    private let folder: String

    /// Pays into files in a folder, which is made when it is needed.
    public init(folder: String) {
        self.folder = folder
    }

    /// A file under a key is written once for ever.
    public var abilities: PayoutAbilities {
        PayoutAbilities(
            keyLife: .seconds(3_650 * 86_400), largestBatch: 10_000, isOneCurrency: true, receiverKinds: ["bank"], isSettledAtOnce: false,
            canFindByKey: true, canList: false)
    }

    /// A folder needs no proof.
    public func prove() async throws(ConnectorError) {}

    /// Where the file of a key lies.
    public func path(of key: String) -> String { "\(folder)/\(key).csv" }

    /// Writes the file, whole or not at all; one that is there is not written again.
    public func submit(_ batch: PayoutBatch) async -> PayoutAnswer {
        let path = path(of: batch.key)
        if FileManager.default.fileExists(atPath: path) { return .accepted(id: batch.key, isReplay: true, items: []) }
        let rows = batch.items.map { [$0.key, $0.receiver, $0.amount.amountText, $0.amount.currency.code, batch.note ?? ""] }
        let text = ([Self.columns] + rows).map { CSVForm.sheet($0.map { .text($0) }) }.joined()
        let partial = path + ".partial"
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard
            FileManager.default.createFile(atPath: partial, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]),
            rename(partial, path) == 0
        else { return .notSent(reason: "\(path) cannot be written") }
        return .accepted(id: batch.key, isReplay: false, items: [])
    }

    /// A file that is there was written whole.
    public func find(key: String, id: String?) async -> PayoutLookUp {
        FileManager.default.fileExists(atPath: path(of: key)) ? .found(id: key, others: []) : .notFound
    }

    /// Nobody knows what a bank did with it until `settle --from` says so.
    public func read(id: String) async throws(ConnectorError) -> [PayoutItemReport] { [] }

    /// As `read`.
    public func item(id: String) async throws(ConnectorError) -> PayoutItemReport {
        throw .unsupported(place: "manual", what: "a file says nothing of its items")
    }

    /// As `read`.
    public func report(since: Timestamp, until: Timestamp) async throws(ConnectorError) -> [PayoutItemReport] {
        throw .unsupported(place: "manual", what: "a file has no report")
    }

    private static let columns = ["payout", "receiver", "amount", "currency", "reference"]
}
