import Foundation
import Model

/// Where planned operations go as they are found: counted always, and written to a file of one JSON document a line when someone wants
/// to see them, so that a plan of any size needs no memory.
public final class OperationSpool: @unchecked Sendable {
    private let lock = NSLock()
    private let handle: FileHandle?
    private var buffer: [UInt8] = []
    private var counts: [String: [String: [String: Int]]] = [:]
    private var ids: Set<String> = []
    private var withheldIDs: Set<String> = []
    private let keepsIDs: Bool
    /// Entity ids given out, by the record that asked for them.
    private var mintedIDs: [RecordKey: EntityID] = [:]
    /// The file, if there is one.
    public let path: String?

    /// Opens a spool; without a path it only counts. With `keepsIDs` it remembers which operations came by.
    init(path: String? = nil, keepsIDs: Bool = false) throws(RunError) {
        self.path = path
        self.keepsIDs = keepsIDs
        guard let path else {
            handle = nil
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw .badPlan(path: path, .unwritable) }
        self.handle = handle
    }

    /// Takes one operation.
    func take(_ operation: Operation) {
        lock.withLock {
            counts[operation.remote, default: [:]][operation.object, default: [:]][operation.kind.rawValue, default: 0] += 1
            if keepsIDs { ids.insert(operation.id) }
            guard handle != nil else { return }
            buffer += operation.json.bytes
            buffer.append(UInt8(ascii: "\n"))
            if buffer.count > 1 << 16 { flush() }
        }
    }

    /// Notes an operation that the plan in hand does not hold: it is found and not sent.
    func withhold(_ operation: Operation) {
        lock.withLock { if keepsIDs { withheldIDs.insert(operation.id) } }
    }

    /// Remembers an entity id given to a record, for the plan's head.
    func note(minted id: EntityID, for record: RecordKey) {
        lock.withLock { mintedIDs[record] = handle == nil ? nil : id }
    }

    /// Ends writing.
    func close() throws(RunError) {
        do {
            lock.withLock { flush() }
            try handle?.close()
        } catch {
            throw .badPlan(path: path ?? "", .incomplete)
        }
    }

    /// How many operations, by remote, object and kind.
    public var summary: [String: [String: [String: Int]]] { lock.withLock { counts } }

    /// The ids that came by, if they are kept.
    var seenIDs: Set<String> { lock.withLock { ids } }

    /// The ids that were found and not sent.
    var withheld: Set<String> { lock.withLock { withheldIDs } }

    /// The ids given to records.
    var minted: [RecordKey: EntityID] { lock.withLock { mintedIDs } }

    /// How many operations there are.
    public var count: Int { lock.withLock { counts.values.flatMap(\.values).flatMap(\.values).reduce(0, +) } }

    private func flush() {
        try? handle?.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
