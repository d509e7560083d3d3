public import MailAddressing

extension SuppressionTarget {
    /// Parses what people write, and whatever `description` writes.
    ///
    /// The canonical form of a local part may be longer than a local part may be, and domains come from hosts with
    /// A-labels that stand for nothing. So what a target is written as is read as that target; anything else must be
    /// what a `Mailbox` is, or a domain as `DomainName.init(internationalized:)` reads it.
    ///
    /// - Parameter text: a mailbox as `ada@example.com`, or a domain as `example.com` or `@example.com`.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    public init(parsing text: some StringProtocol) throws(AddressError) {
        let octets = Array(text.utf8)
        if let target = SuppressionTarget(written: octets) {
            self = target
        } else if octets.first == UInt8(ascii: "@") {
            do {
                // Without the octet, not the character: a combining mark may stand behind it.
                self.init(
                    domain: try DomainName(internationalized: String(decoding: octets.dropFirst(), as: UTF8.self)))
            } catch {
                throw AddressError(error.problem, at: error.offset + 1)
            }
        } else if octets.contains(UInt8(ascii: "@")) {
            self.init(try Mailbox(parsing: octets.span))
        } else {
            self.init(domain: try DomainName(internationalized: text))
        }
    }

    /// The target whose description this is, octet by octet; nil where it is that of none.
    private init?(written octets: [UInt8]) {
        // No host has an `@`.
        guard octets.count <= Self.maximumTextLength, let at = octets.lastIndex(of: UInt8(ascii: "@")) else {
            return nil
        }
        let localPart = String(decoding: Self.unquoted(octets[..<at]), as: UTF8.self)
        let host = String(decoding: octets[(at + 1)...], as: UTF8.self)
        guard let target = SuppressionTarget(localPart: localPart, host: host),
            target.description.utf8.elementsEqual(octets)
        else { return nil }
        self = target
    }

    /// The longest description: each octet of the local part behind a backslash, two quotes, an `@` and a domain.
    private static let maximumTextLength = 2 * maximumLocalPartLength + 3 + DomainName.maximumLength

    /// What stands between quotes, without the backslashes before quoted characters; the same where there are none.
    private static func unquoted(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        guard octets.count > 1, octets.first == UInt8(ascii: "\"") else { return Array(octets) }
        var (content, rest): ([UInt8], ArraySlice<UInt8>) = ([], octets.dropFirst().dropLast())
        while let octet = rest.popFirst() {
            content.append(octet == UInt8(ascii: "\\") ? rest.popFirst() ?? octet : octet)
        }
        return content
    }
}

extension SuppressionTarget: CustomStringConvertible {
    /// The mailbox as it is written, or the domain after an `@`; what `init(parsing:)` makes the same target of.
    public var description: String {
        guard let localPart else { return "@\(host)" }
        let atoms = localPart.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard !atoms.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isAtomText || $0 > 127 } }) else {
            return "\(localPart)@\(host)"
        }
        var quoted = String.UnicodeScalarView()
        for scalar in localPart.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        return "\"\(String(quoted))\"@\(host)"
    }
}
