import HTTP
import Model

/// The writing side of a folder: a batch is one new file in the place of the old one, so that it is written whole or not at all.
struct FolderSink: RecordSink {
    let home: FolderHome

    private static let mostRows = 5000
    /// How often a directory is asked for that another process is writing to, a tenth of a second apart.
    private static let tries = 50

    func batchSize(for kind: WriteKind, of object: String, count: Int, isStrict: Bool) throws(ConnectorError) -> Int {
        guard try home.part(object).object.takes(kind) else { throw .unsupported(place: "objects.\(object)", what: "no \(kind.rawValue)") }
        return max(1, min(Self.mostRows, count))
    }

    func write(_ kind: WriteKind, of object: String, operations: [WriteOperation], isStrict: Bool) async -> [WriteOutcome] {
        if operations.isEmpty { return [] }
        do throws(ConnectorError) {
            let part = try home.part(object)
            guard part.object.takes(kind) else { throw .unsupported(place: part.place, what: "no \(kind.rawValue)") }
            return try await written(kind, part, operations, isStrict: isStrict)
        } catch {
            return operations.map { _ in .notSent(reason: FailureWords.of(error), after: nil) }
        }
    }

    func writeLinks(named name: String, of object: String, add: Bool, operations: [LinkOperation]) async -> [WriteOutcome] {
        operations.map { _ in .notSent(reason: "a folder has no links", after: nil) }
    }

    /// What became of one attempt at the file.
    private enum Attempt {
        case done([WriteOutcome])
        case busy(String)
        case failed(ConnectorError)
    }

    private func written(
        _ kind: WriteKind, _ part: FolderHome.Part, _ operations: [WriteOperation], isStrict: Bool
    ) async throws(ConnectorError) -> [WriteOutcome] {
        var lastReason = ""
        for _ in 0..<Self.tries {
            switch attempt(kind, part, operations, isStrict: isStrict) {
            case .done(let outcomes): return outcomes
            case .failed(let error): throw error
            case .busy(let reason): lastReason = reason
            }
            do { try await home.services.ticker.sleep(.milliseconds(100)) } catch { throw .cancelled }
        }
        return operations.map { _ in .notSent(reason: lastReason, after: .seconds(10)) }
    }

    private func attempt(_ kind: WriteKind, _ part: FolderHome.Part, _ operations: [WriteOperation], isStrict: Bool) -> Attempt {
        home.meter.count(place: part.place)
        var edit: FolderEdit?
        var failure: ConnectorError?
        do throws(FolderDirectory.Problem) {
            try home.directory.edit(part.file) { bytes in
                do throws(ConnectorError) {
                    var work = FolderEdit(try home.table(bytes, of: part), of: part, kind: kind, home: home)
                    for operation in operations { work.apply(operation, isStrict: isStrict) }
                    edit = work
                    return work.bytes
                } catch {
                    failure = error
                    return nil
                }
            }
        } catch {
            switch error {
            case .busy(let reason): return .busy(reason)
            case .refused(let reason): return .failed(.unreachable(place: part.place, reason: reason, wasSent: false))
            case .unsure(let reason): return .done((edit?.outcomes ?? []).map { $0.isDone ? .unknown(reason: reason) : $0 })
            }
        }
        if let failure { return .failed(failure) }
        return .done(edit?.outcomes ?? [])
    }
}

extension WriteOutcome {
    fileprivate var isDone: Bool { if case .done = self { true } else { false } }
}
