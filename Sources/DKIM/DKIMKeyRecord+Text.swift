public import MailAddressing
public import MailCryptography

extension DKIMKeyRecord {
    /// The record as one text, for example `v=DKIM1; k=rsa; p=MIIB…`; reading it gives the same record again.
    ///
    /// Only what is not the default is written. Of a record that was made by ``init(publishing:options:)`` it is ASCII
    /// without quotes and backslashes. Of one that was read, values stay as they were, but for octets of ``notes`` that
    /// are no UTF-8, which became replacement characters; tags that are not known are not given back.
    public var text: String {
        var tags = ["v=DKIM1", "k=" + keyType]
        if let digests { tags.append("h=" + digests.joined(separator: ":")) }
        if services != [Self.everyService] { tags.append("s=" + services.joined(separator: ":")) }
        if !flags.isEmpty { tags.append("t=" + flags.joined(separator: ":")) }
        if let notes { tags.append("n=" + notes) }
        tags.append("p=" + Base64.encode(keyOctets))
        return tags.joined(separator: "; ")
    }

    /// The line of a zone file that publishes the record (RFC 1035, section 5.1).
    ///
    /// - Parameter name: where it is to stand, as in ``DKIMSigner/keyName``.
    /// - Returns: one line without a line end, its strings of at most 255 octets quoted and escaped, without a TTL.
    public func zoneLine(at name: DomainName) -> String {
        let strings = Self.strings255(text).map(Self.quoted)
        return "\(name). IN TXT ( \(strings.joined(separator: " ")) )"
    }

    /// The record that publishes a key, for example `v=DKIM1; k=rsa; p=MIIB…`.
    ///
    /// - Parameter key: the public key.
    public static func text(for key: PublicKey) -> String { record(for: key).text }

    /// The record that publishes the public half of a key.
    ///
    /// - Parameter key: the private key, of which nothing secret is shown.
    public static func text(for key: PrivateKey) -> String { text(for: key.publicKey) }

    /// The text in pieces of at most 255 octets, as the DNS keeps it (RFC 6376, section 3.6.2.2).
    ///
    /// - Parameter text: any text; it is cut between two characters of Unicode, never within one.
    /// - Returns: one or more strings that make the text when they are joined; an empty one for no text.
    public static func strings255(_ text: String) -> [String] {
        var strings: [String] = []
        var piece = String.UnicodeScalarView()
        var length = 0
        for scalar in text.unicodeScalars {
            let width = UTF8.width(scalar)
            if length + width > maximumStringLength {
                strings.append(String(piece))
                (piece, length) = (String.UnicodeScalarView(), 0)
            }
            piece.append(scalar)
            length += width
        }
        return strings + [String(piece)]
    }

    /// The line of a zone file that publishes a key (RFC 1035, section 5.1).
    ///
    /// - Parameters:
    ///   - key: the public key.
    ///   - name: where it is to stand, as in ``DKIMSigner/keyName``.
    public static func zoneLine(for key: PublicKey, at name: DomainName) -> String {
        record(for: key).zoneLine(at: name)
    }

    /// The record of a key without any options.
    private static func record(for key: PublicKey) -> DKIMKeyRecord {
        DKIMKeyRecord(
            keyType: keyType(of: key), keyOctets: octets(of: key), digests: nil, services: [everyService], flags: [],
            notes: nil)
    }

    /// A string of a zone file in quotes; other octets than visible ASCII and blanks become `\DDD`.
    private static func quoted(_ string: String) -> String {
        var octets: [UInt8] = [UInt8(ascii: "\"")]
        for octet in string.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): octets += [UInt8(ascii: "\\"), octet]
            case 0x20...0x7E: octets.append(octet)
            default:
                let digits = [octet / 100, octet / 10 % 10, octet % 10].map { UInt8(ascii: "0") + $0 }
                octets += [UInt8(ascii: "\\")] + digits
            }
        }
        return (octets + [UInt8(ascii: "\"")]).text
    }

    /// The longest string of a TXT record (RFC 1035, section 3.3).
    private static let maximumStringLength = 255
}

extension DKIMKeyRecord: CustomStringConvertible {
    /// The record as one text.
    public var description: String { text }
}
