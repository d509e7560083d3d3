/// A certificate association: which certificate or key a server must prove itself by (RFC 6698, section 2.1).
///
/// A value of any numbers and octets, as the DNS gave them; ``unusability`` says whether it can be used for mail.
public struct TLSARecord: Hashable, Sendable {
    /// How the association is used: 2 names a trust anchor (DANE-TA), 3 the server's own certificate (DANE-EE).
    public let usage: UInt8
    /// What of a certificate is matched: 0 all of it, 1 its SubjectPublicKeyInfo.
    public let selector: UInt8
    /// How it is matched: 0 octet for octet, 1 by its SHA-256 digest, 2 by its SHA-512 digest.
    public let matching: UInt8
    /// The octets to match, or their digest.
    public let association: [UInt8]

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - usage: how the association is used.
    ///   - selector: what of a certificate is matched.
    ///   - matching: how it is matched.
    ///   - association: the octets to match, or their digest.
    public init(usage: UInt8, selector: UInt8, matching: UInt8, association: [UInt8]) {
        self.usage = usage
        self.selector = selector
        self.matching = matching
        self.association = association
    }

    /// Takes the data of a DNS record; nil for any other type than TLSA.
    ///
    /// - Parameter data: the data.
    public init?(_ data: DNSRecordData) {
        guard case .tlsa(let usage, let selector, let matching, let association) = data else { return nil }
        self.init(usage: usage, selector: selector, matching: matching, association: association)
    }

    /// Whether the record has the usage DANE-TA: it names a trust anchor.
    var isTrustAnchor: Bool { usage == 2 }
}

extension TLSARecord: CustomStringConvertible {
    /// The record as a zone file has it: three numbers and hexadecimal digits (RFC 6698, section 2.2).
    public var description: String { text(octets: association.count) }

    /// The record with no more octets than a line of a log has room for, `…` in place of the rest.
    package var abbreviated: String { text(octets: Self.abbreviatedLength) }

    /// As long as a SHA-256 digest, so that the usual records are whole.
    private static let abbreviatedLength = 32

    private func text(octets count: Int) -> String {
        var digits: [UInt8] = []
        for octet in association.prefix(count) {
            for digit in [octet >> 4, octet & 0x0F] {
                digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        let rest = association.count > count ? "…" : ""
        return "\(usage) \(selector) \(matching) \(String(decoding: digits, as: UTF8.self))\(rest)"
    }
}

extension TLSARecord: Comparable {
    /// Orders records as they are tried: DANE-EE before DANE-TA, then by selector, matching type and octets.
    public static func < (left: TLSARecord, right: TLSARecord) -> Bool {
        if left.usage != right.usage { return left.usage > right.usage }
        if left.selector != right.selector { return left.selector < right.selector }
        if left.matching != right.matching { return left.matching < right.matching }
        return left.association.lexicographicallyPrecedes(right.association)
    }
}
