import COpenSSLShim

/// A server certificate that signs itself, with the private key that belongs to it.
///
/// It encrypts and proves nothing: mail servers that speak TLS to each other without further agreement take it, and so
/// does a client to which it was given as its only root. It is made for one name, may not sign others, and is good for
/// servers only. Its description leaves out the key.
public struct SelfSignedCertificate: Sendable {
    /// The kinds of key to make; complete, because every TLS implementation knows these two.
    public enum KeyKind: Hashable, Sendable {
        /// RSA of 2,048 bits.
        case rsa2048
        /// The curve P-256 of NIST.
        case p256
    }

    /// The certificate as PEM text.
    public let certificatePEM: String
    /// The private key as PKCS#8 PEM text: a secret.
    public let privateKeyPEM: String

    /// The longest time for which a certificate is made, in days.
    public static let maximumDays = 36_500
    /// How long before the given time the certificate begins to be valid, in seconds, as clocks differ.
    public static let clockTolerance: Int64 = 3_600

    /// Makes a key and a certificate for it.
    ///
    /// - Parameters:
    ///   - hostName: the name, or an IPv4 or IPv6 address without brackets, that stands as the subject's alternative name.
    ///   - days: for how long from the time on it is valid, 1 to ``maximumDays``.
    ///   - key: which key to make.
    ///   - unixTime: the time now, in seconds since 1970.
    ///   - serial: the serial number, 1 to 20 octets; nil takes random ones.
    /// - Throws: `CryptographyError` of the kind `invalidHostName`, `invalidValidity`, `randomness` or `certificate`.
    public static func make(
        hostName: String, validForDays days: Int = 3_650, key: KeyKind = .p256, at unixTime: Int64,
        serial: [UInt8]? = nil
    ) throws(CryptographyError) -> SelfSignedCertificate {
        guard isAcceptable(hostName) else { throw CryptographyError(.invalidHostName) }
        guard (1...maximumDays).contains(days), (clockTolerance...latestTime).contains(unixTime) else {
            throw CryptographyError(.invalidValidity)
        }
        let number = if let serial { serial } else { try randomSerial() }
        var certificate = [UInt8](repeating: 0, count: capacity)
        var privateKey = [UInt8](repeating: 0, count: capacity)
        var certificateLength = capacity
        var privateKeyLength = capacity
        let end = unixTime + Int64(days) * 86_400
        let answer = unsafe waxwing_certificate_make(
            hostName, key == .rsa2048 ? WAXWING_RSA_2048 : WAXWING_EC_P256, unixTime - clockTolerance, end,
            number, number.count, &certificate, &certificateLength, &privateKey, &privateKeyLength)
        guard answer == 1 else { throw CryptographyError(fromOpenSSL: .certificate) }
        OpenSSLErrors.clear()
        return SelfSignedCertificate(
            certificatePEM: String(decoding: certificate[..<certificateLength], as: UTF8.self),
            privateKeyPEM: String(decoding: privateKey[..<privateKeyLength], as: UTF8.self))
    }

    /// Sixteen octets, positive as a number and never shorter.
    private static func randomSerial() throws(CryptographyError) -> [UInt8] {
        var octets = try SecureRandom.bytes(16)
        octets[0] = octets[0] & 0x7F | 0x40
        return octets
    }

    private static func isAcceptable(_ hostName: String) -> Bool {
        (1...253).contains(hostName.utf8.count)
            && hostName.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: ":"):
                    true
                default: false
                }
            }
    }

    /// More than the PEM text of a certificate for the longest name, or of the longest key.
    private static let capacity = 16 * 1024
    /// The beginning of the year 9800: with the longest validity, what a certificate's time can express.
    private static let latestTime: Int64 = 247_090_953_600
}

extension SelfSignedCertificate: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The certificate's text without the key.
    public var description: String { certificatePEM }

    /// The certificate's text without the key.
    public var debugDescription: String { certificatePEM }

    /// A mirror that shows the certificate and hides the key.
    public var customMirror: Mirror { Mirror(self, children: ["certificatePEM": certificatePEM]) }
}
