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
            address = Self.escaped(text, onlyBeyondASCII: false)
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
            address.utf8.first != UInt8(ascii: " "), address.utf8.reversed().first != UInt8(ascii: " ")
        else { return nil }
        // What the form of RFC 6533 keeps for itself would end the parameter, or mean something else.
        let isInternational = addressType.lowercased() == "utf-8"
        guard !isInternational || address.utf8.allSatisfy({ !Self.reserved.contains($0) }) else { return nil }
        self.addressType = addressType.lowercased()
        self.address = String(address)
    }

    /// A space, `+` and `=`.
    private static let reserved: [UInt8] = [32, 43, 61]

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
        // Octets, not characters: a combining mark may stand behind the semicolon.
        guard let semicolon = value.utf8.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let type = String(asciiUppercased: value.utf8[..<semicolon])
        let given = String(value[value.utf8.index(after: semicolon)...])
        if type == "UTF-8" {
            // Its own form is no `xtext`.
            let isPlain = given.utf8.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "=") }
            guard isPlain else { return nil }
            self.init(addressType: "utf-8", address: Self.escaped(given, onlyBeyondASCII: true))
            return
        }
        guard let text = ExtendedText.decoded(Self.octets(of: given), allowsUTF8: true) else { return nil }
        if text.utf8.allSatisfy({ $0 < 128 }) {
            self.init(addressType: value[..<semicolon], address: text)
        } else {
            self.init(addressType: "utf-8", address: Self.escaped(text, onlyBeyondASCII: false))
        }
    }

    /// The octets of a value, those over 127 in `xtext`.
    private static func octets(of value: String) -> [UInt8] {
        value.utf8.flatMap { $0 < 128 ? [$0] : Array("+\(String($0, radix: 16, uppercase: true))".utf8) }
    }

    /// The text with `\x{…}` for each character beyond ASCII, and for those of ASCII that the form keeps for itself.
    private static func escaped(_ text: String, onlyBeyondASCII: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar.isASCII && (onlyBeyondASCII || !["+", "=", "\\", " "].contains(scalar))
            if isPlain {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\x{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        return result
    }

    /// The value of ORCPT.
    public var parameterValue: String {
        addressType == "utf-8" ? "\(addressType);\(address)" : "\(addressType);\(ExtendedText.encoded(address))"
    }
}

extension OriginalRecipient: CustomStringConvertible {
    /// The type and the address, as in `rfc822; ada@example.com`.
    public var description: String { "\(addressType); \(address)" }
}
