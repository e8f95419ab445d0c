import Model

/// How what a connector gives is written in fixtures: as JSON that a person reads.
enum FixtureText {
    /// A record. Members without content are left out.
    static func of(_ record: Record) -> JSON {
        var object = JSONObject([("id", .string(record.id))])
        object["modified"] = record.modified.map { .string($0.isoMilliseconds) }
        object["created"] = record.created.map { .string($0.isoMilliseconds) }
        if record.isDeleted { object["deleted"] = true }
        object["merged_into"] = record.mergedInto.map(JSON.string)
        if !record.mergedFrom.isEmpty { object["merged_from"] = .array(record.mergedFrom.map(JSON.string)) }
        object["version"] = record.version.map(JSON.string)
        object["values"] = .object(JSONObject(record.values.sorted { $0.key < $1.key }.map { ($0.key, of($0.value)) }))
        return .object(object)
    }

    /// A value: booleans, numbers and sets as in JSON, everything else as a person reads it.
    static func of(_ value: FieldValue) -> JSON {
        switch value {
        case .null: .null
        case .boolean(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .set(let texts): .array(texts.map(JSON.string))
        default: .string(value.display)
        }
    }

    /// What became of an operation.
    static func of(_ outcome: WriteOutcome) -> JSON {
        switch outcome {
        case .done(let id, let record):
            var object = JSONObject([("id", .string(id))])
            object["record"] = record.map(of)
            return .object(object)
        case .failed(let failure): return of(failure)
        case .unknown: return ["unknown": true]
        case .notSent: return ["not_sent": true]
        }
    }

    /// A payout as the provider tells of it. Members without content are left out.
    static func of(_ report: PayoutItemReport) -> JSON {
        var object = JSONObject([("id", .string(report.id)), ("state", .string(report.state.rawValue)), ("raw", .string(report.rawState))])
        object["key"] = report.key.map(JSON.string)
        object["batch"] = report.batch.map(JSON.string)
        object["transaction"] = report.transaction.map(JSON.string)
        object["amount"] = report.amount.map { .string($0.text) }
        object["fee"] = report.fee.map { .string($0.text) }
        object["reason"] = report.reason.map(JSON.string)
        object["at"] = report.at.map { .string($0.iso) }
        return .object(object)
    }

    /// A failure.
    static func of(_ failure: Failure) -> JSON {
        var object = JSONObject([("class", .string(failure.failureClass.rawValue))])
        object["code"] = failure.code.map(JSON.string)
        object["message"] = failure.message.map(JSON.string)
        object["field"] = failure.field.map(JSON.string)
        if !failure.existing.isEmpty { object["existing"] = .array(failure.existing.map(JSON.string)) }
        object["wait"] = failure.wait.map { .integer($0.components.seconds) }
        return .object(object)
    }

    /// A field of the remote's schema. What is as usual is left out.
    static func of(_ field: DiscoveredField) -> JSON {
        var object = JSONObject([("name", .string(field.name)), ("type", .string(field.type.rawValue))])
        object["label"] = field.label.map(JSON.string)
        object["max"] = field.maximumLength.map { .integer($0) }
        object["scale"] = field.scale.map { .integer($0) }
        if field.isUnique { object["unique"] = true }
        if !field.isCreateable { object["createable"] = false }
        if !field.isUpdatable { object["updatable"] = false }
        object["options"] = field.options.map { .array($0.map(JSON.string)) }
        return .object(object)
    }

    /// True if what came has all members that are expected, with those values; lists element by element.
    static func fits(_ actual: JSON, _ expected: JSON) -> Bool {
        switch (actual, expected) {
        case (.object(let left), .object(let right)):
            right.members.allSatisfy { name, value in left[name].map { fits($0, value) } ?? (value == .null) }
        case (.array(let left), .array(let right)): left.count == right.count && zip(left, right).allSatisfy { fits($0, $1) }
        default: actual == expected
        }
    }
}
