/// Where something stands in a file, as an editor counts: both numbers from 1, columns in Unicode scalars.
public struct SourcePlace: Sendable, Hashable, Comparable {
    /// The file as it was named when it was read.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1.
    public let column: Int

    /// Names a place.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The place as `config.yaml:12:7`.
    public var text: String { "\(file):\(line):\(column)" }

    /// Orders by file, line, column.
    public static func < (left: SourcePlace, right: SourcePlace) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
