import Model

/// The fields that Salesforce works out itself from others of the same record.
enum SalesforceDerivation {
    /// Fills them in.
    /// `changedAt`: the second in which the stage changed, nil if it did not.
    static func apply(to values: inout [JSON], of object: SalesforceObject, changedAt: Int64?) {
        if object.place("FirstName") != nil, let whole = object.place("Name"), let first = object.place("FirstName"),
            let last = object.place("LastName")
        {
            let words = [values[first].string, values[last].string].compactMap(\.self)
            values[whole] = .string(words.joined(separator: " "))
        }
        guard object.name == "Opportunity", let stage = object.place("StageName").flatMap({ values[$0].string }) else { return }
        let percent = SalesforceObjects.stages.first { $0.name == stage }?.percent
        let isWon = stage == "Closed Won"
        let isClosed = isWon || stage == "Closed Lost"
        set("IsWon", .bool(isWon))
        set("IsClosed", .bool(isClosed))
        set("ForecastCategory", .string(isWon ? "Closed" : isClosed ? "Omitted" : "Pipeline"))
        if let percent, let place = object.place("Probability"), changedAt != nil || values[place] == .null {
            values[place] = .number("\(percent).0")
        }
        if let changedAt { set("LastStageChangeDate", .string(SalesforceTime.text(seconds: changedAt))) }

        func set(_ name: String, _ value: JSON) {
            if let place = object.place(name) { values[place] = value }
        }
    }
}
