import Model

/// The id of a record that can only be found under its parent: both ids in one text, so that whoever keeps the one keeps the other.
/// Shape: `PARENT/ID`, where a slash or percent sign in the parent's id is percent-encoded.
enum ParentID {
    /// Puts the two ids together.
    static func joined(parent: String, own: String) -> String {
        ScalarText.replacing(in: parent, ["%": "%25", "/": "%2F"]) + "/" + own
    }

    /// Takes them apart; nil for an id that names no parent.
    static func parts(_ id: String) -> (parent: String, own: String)? {
        let scalars = id.unicodeScalars
        guard let slash = scalars.firstIndex(of: "/") else { return nil }
        let parent = ScalarText.replacing("%25", with: "%", in: ScalarText.replacing("%2F", with: "/", in: String(scalars[..<slash])))
        return (parent, String(scalars[scalars.index(after: slash)...]))
    }

    /// The `parent` variable where no more than the id is known.
    static func variable(_ id: String) -> ScopeValue { .map(["id": .text(id)]) }
}

extension ManifestObject {
    /// True if its records can only be found under their parent, so that their ids name both.
    var keepsParent: Bool {
        guard parent != nil else { return false }
        let reads = ways(.byIDs).map(\.request)
        let writes = [.update, .archive, .delete].flatMap { ways($0).map(\.request) }
        return (reads + writes).contains { $0.variables.contains("parent") }
    }

    /// True for a field that leads to the record under which its own lives and says nothing of where that is written.
    func namesParent(_ field: ManifestField) -> Bool { field.type == .ref && field.at == nil && field.to != nil && field.to == parent }

    /// The parent's id in a record's id, and the record's own.
    func parts(of id: String) -> (parent: String?, own: String) {
        guard keepsParent, let parts = ParentID.parts(id) else { return (nil, id) }
        return parts
    }
}
