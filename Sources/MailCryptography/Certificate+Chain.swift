import COpenSSLShim

extension Certificate {
    /// The most certificates of one chain, 100: as deep as OpenSSL goes when it checks one.
    public static let maximumChainLength = 100
    /// The longest PEM text in octets, 4 MiB: as many certificates as there may be, of a generous length.
    public static let maximumPEMLength = 4 * 1_024 * 1_024

    /// Reads all certificates of a PEM text, in their order; a server's own comes first.
    ///
    /// - Parameter pem: the text; anything else in it, such as a private key, is skipped.
    /// - Returns: 1 to ``maximumChainLength`` certificates.
    /// - Throws: `CryptographyError` of the kind `malformedCertificate` when there is none or one cannot be read, when
    ///   there are too many, or when the text is too long.
    public static func chain(pem: [UInt8]) throws(CryptographyError) -> [Certificate] {
        var certificates: [Certificate] = []
        for der in try blocks(ofPEM: pem, atMost: maximumChainLength) { certificates.append(try Certificate(der: der)) }
        return certificates
    }

    /// The octets of all certificates of a PEM text, in their order; at least one.
    static func blocks(ofPEM pem: [UInt8], atMost maximum: Int) throws(CryptographyError) -> [[UInt8]] {
        guard pem.count <= maximumPEMLength else { throw CryptographyError(.malformedCertificate, reason: "too long") }
        var blocks: [[UInt8]] = []
        var der = [UInt8](repeating: 0, count: min(pem.count, maximumLength))
        var rest = pem[...]
        while true {
            var used = 0
            let length = unsafe rest.withUnsafeBufferPointer { text in
                unsafe waxwing_certificate_next_pem(text.baseAddress, text.count, &used, &der, der.count)
            }
            if length == -2 { break }
            guard length > 0 else { throw CryptographyError(fromOpenSSL: .malformedCertificate) }
            guard blocks.count < maximum else { throw CryptographyError(.malformedCertificate, reason: "too many") }
            blocks.append(Array(der[..<length]))
            rest = rest.dropFirst(used)
        }
        OpenSSLErrors.clear()
        guard !blocks.isEmpty else { throw CryptographyError(.malformedCertificate, reason: "there is none") }
        return blocks
    }
}
