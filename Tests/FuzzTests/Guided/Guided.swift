import Model

private let wishes = [
    WantedPaths.whole, WantedPaths(), WantedPaths([[.name("a")], [.any, .name("b")]]),
    WantedPaths([[.name("records"), .element, .name("id")]]),
]

/// What `scripts/fuzz --guided` links with libFuzzer: the first byte of an input chooses which reader takes the rest.
///
/// Built without the package, together with the readers' own files, so that coverage counts their branches and nothing else.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let rest = Array(input.dropFirst())
    switch input[0] % 4 {
    case 0: json(rest)
    case 1: page(rest)
    case 2: table(rest)
    default: pattern(rest)
    }
    return 0
}

private func json(_ bytes: [UInt8]) {
    guard let value = try? JSON(parsing: bytes) else { return }
    let text = value.bytes
    precondition((try? JSON(parsing: text))?.bytes == text, "written and read again it is another")
}

private func page(_ bytes: [UInt8]) {
    let strict = try? JSON(parsing: bytes)
    for wish in wishes {
        let tree = try? PageScanner.read(bytes, wanting: wish)
        precondition((tree == nil) == (strict == nil), "one reader takes what the other refuses")
        if wish == .whole { precondition(tree?.bytes == strict?.bytes, "the readers read different values") }
    }
}

private func table(_ bytes: [UInt8]) {
    guard let table = try? CSVText(bytes) else { return }
    guard let again = try? CSVText(Array(table.text.utf8)) else { preconditionFailure("a table cannot be read again") }
    precondition(again.header == table.header && again.rows.map(\.cells) == table.rows.map(\.cells), "a table comes back as another")
}

private func pattern(_ bytes: [UInt8]) {
    let parts = bytes.prefix(200).split(separator: 0, maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
    guard let text = parts.first, let pattern = try? Pattern(text) else { return }
    _ = pattern.capture(in: parts.count > 1 ? parts[1] : "aab1 c")
}
