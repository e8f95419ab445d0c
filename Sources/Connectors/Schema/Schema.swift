import Model

/// What is known of an object's fields at the remote: the manifest's word first, then config.yaml's, then what was discovered.
struct Schema: Sendable {
    /// The fields that the remote told of, by name; nil if it was not asked.
    var discovered: [String: DiscoveredField]?
    /// The types that config.yaml gives, by field.
    var given: [String: RemoteType] = [:]

    /// True if a part that may be missing is there, as far as is known.
    func has(_ name: String) -> Bool { discovered?[name] != nil }

    /// The type of a field.
    func type(of name: String, in object: ManifestObject) -> RemoteType {
        object.fields[name]?.type ?? given[name] ?? discovered?[name]?.type ?? .text
    }
}

/// One field as it is read and written.
struct FieldPlan: Sendable {
    /// The remote's name.
    let name: String
    /// Where it is read, from the record's root.
    let readAt: RecordPath
    /// The expression that gives it, in the place of `readAt`.
    let from: Expr?
    /// The value that every record has, in the place of `readAt`.
    let constant: JSON?
    /// Where it is written.
    let writeAt: RecordPath
    /// What is written there, over `it`; nil: the value itself.
    let writeAs: Template?
    /// How its values look.
    let format: FieldFormat
    /// True if null cannot be written.
    let isNeverCleared: Bool
    /// The currency of amounts.
    let currency: Expr?
    let currencyCode: String?
    /// Where the currency of an amount is written; nil where its place is none that can be written, or is not there.
    let currencyPlace: RecordPath?
    /// The list that is written whole with this field's element in it; nil where the remote merges elements by key.
    let wholeList: RecordPath?
    /// True if its value is the id of the record's parent, which stands in the request and not in the record.
    let isParent: Bool
    /// Whether it is written.
    let writing: ManifestField.Writing

    init(_ name: String, in object: ManifestObject, schema: Schema) {
        let field = object.fields[name]
        self.name = name
        readAt = object.readPlace(of: name)
        (from, constant) = (field?.from, field?.constant)
        writeAt = object.writePlace(of: name)
        writeAs = field?.writeAs
        currency = field?.currency
        currencyCode = field?.currencyCode
        isParent = field.map(object.namesParent) ?? false
        writing = isParent && field?.write == .always ? .create : field?.write ?? .always
        wholeList = field?.list == .whole ? writeAt.listOfElement : nil
        currencyPlace = field?.currency.flatMap { Self.place(of: $0, object, schema) }
        var format = FieldFormat(type: schema.type(of: name, in: object))
        format.timeForm = field?.timeForm ?? .iso
        format.zoneMinutes = field?.zoneMinutes ?? 0
        format.moneyForm = field?.moneyForm ?? .text
        format.currencies = object.currencies
        format.split = field?.split ?? (object.isTable ? ";" : object.discover.lazy.compactMap(\.split).first)
        // Of other types a remote may call something else its scale, such as the digits of a text's number.
        if [.decimal, .money].contains(format.type) { format.scale = field?.scale ?? schema.discovered?[name]?.scale }
        format.isWrittenAsText = object.isTable || object.discover.contains(where: \.isWrittenAsText)
        switch field?.nullAs ?? object.nullAs {
        case .value(let json):
            format.nullAs = json
            isNeverCleared = false
        case .never: isNeverCleared = true
        }
        self.format = format
    }

    private static func place(of currency: Expr, _ object: ManifestObject, _ schema: Schema) -> RecordPath? {
        guard let first = currency.alternatives.first, case .element = first.root, first.filters.isEmpty else { return nil }
        let names = first.steps.compactMap { step -> String? in if case .member(let name) = step { name } else { nil } }
        guard names.count == first.steps.count, let last = names.last, !first.isOptional || schema.has(last) else { return nil }
        return RecordPath(names.map { .member($0) }, text: first.text)
    }
}
