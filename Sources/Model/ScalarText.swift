/// Text changed scalar by scalar, for escapes. A quote that a combining accent follows is one `Character` with it, which
/// `String.replacing` passes over and the reader at the other end does not.
public enum ScalarText {
    /// The text with some scalars put as other texts.
    public static func replacing(in text: String, _ others: [Unicode.Scalar: String]) -> String {
        guard text.unicodeScalars.contains(where: { others[$0] != nil }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let other = others[scalar] { result.append(contentsOf: other.unicodeScalars) } else { result.append(scalar) }
        }
        return String(result)
    }

    /// The text with every place where a part stands put as another, whatever follows it.
    public static func replacing(_ part: String, with other: String, in text: String) -> String {
        guard !part.isEmpty else { return text }
        var result: [UInt8] = []
        let (bytes, wanted) = (Array(text.utf8), Array(part.utf8))
        var place = 0
        while place < bytes.count {
            if bytes[place] == wanted[0], bytes[place...].starts(with: wanted) {
                result += other.utf8
                place += wanted.count
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
