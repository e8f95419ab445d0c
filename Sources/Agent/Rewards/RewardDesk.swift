import Connectors
import Model

/// Makes one coupon or credit at a remote and takes a coupon away again. Nothing here is repeated: what is unknown is found by its code
/// in a later run.
struct RewardDesk {
    let remote: Remote
    let record: RewardRecord
    /// What it is found by; also the key under which a remote that knows keys acts once.
    let code: String

    /// What a look for it shows.
    enum Sight: Equatable {
        /// It is there, as this record.
        case there(String)
        /// The remote answered, and does not show it.
        case absent
        /// Nobody answered.
        case unknown
    }

    /// What came of making it.
    enum Made: Equatable {
        /// It is there, as this record.
        case there(String)
        /// The remote refused it for good.
        case refused
        /// Nobody knows, or nobody was asked.
        case unknown
    }

    /// What came of taking it away.
    enum Taken: Equatable {
        case gone, used, refused, unknown
    }

    /// Looks for the code (R12).
    func look() async -> Sight {
        do throws(ConnectorError) {
            let records = try await remote.source.read(
                key: record.codeField, values: [record.lookUp(code)], of: record.object, fields: [record.codeField])
            let found = records.first { $0.values[record.codeField]?.display.lowercased() == code.lowercased() && !$0.isDeleted }
            return found.map { .there($0.id) } ?? .absent
        } catch {
            return .unknown
        }
    }

    /// Makes it, by one request.
    func make() async -> Made {
        let operation = WriteOperation(key: code, id: nil, entityKey: nil, values: record.values)
        let outcome = await remote.sink.write(.create, of: record.object, operations: [operation], isStrict: false).first
        switch outcome {
        case .done(let id, _): return .there(id)
        case .failed(let failure) where failure.failureClass == .duplicate:
            // Somebody made it between the look and the request: it can only have been an earlier one of ours.
            if case .there(let id) = await look() { return .there(id) }
            return .unknown
        case .failed(let failure): return Self.isForGood(failure) ? .refused : .unknown
        case .unknown, .notSent, nil: return .unknown
        }
    }

    /// True for a refusal of this reward; one of credentials, rights or time says nothing about the next try.
    private static func isForGood(_ failure: Failure) -> Bool {
        switch failure.failureClass {
        case .invalid, .fatal, .gone, .empty, .split, .restart, .duplicate: true
        case .auth, .forbidden, .retry, .throttled, .conflict: false
        }
    }

    /// Takes the record away unless somebody has used it.
    func takeBack(_ id: String) async -> Taken {
        do throws(ConnectorError) {
            let capabilities = try remote.source.capabilities(of: record.object)
            let fields = record.usedField.map { [$0] } ?? []
            let found = try await remote.source.read(ids: [id], of: record.object, fields: fields, proof: false)
            if found.gone.contains(id) || found.records[id]?.isDeleted == true { return .gone }
            guard let shown = found.records[id] else { return .unknown }
            if let field = record.usedField, let used = shown.values[field], !["", "0"].contains(used.display) { return .used }
            let kind: WriteKind = capabilities.operations.contains(.archive) ? .archive : .delete
            let operation = WriteOperation(
                key: "\(code)-back", id: id, entityKey: nil, version: shown.version, modified: shown.modified, values: [:])
            switch await remote.sink.write(kind, of: record.object, operations: [operation], isStrict: false).first {
            case .done: return .gone
            case .failed(let failure) where failure.failureClass == .gone: return .gone
            case .failed(let failure): return Self.isForGood(failure) ? .refused : .unknown
            case .unknown, .notSent, nil: return .unknown
            }
        } catch {
            return .unknown
        }
    }
}
