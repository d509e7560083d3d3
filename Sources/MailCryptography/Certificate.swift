import COpenSSLShim

/// An X.509 certificate that was read: its names, its time and what channels are bound to it by (RFC 5280).
///
/// Reading checks the form only: no signature, no time and no issuer. Two certificates are equal when their octets are.
public struct Certificate: Sendable {
    /// The certificate's octets, as they were given.
    public let der: [UInt8]
    /// The names that it is made for, in their order: the dNSNames of the subject's alternative name.
    ///
    /// They are in lower case, in the form of the DNS (A-labels); the left-most label may be `*`. What is no host name,
    /// such as one with a zero or with `*` elsewhere, is left out. The subject's common name never counts (RFC 9525,
    /// section 2).
    public let hostNames: [String]
    /// When the certificate begins to be valid, in seconds since 1970.
    public let notBefore: Int64
    /// The last second in which it is valid, in seconds since 1970.
    public let notAfter: Int64
    /// What TLS channels are bound to the certificate by: the data of `tls-server-end-point` (RFC 5929, section 4.1).
    ///
    /// It is the digest of ``der`` by the hash of the certificate's own signature, SHA-256 in place of MD5 and SHA-1;
    /// nil where the signature has no single hash, as with Ed25519.
    public let serverEndPointBinding: [UInt8]?
    /// The key that the certificate is for, as SubjectPublicKeyInfo in DER (RFC 5280, section 4.1.2.7).
    public let subjectPublicKeyInfo: [UInt8]

    /// The longest certificate that is read, 256 KiB: enough for the longest signatures there are.
    public static let maximumLength = 256 * 1_024

    /// Reads a certificate.
    ///
    /// - Parameter der: the DER octets and nothing behind them.
    /// - Throws: `CryptographyError` of the kind `malformedCertificate`, also when the alternative name cannot be read
    ///   or the certificate is longer than ``maximumLength``. The key may be of a kind that is not known here.
    public init(der: [UInt8]) throws(CryptographyError) {
        guard der.count <= Self.maximumLength else {
            throw CryptographyError(.malformedCertificate, reason: "too long")
        }
        var names = [UInt8](repeating: 0, count: der.count)
        var namesLength = names.count
        var binding = [UInt8](repeating: 0, count: Self.bindingCapacity)
        var bindingLength = binding.count
        var keyInfo = [UInt8](repeating: 0, count: der.count)
        var keyInfoLength = keyInfo.count
        var begin: Int64 = 0
        var end: Int64 = 0
        let answer = unsafe waxwing_certificate_read(
            der, der.count, &begin, &end, &names, &namesLength, &binding, &bindingLength, &keyInfo, &keyInfoLength)
        guard answer == 1 else { throw CryptographyError(fromOpenSSL: .malformedCertificate) }
        OpenSSLErrors.clear()
        self.der = der
        hostNames = names[..<namesLength].split(separator: UInt8(ascii: " ")).compactMap(Self.hostName)
        notBefore = begin
        notAfter = end
        serverEndPointBinding = bindingLength > 0 ? Array(binding[..<bindingLength]) : nil
        subjectPublicKeyInfo = Array(keyInfo[..<keyInfoLength])
    }

    /// The longest digest: that of SHA-512.
    private static let bindingCapacity = 64
}

extension Certificate: Hashable {
    /// Whether both are the same octets.
    public static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }

    /// Feeds the certificate's octets into the hasher.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

extension Certificate: CustomStringConvertible {
    /// The names that the certificate is made for.
    public var description: String {
        hostNames.isEmpty ? "certificate without a host name" : "certificate for \(hostNames.joined(separator: ", "))"
    }
}
