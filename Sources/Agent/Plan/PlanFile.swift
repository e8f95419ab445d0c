import Foundation
public import Model

/// A saved plan: JSON Lines, readable by its owner alone. The head names the plan, the configuration it was made under and the ids it
/// gave to new entities; then one operation a line.
public struct PlanFile: Sendable {
    /// The plan's id.
    public var id: String
    /// The fingerprint of the settings it was made under.
    public var fingerprint: String
    /// Entity ids given to records that had none.
    public var minted: [RecordKey: EntityID]
    /// The brakes that would trip, by name.
    public var brakes: [String]
    /// Ids of its operations.
    public var operations: Set<String>

    /// Reads a plan file.
    /// - Throws: `RunError.badPlan` with the line that could not be read.
    public static func read(_ path: String) throws(RunError) -> PlanFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .badPlan(path: path, .unreadable)
        }
        return try read(data, path: path)
    }

    static func read(_ data: Data, path: String) throws(RunError) -> PlanFile {
        let lines = data.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, let head = try? JSON(parsing: Array(first)), let id = head["plan"]?.string,
            let fingerprint = head["config"]?.string
        else {
            throw .badPlan(path: path, .noHead)
        }
        var file = PlanFile(id: id, fingerprint: fingerprint, minted: [:], brakes: [], operations: [])
        for element in head["minted"]?.array ?? [] {
            guard let remote = element["remote"]?.string, let object = element["object"]?.string, let record = element["record"]?.string,
                let entity = element["entity"]?.string.flatMap(EntityID.init)
            else { throw .badPlan(path: path, .badID) }
            file.minted[RecordKey(remote: remote, object: object, id: record)] = entity
        }
        file.brakes = (head["brakes"]?.array ?? []).compactMap { $0["name"]?.string }
        for (index, line) in lines.dropFirst().enumerated() {
            guard let operation = try? JSON(parsing: Array(line)), let id = operation["id"]?.string else {
                throw .badPlan(path: path, .badOperation(line: index + 2))
            }
            file.operations.insert(id)
        }
        return file
    }

    /// The head as its line.
    var head: JSON {
        let minted = minted.sorted { $0.key < $1.key }.map { key, entity -> JSON in
            [
                "remote": .string(key.remote), "object": .string(key.object), "record": .string(key.id), "entity": .string(entity.text),
            ]
        }
        return [
            "plan": .string(id), "config": .string(fingerprint), "minted": .array(minted),
            "brakes": .array(brakes.map { ["name": .string($0)] }),
        ]
    }

    /// Writes the head and the spooled operations, whole or not at all.
    func write(to path: String, operations spool: String) throws(RunError) {
        let partial = path + ".partial"
        do {
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
            if !folder.isEmpty { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
            guard FileManager.default.createFile(atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600]),
                let output = FileHandle(forWritingAtPath: partial), let input = FileHandle(forReadingAtPath: spool)
            else { throw CocoaError(.fileWriteUnknown) }
            try output.write(contentsOf: head.bytes + [UInt8(ascii: "\n")])
            while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty { try output.write(contentsOf: chunk) }
            try output.close()
            try input.close()
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            try FileManager.default.moveItem(atPath: partial, toPath: path)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw .badPlan(path: path, .unwritable)
        }
    }
}
