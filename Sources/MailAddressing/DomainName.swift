/// A name in the DNS: lower case, without the final dot, its labels checked.
///
/// Letters, digits and hyphens make a host name; underscores are allowed too, as service names have them (RFC 8552).
/// Two names are equal when the DNS would find them equal. Internationalised names are given as A-labels (`xn--…`).
///
/// Guarantees: 1 to 253 octets; labels of 1 to 63 octets; no label begins or ends with a hyphen (RFC 1035, section
/// 2.3.4; RFC 1123, section 2.1).
public struct DomainName: Hashable, Sendable {
    /// The name in lower case ASCII without a final dot, for example `mail.example.com`.
    public let text: String
    /// Whether the name has the form of a host name: no underscore, and a last label that is not a number.
    ///
    /// RFC 1123, section 2.1, and RFC 5321, section 2.3.5.
    public let isHostName: Bool

    /// The longest name in octets, without the final dot (RFC 1035, section 2.3.4).
    public static let maximumLength = 253
    /// The longest label in octets (RFC 1035, section 2.3.4).
    public static let maximumLabelLength = 63

    /// Parses a name; one final dot is accepted and dropped.
    ///
    /// - Parameter text: 1 to 253 octets of ASCII, for example `Example.COM`.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    public init(_ text: some StringProtocol) throws(AddressError) {
        try self.init(parsing: Array(text.utf8).span)
    }

    /// Parses a name from bytes; one final dot is accepted and dropped.
    ///
    /// - Parameter bytes: the name's octets, all of them.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    public init(parsing bytes: Span<UInt8>) throws(AddressError) {
        var end = bytes.count
        if end > 1, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
        guard end > 0 else { throw AddressError(.empty, at: 0) }
        guard end <= Self.maximumLength else { throw AddressError(.domainTooLong, at: Self.maximumLength) }
        var labelStart = 0
        var (hasUpper, hasUnderscore, isNumeric) = (false, false, true)
        for index in 0..<end {
            let octet = bytes[index]
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"): isNumeric = false
            case UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "."):
                try Self.checkLabel(bytes, from: labelStart, to: index)
                labelStart = index + 1
                isNumeric = true
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): (hasUpper, isNumeric) = (true, false)
            case UInt8(ascii: "_"): hasUnderscore = true
            case 0x80...: throw AddressError(.nonASCII, at: index)
            default: throw AddressError(.unexpectedOctet(octet), at: index)
            }
        }
        try Self.checkLabel(bytes, from: labelStart, to: end)
        let name = bytes.extracting(0..<end)
        text = hasUpper ? String(lowercasing: name) : String(copying: name)
        isHostName = !hasUnderscore && !isNumeric
    }

    /// Makes a name of labels of another one.
    private init(checked text: String) {
        self.text = text
        let last = text.utf8.reversed().prefix { $0 != UInt8(ascii: ".") }
        isHostName =
            !text.utf8.contains(UInt8(ascii: "_"))
            && !last.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func checkLabel(_ bytes: Span<UInt8>, from start: Int, to end: Int) throws(AddressError) {
        guard end > start, end - start <= maximumLabelLength else { throw AddressError(.labelLength, at: start) }
        let hyphen = UInt8(ascii: "-")
        if bytes[start] == hyphen { throw AddressError(.hyphenAtEdge, at: start) }
        if bytes[end - 1] == hyphen { throw AddressError(.hyphenAtEdge, at: end - 1) }
    }
}

extension DomainName {
    /// The labels from left to right, never empty.
    public var labels: [Substring] { text.split(separator: ".") }

    /// The name without its first label, or nil for a top-level name.
    public var parent: DomainName? {
        guard let dot = text.firstIndex(of: ".") else { return nil }
        return DomainName(checked: String(text[text.index(after: dot)...]))
    }

    /// Whether this name is the other one or lies below it.
    ///
    /// - Parameter ancestor: the name that may contain this one.
    public func isEqualToOrBelow(_ ancestor: DomainName) -> Bool {
        if self == ancestor { return true }
        return text.hasSuffix("." + ancestor.text)
    }

    /// The name with labels put before it, as in `s1._domainkey` before `example.com`.
    ///
    /// - Parameter labels: one or more labels joined by dots.
    /// - Throws: `AddressError` when the result is no name.
    public func prefixed(by labels: String) throws(AddressError) -> DomainName {
        try DomainName(labels + "." + text)
    }
}

extension DomainName: CustomStringConvertible {
    /// The name as text, without a final dot.
    public var description: String { text }
}

extension DomainName: Comparable {
    /// Orders names as text.
    public static func < (left: DomainName, right: DomainName) -> Bool { left.text < right.text }
}

extension String {
    /// A string of ASCII octets with its letters in lower case; nothing is allocated for up to 15 of them.
    fileprivate init(lowercasing octets: Span<UInt8>) {
        self = unsafe String(unsafeUninitializedCapacity: octets.count) { buffer in
            for index in 0..<octets.count {
                let octet = octets[index]
                let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet)
                unsafe buffer[index] = isUpper ? octet | 0x20 : octet
            }
            return octets.count
        }
    }
}
