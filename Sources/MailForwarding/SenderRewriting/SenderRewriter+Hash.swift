import MailCryptography

extension SenderRewriter {
    /// The hash over a text.
    ///
    /// - Parameter text: the fields that are signed, one behind the other.
    func hash(of text: String) -> String {
        String(decoding: code(of: text, with: signingSecret), as: UTF8.self)
    }

    /// Whether a hash is that of a text by one of the secrets, whatever the case of its letters.
    ///
    /// Comparing takes a time that says nothing about the right one.
    ///
    /// - Parameters:
    ///   - hash: the hash that an address has.
    ///   - text: the fields that are signed, one behind the other.
    func isGenuine(_ hash: String, of text: String) -> Bool {
        let given = Self.folded(hash.utf8)
        return secrets.contains { ConstantTime.areEqual(given, Self.folded(code(of: text, with: $0))) }
    }

    /// The octets with the letters of ASCII in lower case.
    static func folded(_ octets: some Collection<UInt8>) -> [UInt8] {
        octets.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }

    /// The first characters of the code in base 64, over the text with its letters in lower case.
    private func code(of text: String, with secret: SenderRewritingSecret) -> [UInt8] {
        let code = HMACSHA1.code(for: Self.folded(text.utf8), key: secret.octets)
        return Array(Base64.encode(code).utf8.prefix(hashLength))
    }
}
