#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension UInt8 {
    /// Whether the octet is a space or a tab (`WSP` of RFC 5234).
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether the octet may stand in a field name: printable ASCII without the colon (RFC 5322, section 2.2).
    var isFieldNameText: Bool { self > 32 && self < 127 && self != UInt8(ascii: ":") }

    /// Whether the octet is a letter of ASCII.
    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercasedLetter) }

    /// The octet with an upper case letter of ASCII made lower case.
    var lowercasedLetter: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}

extension Array where Element == UInt8 {
    /// Makes an array of the octets of a span.
    package init(octetsOf span: Span<UInt8>) {
        self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// Puts the octets of a span behind those that are there.
    package mutating func append(octetsOf span: Span<UInt8>) {
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension Span<UInt8> {
    /// Where an octet stands first in a part of the span, or the part's end.
    ///
    /// - Parameters:
    ///   - octet: the octet.
    ///   - part: offsets inside of the span.
    package func firstIndex(of octet: UInt8, in part: Range<Int>) -> Int {
        unsafe extracting(part).withUnsafeBufferPointer { octets in
            guard let start = octets.baseAddress, let found = unsafe memchr(start, Int32(octet), octets.count) else {
                return part.upperBound
            }
            return part.lowerBound + (unsafe UnsafeRawPointer(found) - UnsafeRawPointer(start))
        }
    }
}
