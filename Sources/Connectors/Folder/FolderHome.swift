import Crypto
import Model
import YAML

/// What the reading and the writing side of a folder share: the directory, and each object's file.
struct FolderHome: Sendable {
    /// One object: a file.
    struct Part: Sendable {
        var object: ManifestObject
        var file: String
        var form: FolderTable.Form
        var externalKey: String?
        var types: [String: RemoteType]

        /// The manifest's place of the file.
        var place: String { "objects.\(object.name).file" }
    }

    /// A row that was read.
    struct Row: Sendable {
        var number: Int
        var value: JSON
        var record: Record
    }

    let directory: FolderDirectory
    let parts: [Part]
    let services: ConnectorServices
    let meter: Meter
    private let config: ScopeValue

    init(
        _ folder: ManifestFolder, of manifest: Manifest, settings: ConnectorSettings, services: ConnectorServices,
        givenTypes: [String: [String: RemoteType]], meter: Meter
    ) throws(ConnectorError) {
        let scope = Scope(["config": settings.config])
        func text(_ template: TextTemplate, at place: String) throws(ConnectorError) -> String {
            do throws(EvaluationError) { return try template.render(in: scope) } catch {
                throw .unreadable(place: place, line: error.place.line, found: error.found)
            }
        }
        let path = try text(folder.path, at: "folder.path")
        directory = FolderDirectory(path: path.hasPrefix("/") ? path : "\(services.folder)/\(path)")
        var parts: [Part] = []
        for var object in manifest.objects {
            guard let file = object.file else { continue }
            let place = "objects.\(object.name).file"
            let name = try text(file, at: place)
            guard FolderDirectory.isName(name), let form = FolderTable.Form(fileName: name) else {
                throw .unsupported(place: place, what: "the file \(name): expected the plain name of a .csv or .jsonl file")
            }
            object.isTable = form == .csv
            if object.isTable, object.nullAs == .value(.null) { object.nullAs = .value("") }
            let key = try object.externalKey.map { template throws(ConnectorError) in try text(template, at: place) }
            parts.append(
                Part(
                    object: object, file: name, form: form, externalKey: key?.isEmpty == false ? key : nil,
                    types: givenTypes[object.name] ?? [:]))
        }
        (self.parts, self.services, self.meter, config) = (parts, services, meter, settings.config)
    }

    /// The object of that name.
    func part(_ name: String) throws(ConnectorError) -> Part {
        guard let part = parts.first(where: { $0.object.name == name }) else {
            throw .unsupported(place: "objects", what: "no object \(name)")
        }
        return part
    }

    /// How some fields of an object are read and written.
    func plans(_ fields: [String], of part: Part) -> [FieldPlan] {
        let schema = Schema(discovered: nil, given: part.types)
        return fields.map { FieldPlan($0, in: part.object, schema: schema) }
    }

    /// Reads an object's file.
    func table(of part: Part) throws(ConnectorError) -> FolderTable {
        meter.count(place: part.place)
        let file: FolderDirectory.File
        do throws(FolderDirectory.Problem) { file = try directory.read(part.file) } catch {
            throw .unreachable(place: part.place, reason: Self.reason(error), wasSent: false)
        }
        return try table(file.bytes, of: part)
    }

    /// Reads the bytes of an object's file.
    func table(_ bytes: [UInt8], of part: Part) throws(ConnectorError) -> FolderTable {
        do throws(CSVText.Problem) { return try FolderTable(bytes, form: part.form) } catch {
            throw .unreadable(place: "\(part.place), \(part.file)", line: error.line, found: error.found)
        }
    }

    /// The rows of a table that are records, and those that are none: of several with one id nobody knows which is meant.
    func rows(_ table: FolderTable, of part: Part, fields: [String]) -> (rows: [Row], rejected: [RejectedRecord]) {
        let reader = RecordReader(object: part.object, place: part.place, fields: plans(fields, of: part))
        let scope = Scope(["config": config, "response": .map([:])])
        var rows: [Row] = []
        var rejected: [RejectedRecord] = []
        var lines: [String: Int] = [:]
        var twice: Set<String> = []
        for number in 0..<table.count {
            let line = "\(part.file):\(table.line(of: number))"
            guard let value = table[number] else {
                let found = part.form == .csv ? "another number of cells than there are columns" : "a line that is no JSON map"
                rejected.append(RejectedRecord(id: nil, reason: "\(line): \(found)"))
                continue
            }
            switch reader.read(.json(value), in: scope) {
            case .rejected(let bad): rejected.append(RejectedRecord(id: bad.id, reason: "\(line): \(bad.reason)"))
            case .record(var record):
                record.version = Self.version(of: value)
                if let first = lines.updateValue(table.line(of: number), forKey: record.id) {
                    twice.insert(record.id)
                    rejected.append(RejectedRecord(id: record.id, reason: "\(line): the id of line \(first) again"))
                }
                rows.append(Row(number: number, value: value, record: record))
            }
        }
        rows.removeAll { twice.contains($0.record.id) }
        return (rows, rejected)
    }

    /// A row as a record; nil if it is none.
    func record(_ value: JSON, of part: Part, fields: [String]) -> Record? {
        let reader = RecordReader(object: part.object, place: part.place, fields: plans(fields, of: part))
        let scope = Scope(["config": config, "response": .map([:])])
        guard case .record(var record) = reader.read(.json(value), in: scope) else { return nil }
        record.version = Self.version(of: value)
        return record
    }

    /// What tells one state of a row from another, since no file says how often its rows were changed.
    static func version(of value: JSON) -> String {
        String(Hexadecimal.text(of: Array(SHA256.hash(data: value.canonicalBytes))).prefix(32))
    }

    /// Why a file could not be used, in words.
    static func reason(_ problem: FolderDirectory.Problem) -> String {
        switch problem {
        case .refused(let reason), .busy(let reason), .unsure(let reason): reason
        }
    }
}
