public import MailAddressing
public import MailCryptography

extension DKIMKeyRecord {
    /// The record that publishes a key, for example `v=DKIM1; k=rsa; p=MIIB…`.
    ///
    /// - Parameter key: the public key.
    public static func text(for key: PublicKey) -> String {
        switch key.algorithm {
        case .rsa: "v=DKIM1; k=rsa; p=" + Base64.encode(key.subjectPublicKeyInfo)
        case .ed25519: "v=DKIM1; k=ed25519; p=" + Base64.encode(key.ed25519Octets ?? [])
        }
    }

    /// The record that publishes the public half of a key.
    ///
    /// - Parameter key: the private key, of which nothing secret is shown.
    public static func text(for key: PrivateKey) -> String { text(for: key.publicKey) }

    /// The text in pieces of at most 255 octets, as the DNS keeps it (RFC 6376, section 3.6.2.2).
    ///
    /// - Parameter text: ASCII text.
    public static func strings255(_ text: String) -> [String] {
        var rest = Substring(text)
        var strings: [String] = []
        repeat {
            let piece = rest.prefix(maximumStringLength)
            strings.append(String(piece))
            rest = rest.dropFirst(piece.count)
        } while !rest.isEmpty
        return strings
    }

    /// The line of a zone file that publishes a key (RFC 1035, section 5.1).
    ///
    /// - Parameters:
    ///   - key: the public key.
    ///   - name: where it is to stand, as in ``DKIMSigner/keyName``.
    public static func zoneLine(for key: PublicKey, at name: DomainName) -> String {
        let strings = strings255(text(for: key)).map { "\"\($0)\"" }
        return "\(name). IN TXT ( \(strings.joined(separator: " ")) )"
    }

    /// The longest string of a TXT record (RFC 1035, section 3.3).
    private static let maximumStringLength = 255
}
