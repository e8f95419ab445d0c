public import Model

/// What a reward is at a remote: a record of an object, found again by a code that entente thought of.
public struct RewardRecord: Sendable, Equatable {
    /// The object.
    public var object: String
    /// The field that holds the code.
    public var codeField: String
    /// The field that tells how often it was used, if there is one.
    public var usedField: String?
    /// The record under which it lives, if it lives under one.
    public var account: String?
    /// What is written.
    public var values: FieldValues

    /// Describes a record.
    public init(object: String, codeField: String, usedField: String? = nil, account: String? = nil, values: FieldValues) {
        self.object = object
        self.codeField = codeField
        self.usedField = usedField
        self.account = account
        self.values = values
    }

    /// The value by which a record with that code is looked for: with its account in front where it lives under one.
    public func lookUp(_ code: String) -> String { account.map { ParentID.joined(parent: $0, own: code) } ?? code }
}
