import HTTPTypes

/// Collects the header lines of one answer, interim answers and trailers left aside.
struct ResponseHead {
    /// More header bytes than this end the transfer.
    static let maximumBytes = 256 * 1024

    private var status = 0
    private var fields = HTTPFields()
    private var size = 0
    /// The head once its last line has come.
    private(set) var complete: HTTPResponse?

    /// Takes one line as it came; false if the head has grown too large or is not HTTP.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
        // Past the head only trailers come, and nobody asked for them.
        guard complete == nil else { return true }
        size += line.count
        guard size <= ResponseHead.maximumBytes else { return false }
        let text = ResponseHead.trim(line[...])
        if text.isEmpty {
            if status >= 200 { complete = HTTPResponse(status: .init(code: status), headerFields: fields) }
            return true
        }
        if text.starts(with: "HTTP/".utf8), let space = text.firstIndex(of: 0x20) {
            guard let code = Int(String(decoding: text[(space + 1)...].prefix(3), as: UTF8.self)), (100...999).contains(code) else {
                return false
            }
            status = code
            fields = HTTPFields()
            return true
        }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: text[..<colon], as: UTF8.self))
        else { return true }
        let value = String(decoding: ResponseHead.trim(text[(colon + 1)...]), as: UTF8.self)
        fields.append(HTTPField(name: name, value: value))
        return true
    }

    private static func trim(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var rest = bytes
        while let last = rest.last, last == 0x20 || last == 0x09 || last == 0x0D || last == 0x0A { rest = rest.dropLast() }
        while let first = rest.first, first == 0x20 || first == 0x09 { rest = rest.dropFirst() }
        return rest
    }
}
