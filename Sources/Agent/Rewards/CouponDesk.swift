import Connectors
import Model

/// Makes one coupon at a remote and takes it away again. Nothing here is repeated: what is unknown is found by its code in a later run.
struct CouponDesk {
    let remote: Remote
    let coupon: CouponRecord
    let code: String
    let key: String

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

    /// Looks for the code, and makes the coupon if nothing has it (R12).
    func make() async -> Made {
        if let found = await find() {
            guard let record = found.first else { return await create() }
            return .there(record)
        }
        return .unknown
    }

    /// The records with the code; nil if nobody answered.
    private func find() async -> [String]? {
        do throws(ConnectorError) {
            let records = try await remote.source.read(
                key: coupon.codeField, values: [code], of: coupon.object, fields: [coupon.codeField])
            return records.filter { $0.values[coupon.codeField]?.display.lowercased() == code.lowercased() && !$0.isDeleted }.map(\.id)
        } catch {
            return nil
        }
    }

    private func create() async -> Made {
        let operation = WriteOperation(key: key, id: nil, entityKey: nil, values: coupon.values)
        let outcome = await remote.sink.write(.create, of: coupon.object, operations: [operation], isStrict: false).first
        switch outcome {
        case .done(let id, _): return .there(id)
        case .failed(let failure) where failure.failureClass == .duplicate:
            // Somebody made it between the look and the request: it can only have been an earlier one of ours.
            return await find()?.first.map(Made.there) ?? .unknown
        case .failed(let failure): return Self.isForGood(failure) ? .refused : .unknown
        case .unknown, .notSent, nil: return .unknown
        }
    }

    /// True for a refusal of this coupon; one of credentials, rights or time says nothing about the next try.
    private static func isForGood(_ failure: Failure) -> Bool {
        switch failure.failureClass {
        case .invalid, .fatal, .gone, .empty, .split, .restart, .duplicate: true
        case .auth, .forbidden, .retry, .throttled, .conflict: false
        }
    }

    /// Takes the record away unless somebody has used it.
    func takeBack(_ record: String) async -> Taken {
        do throws(ConnectorError) {
            let capabilities = try remote.source.capabilities(of: coupon.object)
            let fields = coupon.usedField.map { [$0] } ?? []
            let found = try await remote.source.read(ids: [record], of: coupon.object, fields: fields, proof: false)
            if found.gone.contains(record) || found.records[record]?.isDeleted == true { return .gone }
            guard let shown = found.records[record] else { return .unknown }
            if let field = coupon.usedField, let used = shown.values[field], !["", "0"].contains(used.display) { return .used }
            let kind: WriteKind = capabilities.operations.contains(.archive) ? .archive : .delete
            let operation = WriteOperation(
                key: "\(key)-back", id: record, entityKey: nil, version: shown.version, modified: shown.modified, values: [:])
            switch await remote.sink.write(kind, of: coupon.object, operations: [operation], isStrict: false).first {
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
