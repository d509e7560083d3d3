public import MailAddressing

/// The recipient as the sender named it, before anybody forwarded the message (ORCPT of RFC 3461, section 4.2).
///
/// It need not be a mailbox: the sender's mail system says of which kind the address is.
///
/// Guarantees: a type of letters, digits and hyphens; an address of printable ASCII that neither begins nor ends with a
/// space.
public struct OriginalRecipient: Hashable, Sendable {
    /// The kind of address in lower case, for example `rfc822`.
    public let addressType: String
    /// The address, decoded from the `xtext` of SMTP.
    public let address: String

    /// The longest address in octets: that of the ORCPT parameter (RFC 3461, section 4.2).
    public static let maximumLength = 500
    /// The longest type in octets; registered ones have up to a dozen.
    public static let maximumTypeLength = 60

    /// Makes an original recipient of a mailbox.
    ///
    /// - Parameter mailbox: the mailbox that the sender named.
    public init(_ mailbox: Mailbox) {
        let text = mailbox.description
        if text.utf8.allSatisfy({ $0 < 128 }) {
            addressType = "rfc822"
            address = text
        } else {
            addressType = "utf-8"
            address = Self.escaped(text)
        }
    }

    /// Makes an original recipient of any kind.
    ///
    /// - Parameters:
    ///   - addressType: letters, digits and hyphens, for example `rfc822`; case does not matter.
    ///   - address: the decoded address; nil is returned when it or the type has other octets, or is empty or too long.
    public init?(addressType: some StringProtocol, address: some StringProtocol) {
        let type = addressType.utf8
        guard (1...Self.maximumTypeLength).contains(type.count), type.allSatisfy(Self.isTypeText),
            (1...Self.maximumLength).contains(address.utf8.count),
            address.utf8.allSatisfy({ (32...126).contains($0) }),
            !address.hasPrefix(" "), !address.hasSuffix(" ")
        else { return nil }
        self.addressType = addressType.lowercased()
        self.address = String(address)
    }

    private static func isTypeText(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension OriginalRecipient {
    /// Parses the value of ORCPT: a type, a semicolon and the address in `xtext`.
    ///
    /// A UTF-8 address that stands in its own octets, or in `xtext` of them, is kept as type `utf-8` in the form `\x{…}` of
    /// RFC 6533, section 3, so that it may go into an ASCII report. Postfix sends such ones as type `rfc822`.
    ///
    /// - Parameter value: for example `rfc822;ada+2Btea@example.com`; nil is returned for anything else.
    public init?(parsing value: some StringProtocol) {
        guard let semicolon = value.firstIndex(of: ";") else { return nil }
        let given = Self.escaped(value[value.index(after: semicolon)...])
        guard let text = ExtendedText.decoded(given.utf8, allowsUTF8: true) else { return nil }
        let address = Self.escaped(text)
        let isPlain = address == text && given.utf8.count == value[semicolon...].utf8.count - 1
        self.init(addressType: isPlain ? value[..<semicolon] : "utf-8", address: address)
    }

    /// The text with `\x{…}` for each character over 127 (RFC 6533, section 3).
    private static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\x{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        return result
    }

    /// The value of ORCPT.
    public var parameterValue: String { "\(addressType);\(ExtendedText.encoded(address))" }
}

extension OriginalRecipient: CustomStringConvertible {
    /// The type and the address, as in `rfc822; ada@example.com`.
    public var description: String { "\(addressType); \(address)" }
}
