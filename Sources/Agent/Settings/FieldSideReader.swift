import Connectors
import Model
import Reconciliation
import YAML

/// Reads one remote's side of a field: `crm: Name` or `crm: {field: Name, ...}`.
struct FieldSideReader {
    /// The hub's type of the field.
    let type: FieldType

    /// A side, and what it says of the remote's field.
    struct Reading {
        var side: FieldSide
        var declaration: FieldDeclaration?
    }

    var kind: ValueKind<Reading> {
        ValueKind("the remote's field, or a map with field or link", form: .choice([.scalar, .map])) { node, place, session in
            if node.entries != nil || session.isSurvey { return map.read(node, place, session) }
            return ValueKind<String>.text.read(node, place, session).map { Reading(side: FieldSide(remoteField: $0)) }
        }
    }

    private var map: ValueKind<Reading> {
        .map { reader in
            reader.atMostOne(of: ["field", "link"])
            reader.refuse(["canon"], expected: "no canon: it is not supported yet")
            let field = reader.optional("field", .text, "the remote's name of the field")
            let link = reader.optional("link", .text, "the manifest's link that leads to the record, for a field of type ref")
            let label = reader.optional("label", .text, "with link: the label that the link carries at the remote")
            let declared = reader.optional(
                "type", ValueKind<RemoteType>.word(), "the remote's type of a field that the manifest does not type")
            let map = reader.optional(
                "map", picklist, "the choice's values: the hub's, with the remote's or a list of them; \"*\": any other")
            let reads = reader.value("read", .bool, default: true, "false: the remote's value is not taken into account")
            let writes = reader.value("write", writing, default: .always, text: "true", "false, or create or update: written only then")
            let currency = reader.optional("currency", .text, "for money: the remote's field that holds the currency, or its code")
            check(reader, link: link, label: label)
            guard let name = link.map({ link in label.map { "\(link):\($0)" } ?? link }) ?? field else {
                if !reader.has("field"), !reader.has("link") {
                    reader.session.report(reader.node, reader.place, expected: "field or link")
                }
                return nil
            }
            let side = FieldSide(
                remoteField: name, isLink: link != nil, map: map, reads: reads, writesOnCreate: writes == .always || writes == .create,
                writesOnUpdate: writes == .always || writes == .update)
            let isDeclared = declared != nil || currency != nil
            return Reading(side: side, declaration: isDeclared ? FieldDeclaration(type: declared, currency: currency) : nil)
        }
    }

    private func check(_ reader: MapReader, link: String?, label: String?) {
        var isRef = false
        if case .ref = type { isRef = true }
        if link != nil, !isRef { complain(reader, "link", "field: a link only maps a field of type ref") }
        if label != nil, link == nil { complain(reader, "label", "link beside it") }
        if reader.has("currency"), type != .money { complain(reader, "currency", "no currency: the field is no money") }
        if reader.has("map"), !isChoice {
            complain(reader, "map", "no map: it fits fields of type text, enum, boolean, country and currency")
        }
        if reader.has("read"), reader.has("write"), reader.node["read"]?.bool == false, reader.node["write"]?.bool == false {
            complain(reader, "write", "read or write to be true")
        }
    }

    private func complain(_ reader: MapReader, _ key: String, _ expected: String) {
        guard let node = reader.node(key) else { return }
        reader.session.report(node, reader.place.key(key), expected: expected)
    }

    private var isChoice: Bool {
        switch type {
        case .text, .enumeration, .boolean, .country, .currency: true
        default: false
        }
    }

    private enum Writing: String, CaseIterable {
        case always = "true"
        case never = "false"
        case create, update
    }

    private var writing: ValueKind<Writing> { .word() }

    private var options: [String]? {
        switch type {
        case .enumeration(let options): options
        case .boolean: ["true", "false"]
        default: nil
        }
    }

    private var picklist: ValueKind<PicklistMap> {
        ValueKind("a map of the hub's values to the remote's", form: .names(.oneOrMore(.scalar))) { node, place, session in
            guard let entries = node.entries, !entries.isEmpty else {
                session.report(node, place, expected: "a map of the hub's values to the remote's")
                return nil
            }
            var pairs: [(hub: String, remote: [String])] = []
            var wildcard: String?
            var seen: [String: String] = [:]
            for entry in entries {
                let inner = place.name(entry.key)
                if let options, !options.contains(entry.key) {
                    session.report(.unknownName(entry.key, at: entry.place, path: place.path, allowed: options))
                    continue
                }
                guard let remote = ValueKind<[String]>.oneOrMore(of: .text).read(entry.value, inner, session) else { continue }
                for value in remote where value != "*" {
                    if let other = seen.updateValue(entry.key, forKey: value) {
                        session.report(
                            entry.value, inner, expected: "each remote value once", hint: "\"\(value)\" means \(other) already")
                    }
                }
                if remote.contains("*") {
                    if let other = wildcard {
                        session.report(entry.value, inner, expected: "one \"*\"", hint: "\(other) has it already")
                    }
                    wildcard = entry.key
                }
                let named = remote.filter { $0 != "*" }
                if !named.isEmpty { pairs.append((entry.key, named)) }
            }
            return PicklistMap(pairs, wildcard: wildcard)
        }
    }
}
