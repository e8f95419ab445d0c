import Foundation

/// The lines of a file or a pipe, read piece by piece: memory stays flat however long the file is.
struct LineSource {
    /// One line, without its end.
    struct Line {
        /// Its number, from 1.
        var number: Int
        /// Its bytes; nil for a line that is longer than any request.
        var bytes: ArraySlice<UInt8>?
    }

    /// Units: bytes of a line.
    static let longest = 64 << 10
    private static let piece = 1 << 20

    private let handle: FileHandle
    private var buffer: ArraySlice<UInt8> = []
    private var isAtEnd = false
    private var number = 0

    /// Reads from a file; `-` is the standard input.
    /// - Throws: `RunError.refused` if it cannot be read.
    init(_ path: String) throws(RunError) {
        if path == "-" {
            handle = .standardInput
        } else {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
                let file = FileHandle(forReadingAtPath: path)
            else { throw .refused(.click(.unreadable(path: path))) }
            handle = file
        }
    }

    /// The next line; nil behind the last.
    /// - Throws: `RunError.refused` if reading fails half-way.
    mutating func next() throws(RunError) -> Line? {
        var isTooLong = false
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = buffer[..<end]
                buffer = buffer[(end + 1)...]
                return finish(line, isTooLong)
            }
            if buffer.count > Self.longest {
                isTooLong = true
                buffer = []
            }
            if isAtEnd {
                guard !buffer.isEmpty || isTooLong else { return nil }
                defer { buffer = [] }
                return finish(buffer, isTooLong)
            }
            try fill()
        }
    }

    /// The first bytes, which tell what kind of file it is.
    mutating func start() throws(RunError) -> ArraySlice<UInt8> {
        if buffer.isEmpty, !isAtEnd { try fill() }
        return buffer.prefix(Self.longest)
    }

    private mutating func finish(_ line: ArraySlice<UInt8>, _ isTooLong: Bool) -> Line {
        number += 1
        if isTooLong || line.count > Self.longest { return Line(number: number, bytes: nil) }
        var line = line
        if line.last == 0x0D { line = line.dropLast() }
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        return Line(number: number, bytes: line)
    }

    private mutating func fill() throws(RunError) {
        let read: Data?
        do { read = try handle.read(upToCount: Self.piece) } catch {
            throw .refused(.click(.brokeOff(line: number + 1)))
        }
        guard let read, !read.isEmpty else {
            isAtEnd = true
            return
        }
        // What is left of the last piece is less than a line.
        buffer = ArraySlice(Array(buffer) + Array(read))
    }
}
