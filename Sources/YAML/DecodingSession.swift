/// One reading of one file: gathers what is wrong, without stopping at the first, and which keys there are. Used by one task only.
public final class DecodingSession {
    /// What was wrong so far.
    public private(set) var diagnostics: [Diagnostic] = []
    /// The keys that were asked for so far.
    public private(set) var catalogue = KeyCatalogue()
    /// True while a catalogue is made: every optional part is walked into though it is not there, and nothing is complained about.
    public let isSurvey: Bool

    /// Starts a reading.
    public init(isSurvey: Bool = false) {
        self.isSurvey = isSurvey
    }

    /// Notes that something is wrong.
    public func report(_ diagnostic: Diagnostic) {
        guard !isSurvey else { return }
        diagnostics.append(diagnostic)
    }

    /// Notes that a node is not what should stand there.
    public func report(_ node: YAMLNode, _ place: DecodingPlace, expected: String, hint: String? = nil) {
        report(Diagnostic(node.place, path: place.path, found: node.summary, expected: expected, hint: hint))
    }

    func note(_ entry: KeyCatalogue.Entry) {
        catalogue.add(entry)
    }
}
