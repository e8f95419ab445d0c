public import Model
public import YAML

/// What a manifest says about one field; an unlisted field has the type that was discovered, else text. Source: CONNECTORS.md 2.10.
public struct ManifestField: Sendable {
    /// Whether it is written.
    public enum Writing: String, Sendable, Hashable, CaseIterable {
        // `create`: only in creates.
        case always = "true"
        case create
        case never = "false"
    }

    /// What is done with a list that holds the element to write.
    public enum ListWriting: String, Sendable, Hashable, CaseIterable {
        /// Send the one element; the remote merges by key.
        case patch
        /// The remote replaces the list, so the others are sent back too.
        case whole
    }

    /// The name.
    public var name: String
    /// The type.
    public var type: RemoteType?
    /// Where it is read, and written unless `writeAt` says otherwise; nil: at its name.
    public var at: RecordPath?
    /// The expression that gives it, for fields that are only read; nil: its place.
    public var from: Expr?
    /// The value that every record has, for fields that are only read; nil: the record's own.
    public var constant: JSON?
    /// Where it is written.
    public var writeAt: RecordPath?
    /// What is written, over `it`.
    public var writeAs: Template?
    /// What is done with a list.
    public var list: ListWriting?
    /// The form of a time.
    public var timeForm: TimeForm
    /// The form of an amount.
    public var moneyForm: MoneyForm
    /// Minutes east of UTC of a time.
    public var zoneMinutes: Int
    /// How fine a time is kept.
    public var resolution: Duration?
    /// Where an amount's currency stands; a code without lower-case letters stands for itself.
    public var currency: Expr?
    /// The currency, where it is always the same.
    public var currencyCode: String?
    /// Digits behind the point that the remote keeps.
    public var scale: Int?
    /// What separates the texts of a set; nil: it is a JSON list.
    public var split: String?
    /// The object that a reference leads to.
    public var to: String?
    /// The longest text.
    public var max: Int?
    /// The options of a picklist.
    public var options: [String]?
    /// What null is; nil: as the object says.
    public var nullAs: NullForm?
    /// The name by which it is asked for; nil: the first segment of its place.
    public var select: String?
    /// Whether it is read.
    public var isRead: Bool
    /// Whether it is written.
    public var write: Writing
    /// Where it stands.
    public var place: SourcePlace

    static var kind: ValueKind<ManifestField> {
        .map { reader in
            let type = reader.optional("type", ValueKind<RemoteType>.word(), "the type; default as discovered, else text")
            var field = ManifestField(
                name: "", type: type, timeForm: .iso, moneyForm: .text, zoneMinutes: 0, isRead: true, write: .always,
                place: reader.node.place)
            field.at = reader.optional("at", .recordPath, "where it is read and written; default its name")
            readSource(reader, &field)
            field.writeAt = reader.optional("write_at", .recordPath, "where it is written, if elsewhere")
            field.writeAs = reader.optional("as", .template(ExprRoots(["it", "config"])), "what is written, over it")
            field.list = reader.optional("list", .word(), "patch: the remote merges by key; whole: it replaces the list")
            readForms(reader, &field)
            field.scale = reader.optional("scale", .integer(0...18), "digits behind the point that the remote keeps")
            field.split = reader.optional("split", .anyText, "what separates the texts of a set; default a JSON list")
            field.to = reader.optional("to", .text, "the object that a reference leads to")
            field.max = reader.optional("max", .count, "the longest text")
            field.options = reader.optional("options", .list(of: .text), "the options of a picklist")
            field.nullAs = reader.optional("null_as", .nullForm, "what null is; default the object's")
            field.select = reader.optional("select", .text, "the name by which it is asked for")
            field.isRead = reader.value("read", .bool, default: true, "whether it is read")
            let writing = reader.value(
                "write", ValueKind<Writing>.word(), default: .always, text: "true", "whether it is written; create: only in creates")
            field.write = field.hasOwnPlace ? writing : .never
            return field
        }
    }

    /// What has no place of its own at the remote cannot be written there.
    private static func readSource(_ reader: MapReader, _ field: inout ManifestField) {
        reader.atMostOne(of: ["at", "from", "value"])
        field.from = reader.optional("from", .expr(.element), "only read: what gives it; of a list the first that is there and not null")
        field.constant = reader.optional("value", .constant, "only read: the value that every record has")
        guard !field.hasOwnPlace else { return }
        reader.refuse(["write_at", "as", "list", "write"], expected: "none of them beside from or value, which are only read")
    }

    /// True if it stands somewhere in the record, so that it can be written.
    var hasOwnPlace: Bool { from == nil && constant == nil }

    private static func readForms(_ reader: MapReader, _ field: inout ManifestField) {
        let isMoney = field.type == .money
        if isMoney || reader.session.isSurvey {
            let times = TimeForm.allCases.map(\.rawValue).joined(separator: ", ")
            let words = MoneyForm.allCases.map(\.rawValue) + TimeForm.allCases.map(\.rawValue)
            let forms = "one of text, number, minor for money; one of \(times) for times"
            field.moneyForm = reader.value(
                "form", ValueKind<MoneyForm>.word().named(forms, form: .words(words)), default: .text, text: "text, iso",
                "the form of an amount or a time")
            let currency = reader.required("currency", .currency, "for money: a code, or where it stands")
            (field.currency, field.currencyCode) = currency ?? (nil, nil)
        }
        if !isMoney {
            field.timeForm = reader.value(
                "form", ValueKind<TimeForm>.word(), default: .iso, text: "text, iso", "the form of an amount or a time")
            let zone = reader.optional("zone", .zone, "UTC or +02:00, for forms that do not say their zone")
            field.resolution = reader.optional("resolution", .duration, "how fine a time is kept")
            field.zoneMinutes = zone ?? 0
            if field.timeForm.needsZone, field.timeForm != .date, zone == nil {
                reader.session.report(
                    Diagnostic(
                        reader.node.place, path: reader.place.path, found: "no zone",
                        expected: "zone, for the form \(field.timeForm.rawValue) does not say it"))
            }
        }
    }
}

extension ValueKind where Value == JSON {
    /// A scalar that stands for itself.
    static var constant: ValueKind {
        ValueKind("a scalar", form: .scalar) { node, place, session in
            if case .scalar = node.content,
                case .literal(let json) = TemplateParser(session: session).template(node, place, roots: ExprRoots([]))
            {
                return json
            }
            session.report(node, place, expected: "a scalar")
            return nil
        }
    }
}

extension ValueKind where Value == (Expr?, String?) {
    /// Three capital letters are a code; anything else is an expression.
    static var currency: ValueKind {
        ValueKind("a currency code or an expression") { node, place, session in
            if let text = node.text, text.utf8.count == 3, text.utf8.allSatisfy({ (65...90).contains($0) }) { return (nil, text) }
            return ValueKind<Expr>.expr(.element).read(node, place, session).map { ($0, nil) }
        }
    }
}
