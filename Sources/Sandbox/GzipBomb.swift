/// A gzip member of zeros whose size is all in its unpacking: 13 bits for every 258 bytes. Source: RFC 1951 and 1952.
enum GzipBomb {
    /// The member that unpacks to `count` zeros or a few less. Its checksum is not right: whoever has a limit never reads so far.
    static func bytes(unpackingTo count: Int) -> [UInt8] {
        var packer = BitPacker(bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
        packer.add(0b011, 3)
        // The zero itself: a literal of eight bits, codes being written from their highest bit.
        packer.addCode(0b0011_0000, 8)
        // Eight repetitions are 13 bytes, the same ones again and again.
        for _ in 0..<16 {
            packer.addCode(0b1100_0101, 8)
            packer.addCode(0, 5)
        }
        let unit = Array(packer.bytes.suffix(13))
        for _ in 2..<max(3, count / (8 * 258)) { packer.bytes += unit }
        packer.addCode(0, 7)
        return packer.finished + [UInt8](repeating: 0, count: 8)
    }
}

/// Bits on their way into bytes, the lowest first.
private struct BitPacker {
    var bytes: [UInt8]
    private var held: UInt32 = 0
    private var count: UInt32 = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var finished: [UInt8] { count == 0 ? bytes : bytes + [UInt8(truncatingIfNeeded: held)] }

    mutating func add(_ bits: UInt32, _ width: UInt32) {
        held |= bits << count
        count += width
        while count >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: held))
            held >>= 8
            count -= 8
        }
    }

    mutating func addCode(_ code: UInt32, _ width: UInt32) {
        for place in (0..<width).reversed() { add(code >> place & 1, 1) }
    }
}
