/// A Unicode scalar and the offset in octets at which what became of it stood in the text.
struct PlacedScalar: Equatable, Sendable {
    var value: UInt32
    var offset: Int

    init(_ value: UInt32, at offset: Int) {
        self.value = value
        self.offset = offset
    }
}

extension PlacedScalar {
    /// The scalars of octets that must be UTF-8.
    ///
    /// - Throws: `AddressError` with `malformedUTF8` and the offset of the first ill-formed sequence.
    static func decoding(_ octets: Span<UInt8>) throws(AddressError) -> [PlacedScalar] {
        var scalars: [PlacedScalar] = []
        scalars.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            guard let (value, length) = octets.scalar(at: index) else { throw AddressError(.malformedUTF8, at: index) }
            scalars.append(PlacedScalar(value, at: index))
            index += length
        }
        return scalars
    }
}

extension Span<UInt8> {
    /// The scalar whose UTF-8 begins at the index and its length in octets (RFC 3629, section 4); nil where none does.
    func scalar(at index: Int) -> (value: UInt32, length: Int)? {
        let first = UInt32(self[index])
        // The least value of a sequence's length rules out overlong forms.
        let (length, least, lead): (Int, UInt32, UInt32)
        switch first {
        case 0..<0x80: return (first, 1)
        case 0xC2...0xDF: (length, least, lead) = (2, 0x80, first & 0x1F)
        case 0xE0...0xEF: (length, least, lead) = (3, 0x800, first & 0x0F)
        case 0xF0...0xF4: (length, least, lead) = (4, 0x1_0000, first & 0x07)
        default: return nil
        }
        guard length <= count - index else { return nil }
        var value = lead
        for position in (index + 1)..<(index + length) {
            guard self[position] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(self[position] & 0x3F)
        }
        guard value >= least, value <= 0x10_FFFF, !(0xD800...0xDFFF).contains(value) else { return nil }
        return (value, length)
    }
}
