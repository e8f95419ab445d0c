public import Model
import ProgramRules
import Storage

/// Reads a log of clicks into the hub: line by line, committed in groups, and the same lines again change nothing.
public struct ClickImport: Sendable {
    /// What a log held.
    public struct Report: Sendable, Equatable {
        /// A line that could not be read. It holds no text of the line, in which an address would stand.
        public struct Fault: Sendable, Equatable {
            /// The number of the line.
            public var line: Int
            /// What is wrong with it.
            public var fault: ClickLineFault
        }

        /// The log.
        public var source: String
        /// Its form.
        public var format: ClickFormat
        /// Lines, or records of several lines.
        public var lines = 0
        /// Clicks that the hub did not have.
        public var added = 0
        /// Clicks that it had.
        public var known = 0
        /// Requests for something else.
        public var other = 0
        /// Lines that could not be read.
        public var malformed = 0
        /// The first of those.
        public var faults: [Fault] = []
        /// What became of the clicks that were added, by the verdict's name.
        public var verdicts: [String: Int] = [:]
        /// Clicks of earlier imports that became something else.
        public var changed = 0

        /// Lines that could not be read are listed up to so many.
        static let mostFaults = 1000

        /// What a script is told.
        public var exitCode: ExitCode { malformed > 0 ? .partial : .done }
    }

    let services: Services
    private let resolver: SecretResolver

    /// Units: lines of a group; one transaction takes one group.
    private static let group = 50_000

    /// Prepares to import into the services' hub; the key of the hashes is fetched by the resolver.
    public init(services: Services, resolver: SecretResolver) {
        self.services = services
        self.resolver = resolver
    }

    /// Reads a log; `-` is the standard input.
    /// - Throws: `RunError.configuration` without a key, `RunError.refused` if the log cannot be read at all, `RunError.stopped` at the
    ///   border of a group.
    public func run(_ path: String, format: ClickFormat? = nil) throws(RunError) -> Report {
        let links = services.settings.links
        let hash = try ClickKey.hash(services.settings, resolver)
        var reader = try ClickReader(path, format: format, links: LinkPlace(base: links.base))
        let source = path == "-" ? "stdin" : String(path.split(separator: "/").last ?? "")
        var report = Report(source: source, format: reader.format)
        var hashes = ClickHashes(hash)
        let start = try services.reading { try $0.clicks.last() }
        let now = services.clock.now()
        var isAtEnd = false
        while !isAtEnd {
            if Task.isCancelled { throw .stopped }
            var clicks: [Click] = []
            isAtEnd = try !read(&reader, into: &clicks, &hashes, &report)
            let outcome = try services.writing { tx in
                let screening = ClickScreening(tx: tx, window: links.window, source: source, now: now)
                let outcome = try screening.take(clicks)
                services.crash.pass(.clicksScreened)
                return outcome
            }
            services.crash.pass(.clicksStored)
            report.added += outcome.added
            report.known += clicks.count - outcome.added
            report.changed += outcome.changed
            services.progress(Progress(step: "import", remote: nil, object: source, done: report.lines, of: nil))
        }
        report.verdicts = try services.reading { try $0.clicks.counts(after: start) }
        try note(report, at: now)
        return report
    }

    /// Reads lines until a group is full; false at the end of the log.
    private func read(
        _ reader: inout ClickReader, into clicks: inout [Click], _ hashes: inout ClickHashes, _ report: inout Report
    ) throws(RunError) -> Bool {
        for _ in 0..<Self.group {
            guard let entry = try reader.next() else { return false }
            report.lines += 1
            switch entry.found {
            case .click(let sighting): clicks.append(hashes.click(sighting))
            case .other: report.other += 1
            case .malformed(let fault):
                report.malformed += 1
                if report.faults.count < Report.mostFaults { report.faults.append(Report.Fault(line: entry.line, fault: fault)) }
            }
        }
        return true
    }

    /// Leaves a line in the audit where the import changed anything.
    private func note(_ report: Report, at now: Timestamp) throws(RunError) {
        guard report.added + report.changed > 0 else { return }
        let detail: JSON = [
            "source": .string(report.source), "added": .integer(report.added), "known": .integer(report.known),
            "malformed": .integer(report.malformed),
        ]
        try services.writing { try $0.audit.add(AuditEntry(at: now, actor: "cli", action: "clicks import", detail: detail)) }
    }
}

extension ClickImport.Report {
    /// The report as `clicks import --json` prints it.
    public var json: JSON {
        [
            "source": .string(source), "format": .string(format.rawValue), "lines": .integer(lines), "added": .integer(added),
            "known": .integer(known), "other": .integer(other), "malformed": .integer(malformed), "changed": .integer(changed),
            "verdicts": .object(JSONObject(verdicts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
            "faults": .array(faults.map { ["line": .integer($0.line), "fault": .string($0.fault.rawValue)] }),
            "exit": .integer(exitCode.rawValue),
        ]
    }
}
