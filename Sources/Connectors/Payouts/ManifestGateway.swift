import Crypto
import HTTP
import Model
import YAML

/// Pays as a manifest says: one request for a batch, and readings of what became of it. Source: CONNECTORS.md 2.15.
struct ManifestGateway: PayoutGateway {
    let access: RemoteAccess
    let payouts: ManifestPayouts

    private var reader: PayoutReader { PayoutReader(access: access, payouts: payouts) }

    var abilities: PayoutAbilities {
        PayoutAbilities(
            keyLife: payouts.submit.request.idempotent ?? .zero, largestBatch: payouts.largestBatch, isOneCurrency: payouts.isOneCurrency,
            receiverKinds: Set(payouts.receiverKinds.keys), isSettledAtOnce: payouts.isSettledAtOnce, canFindByKey: payouts.find != nil,
            canList: payouts.report != nil, listLag: payouts.report?.lag ?? .zero)
    }

    func prove() async throws(ConnectorError) { try await access.prove() }

    /// Made of what config.yaml gives for the manifest's `config` and of the address. Where nothing else tells accounts apart the
    /// credential does, as a part of a digest that is cut too short to find it by trying.
    var mark: String? {
        let entries = access.manifest.config
        let names = entries.filter { !$0.isSecret && $0.kind != .url }.map(\.name)
        let given = access.courier.wire.config
        func values(_ names: [String]) -> [String] {
            names.sorted().compactMap { name in
                guard let value = given.member(name)?.json, value != .null else { return nil }
                return String(decoding: JSON.array([.string(name), value]).canonicalBytes, as: UTF8.self)
            }
        }
        let open = values(names)
        let told = open.isEmpty ? values(entries.filter(\.isSecret).map(\.name)) : open
        let place = access.courier.wire.builder.override?.text ?? values(entries.filter { $0.kind == .url }.map(\.name)).joined()
        let parts = [access.manifest.connector, place] + told
        let digest = SHA256.hash(data: Array(parts.joined(separator: "\n").utf8))
        return String(Hexadecimal.text(of: Array(digest)).prefix(8))
    }

    // MARK: Paying

    func submit(_ batch: PayoutBatch) async -> PayoutAnswer {
        let variable: ScopeValue
        switch PayoutVariable.of(batch, payouts, access.manifest.currencies) {
        case .success(let value): variable = value
        // What cannot be said to the provider was not said: nothing was paid.
        case .failure(let refusal): return .refused(code: refusal.code, message: refusal.message, items: refusal.items)
        }
        let call = Wire.Call(
            request: payouts.submit.request, scope: Scope(["batch": variable]), isRead: false, notAfter: batch.notAfter)
        switch await access.courier.once(call) {
        case .notSent(let reason): return .notSent(reason: reason)
        case .lost(let reason): return .doubtful(reason: reason)
        case .answered(let answer, nil): return accepted(answer)
        case .answered(let answer, let failure?): return refused(failure, answer, batch)
        }
    }

    private func accepted(_ answer: Answer) -> PayoutAnswer {
        do throws(EvaluationError) {
            let scope = answer.scope
            guard let id = try payouts.submit.id.texts(in: scope).first, !id.isEmpty else {
                return .doubtful(reason: "the answer names no id")
            }
            return .accepted(id: id, isReplay: try payouts.submit.replayed.holds(in: scope), items: [])
        } catch {
            return .doubtful(reason: "the answer cannot be read: \(error.found)")
        }
    }

    private func refused(_ failure: Failure, _ answer: Answer, _ batch: PayoutBatch) -> PayoutAnswer {
        if failure.failureClass == .duplicate { return .duplicate(id: failure.existing.first { !$0.isEmpty }) }
        guard Self.isDefinite(failure), isInItsWords(failure, answer) else { return .doubtful(reason: FailureWords.of(failure)) }
        // Whoever is not let in, or may not ask, has asked for nothing: with other credentials or rights the same may be sent under the
        // same key.
        if [.auth, .forbidden].contains(failure.failureClass) { return .notSent(reason: FailureWords.of(failure)) }
        let status = failure.status ?? answer.status
        return .refused(code: failure.code ?? "status \(status)", message: failure.message ?? "", items: fault(answer, batch))
    }

    /// True if the refusal can be read and has its code where the provider's refusals have it: half a body may have said that the batch
    /// was taken before, and a page of somebody in between says nothing of the provider.
    private func isInItsWords(_ failure: Failure, _ answer: Answer) -> Bool {
        !answer.isUnreadable && (failure.code?.isEmpty == false || access.manifest.errors.code == nil)
    }

    /// True for a failure that says for certain that nothing was paid (P5, P7): of the 4xx all but those that speak of another request
    /// under way, of too many, or of time; and of these only what the manifest does not class as doubt.
    static func isDefinite(_ failure: Failure) -> Bool {
        guard let status = failure.status, (400..<500).contains(status), ![408, 409, 425, 429].contains(status) else { return false }
        switch failure.failureClass {
        case .auth, .forbidden, .gone, .invalid, .split, .fatal: return true
        case .retry, .throttled, .empty, .conflict, .duplicate, .restart: return false
        }
    }

    /// The keys of the items that a refusal names, by their places or by themselves.
    private func fault(_ answer: Answer, _ batch: PayoutBatch) -> [String] {
        let names = (try? payouts.submit.fault?.texts(in: answer.scope)) ?? []
        let keys = names.compactMap { name -> String? in
            if let item = batch.items.first(where: { $0.key == name }) { return item.key }
            return Int(name).flatMap { batch.items.indices.contains($0) ? batch.items[$0].key : nil }
        }
        return batch.items.map(\.key).filter(keys.contains)
    }

    // MARK: Reading

    func find(key: String, id: String?) async -> PayoutLookUp {
        do throws(ConnectorError) {
            if let id, try await isThere(id) { return .found(id: id, others: []) }
            guard let find = payouts.find else { return .notFound }
            let scope = Scope(["batch": .map(["key": .text(key)])])
            var ids: [String] = []
            for report in try await reader.all(find, scope) where report.key == key {
                let id = report.batch ?? report.id
                if !ids.contains(id) { ids.append(id) }
            }
            return ids.first.map { .found(id: $0, others: Array(ids.dropFirst())) } ?? .notFound
        } catch {
            return .failed(error)
        }
    }

    private func isThere(_ id: String) async throws(ConnectorError) -> Bool {
        do throws(ConnectorError) {
            _ = try await access.courier.read(
                Wire.Call(
                    request: payouts.status.way.request,
                    scope: Scope(["batch": .map(["id": .text(id)]), "page": PageState(since: nil, start: nil).variable]), isRead: true,
                    isSettling: true))
            return true
        } catch .refused(_, let failure) where failure.failureClass == .gone {
            return false
        }
    }

    func read(id: String) async throws(ConnectorError) -> [PayoutItemReport] {
        try await reader.all(payouts.status, Scope(["batch": .map(["id": .text(id)])]))
    }

    func item(id: String) async throws(ConnectorError) -> PayoutItemReport {
        let reports = try await reader.all(payouts.item, Scope(["item": .map(["id": .text(id)])]))
        guard let report = reports.first, reports.count == 1 else {
            let request = payouts.item.way.request
            throw .unreadable(place: request.path, line: request.place.line, found: "\(reports.count) items instead of one")
        }
        return report
    }

    func report(since: Timestamp, until: Timestamp) async throws(ConnectorError) -> [PayoutItemReport] {
        guard let report = payouts.report else { throw .unsupported(place: "payouts.report", what: "no list of what it paid") }
        var reports: [PayoutItemReport] = []
        var seen: Set<String> = []
        var start = since
        while start < until {
            let end = report.reach.map { min(start + $0, until) } ?? until
            let scope = Scope(["since": .time(start), "until": .time(end)])
            // Spans meet in one instant, and pages may shift: each item counts once.
            for item in try await reader.all(report.read, scope) where seen.insert(item.id).inserted { reports.append(item) }
            start = end
        }
        return reports
    }
}
