/// One record of comma-separated values. Source: RFC 4180.
enum CSVRecord {
    /// True if a quotation mark is still open at the end, so that the record goes on in the next line.
    static func isOpen(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.count { $0 == UInt8(ascii: "\"") } % 2 == 1 }

    /// The fields of a record; nil if something stands behind a closing quotation mark.
    static func fields(_ record: String) -> [String]? {
        let bytes = Array(record.utf8)
        var fields: [String] = []
        var place = 0
        while true {
            var field: [UInt8] = []
            if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
                place += 1
                while true {
                    guard place < bytes.count else { return nil }
                    let byte = bytes[place]
                    place += 1
                    if byte != UInt8(ascii: "\"") {
                        field.append(byte)
                    } else if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
                        field.append(byte)
                        place += 1
                    } else {
                        break
                    }
                }
            } else {
                let start = place
                while place < bytes.count, bytes[place] != UInt8(ascii: ",") { place += 1 }
                field = Array(bytes[start..<place])
            }
            fields.append(String(decoding: field, as: UTF8.self))
            guard place < bytes.count else { return fields }
            guard bytes[place] == UInt8(ascii: ",") else { return nil }
            place += 1
        }
    }
}
