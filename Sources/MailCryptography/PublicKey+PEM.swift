import COpenSSLShim

extension PublicKey {
    /// The longest PEM text in octets that is read, 1 MiB: far more than any public key is long.
    public static let maximumPEMLength = 1_024 * 1_024

    /// Reads a key from PEM text.
    ///
    /// The forms are the SubjectPublicKeyInfo (`PUBLIC KEY`; RFC 7468, section 13) and the bare RSAPublicKey (`RSA PUBLIC
    /// KEY`; RFC 8017, appendix A.1.1).
    ///
    /// - Parameter pem: the text, up to ``maximumPEMLength``, with anything before and behind the first public key in
    ///   it; a private key in it is skipped.
    /// - Throws: `CryptographyError` of the kind `malformedKey`, `unsupportedKey` or `unsupportedKeySize`.
    public init(pem: [UInt8]) throws(CryptographyError) {
        guard pem.count <= Self.maximumPEMLength else { throw CryptographyError(.malformedKey, reason: "too long") }
        var der = [UInt8](repeating: 0, count: pem.count)
        var isBareRSA: Int32 = 0
        let length = unsafe waxwing_public_key_next_pem(pem, pem.count, &isBareRSA, &der, der.count)
        guard length > 0, length <= der.count else { throw CryptographyError(fromOpenSSL: .malformedKey) }
        OpenSSLErrors.clear()
        let octets = Array(der[..<length])
        if isBareRSA == 1 {
            try self.init(rsaPublicKey: octets)
        } else {
            try self.init(subjectPublicKeyInfo: octets)
        }
    }

    /// Reads a key from PEM text, as the initialiser that takes octets does.
    ///
    /// - Parameter pem: the text, with anything before and behind the first public key in it.
    /// - Throws: `CryptographyError` of the kind `malformedKey`, `unsupportedKey` or `unsupportedKeySize`.
    public init(pem: String) throws(CryptographyError) { try self.init(pem: Array(pem.utf8)) }

    /// The key as PEM text: a SubjectPublicKeyInfo in lines of 64 characters (RFC 7468, section 13).
    public var pem: String {
        var text = "-----BEGIN PUBLIC KEY-----\n"
        var rest = Base64.encode(subjectPublicKeyInfo)[...]
        while !rest.isEmpty {
            text += rest.prefix(Self.pemLineLength) + "\n"
            rest = rest.dropFirst(Self.pemLineLength)
        }
        return text + "-----END PUBLIC KEY-----\n"
    }

    /// The length of a full line of Base64 in PEM text (RFC 7468, section 2).
    private static let pemLineLength = 64
}
