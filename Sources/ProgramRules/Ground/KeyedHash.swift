import Crypto

/// Hashes under a secret key: the same input gives the same text, and without the key nobody finds the input by trying (K3).
public struct KeyedHash: Sendable {
    private let key: SymmetricKey

    /// Makes a hasher from a secret of at least 16 bytes; nil for a shorter one.
    public init?(secret: [UInt8]) {
        guard secret.count >= 16 else { return nil }
        key = SymmetricKey(data: secret)
    }

    /// The hash of a text for one purpose, as 64 hexadecimal digits. Promises: hashes of different purposes cannot be compared.
    public func text(_ input: String, for purpose: String) -> String { bytes(input, purpose).hexadecimal }

    /// A number below a bound that the text decides, for arms of an experiment.
    public func number(_ input: String, for purpose: String, below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        let value = bytes(input, purpose).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(value.multipliedFullWidth(by: UInt64(bound)).high)
    }

    private func bytes(_ input: String, _ purpose: String) -> [UInt8] {
        // A length before the purpose, so that no two pairs of texts run into the same bytes.
        let message = "\(purpose.utf8.count):\(purpose)\(input)"
        return Array(HMAC<SHA256>.authenticationCode(for: Array(message.utf8), using: key))
    }
}

extension Sequence<UInt8> {
    /// The bytes as lower-case hexadecimal digits.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * underestimatedCount)
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
