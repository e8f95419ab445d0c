import Model
import Reconciliation
import YAML

/// Reads one entry of `sync.KIND.fields`.
struct FieldRuleReader {
    /// The kind of entity.
    let entity: EntityKind
    /// The remotes that hold this kind.
    let sides: [String]
    /// The other configured remotes.
    let others: [String]

    /// A rule, and what it says of the remotes' fields.
    struct Reading {
        var rule: FieldRule
        var declared: [String: FieldDeclaration]
    }

    /// Reads the entry; nil where it is wrong, which has then been reported.
    func read(_ entry: YAMLEntry, at place: DecodingPlace, in session: DecodingSession) -> Reading? {
        guard let standing = standing(entry, at: place, in: session) else { return nil }
        return kind(named: entry.key, standing).read(entry.value, place, session)
    }

    private enum Standing {
        case canonical(FieldType)
        case custom
    }

    private func standing(_ entry: YAMLEntry, at place: DecodingPlace, in session: DecodingSession) -> Standing? {
        if session.isSurvey { return .custom }
        if entry.key.hasPrefix("custom.") {
            let rest = entry.key.dropFirst("custom.".count)
            let isName = !rest.isEmpty && rest.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 95 }
            if isName { return .custom }
            session.report(
                Diagnostic(entry.place, path: place.path, found: "\"\(entry.key)\"", expected: "custom.NAME in small letters, digits and _")
            )
            return nil
        }
        if let field = EntitySchema.field(entry.key, of: entity) { return .canonical(field.type) }
        let names = EntitySchema.fields(of: entity).map(\.name)
        var diagnostic = Diagnostic.unknownName(entry.key, at: entry.place, path: place.path, allowed: names + ["custom.NAME"])
        if diagnostic.hint == nil { diagnostic.hint = "a field of your own is custom.\(entry.key), with type" }
        session.report(diagnostic)
        return nil
    }

    private func kind(named name: String, _ standing: Standing) -> ValueKind<Reading> {
        .map { reader in
            guard let type = type(reader, standing) else {
                _ = readRest(reader, .text)
                return nil
            }
            return readRest(reader, type).map { policy, isStrict, sides, declared in
                Reading(rule: FieldRule(name: name, type: type, policy: policy, isStrict: isStrict, sides: sides), declared: declared)
            }
        }
    }

    private func type(_ reader: MapReader, _ standing: Standing) -> FieldType? {
        switch standing {
        case .custom:
            return reader.required("type", Self.type, "of a custom field: what it holds", inAll: false)
        case .canonical(let type):
            if let node = reader.node("type") {
                reader.session.report(node, reader.place.key("type"), expected: "no type: the field is \(type.name) already")
            }
            return type
        }
    }

    private typealias Rest = (MergePolicy, Bool, [String: FieldSide], [String: FieldDeclaration])

    private func readRest(_ reader: MapReader, _ type: FieldType) -> Rest? {
        let mapped = reader.session.isSurvey ? ["REMOTE"] : sides.filter { reader.has($0) }
        let policy = reader.required("policy", PolicyReader(remotes: mapped).kind, "who wins where sides disagree (R6)")
        let guarding = reader.optional(
            "guard", ValueKind<Guard>.word(), "strict: written one by one, with a precondition where there is one (R14)")
        reader.refuse(["canon"], expected: "no canon: it is not supported yet")
        reader.refuse(others, expected: "a remote of sync.\(entity.rawValue).remotes")
        var fieldSides: [String: FieldSide] = [:]
        var declared: [String: FieldDeclaration] = [:]
        for name in reader.session.isSurvey ? mapped : sides {
            guard let reading = reader.optional(name, FieldSideReader(type: type).kind, "the remote's field, by its name") else { continue }
            fieldSides[name] = reading.side
            declared[name] = reading.declaration
        }
        check(reader, policy, type, mapped: mapped)
        return policy.map { ($0, guarding == .strict, fieldSides, declared) }
    }

    private func check(_ reader: MapReader, _ policy: MergePolicy?, _ type: FieldType, mapped: [String]) {
        if mapped.isEmpty {
            reader.session.report(
                reader.node, reader.place, expected: "a field of at least one of \(sides.joined(separator: ", "))")
        }
        guard let policy, let node = reader.node("policy") else { return }
        if let expected = PolicyReader.mismatch(policy, type) {
            reader.session.report(
                Diagnostic(
                    node.place, path: reader.place.key("policy").path, found: "\(policy.name) on a field of type \(type.name)",
                    expected: expected))
        }
        if case .owner(let owner, _) = policy, reader.node[owner]?["read"]?.bool == false {
            reader.session.report(node, reader.place.key("policy"), expected: "an owner whose value is read: \(owner) says read: false")
        }
    }

    private enum Guard: String, CaseIterable {
        case strict
    }

    private static var type: ValueKind<FieldType> {
        let names = FieldType.plain.map(\.name)
        return ValueKind("one of " + names.joined(separator: ", "), form: .words(names)) { node, place, session in
            if let type = FieldType.plain.first(where: { $0.name == node.text }) { return type }
            session.report(.unknownName(node.text ?? node.summary, at: node.place, path: place.path, allowed: names))
            return nil
        }
    }
}
