/// A coupon as a customer types it (K1): case and surrounding space do not matter.
public struct CouponCode: Hashable, Comparable, Sendable {
    /// The coupon in its one form: upper case.
    public let text: String

    /// Reads a coupon; nil for blank text, text of more than 64 letters and text with a space or a control character inside.
    public init?(_ typed: String) {
        let trimmed = PlainText.trimmed(typed)
        let isPlain = trimmed.unicodeScalars.allSatisfy { $0.value > 0x1F && $0.value != 0x7F && !$0.properties.isWhitespace }
        guard !trimmed.isEmpty, trimmed.count <= 64, isPlain else { return nil }
        text = trimmed.uppercased()
    }

    /// Orders by text.
    public static func < (left: CouponCode, right: CouponCode) -> Bool { left.text < right.text }
}
