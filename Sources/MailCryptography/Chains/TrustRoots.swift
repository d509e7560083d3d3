/// The certificates that are believed without further proof, as those of the authorities that a system trusts.
///
/// A certificate is believed whether or not it signs itself, so a server's own may stand here as well. Making one costs
/// the reading of all certificates, using it little: make it once, when the program begins, not for each connection. A
/// value; any number of tasks may use one.
///
/// ```swift
/// let roots = TrustRoots.system()                                     // once
///
/// let verdict = roots.verdict(on: chain, for: "mx.example.com", at: now)      // for each connection
/// for fault in verdict.faults { print(fault) }
/// ```
public struct TrustRoots: Sendable {
    private let store: RootStore

    /// The most roots in one PEM text: several times as many as any system has.
    public static let maximumRoots = 1_000

    /// Reads roots from a PEM text, such as a system's bundle.
    ///
    /// - Parameter pem: the text, up to ``Certificate/maximumPEMLength`` octets; anything else in it is skipped.
    /// - Throws: `CryptographyError` of the kind `malformedCertificate` when there is no certificate or one cannot be
    ///   read, when there are more than ``maximumRoots``, or when the text is too long.
    public init(pem: [UInt8]) throws(CryptographyError) {
        store = RootStore()
        for der in try Certificate.blocks(ofPEM: pem, atMost: Self.maximumRoots) {
            guard store.add(der) else { throw CryptographyError(fromOpenSSL: .malformedCertificate) }
        }
    }

    /// Makes roots of certificates.
    ///
    /// - Parameter certificates: the certificates; with none every chain is refused.
    public init(_ certificates: [Certificate]) {
        store = RootStore()
        for certificate in certificates {
            let isAdded = store.add(certificate.der)
            assert(isAdded, "what was read once is read again")
        }
    }

    private init(store: RootStore) { self.store = store }

    /// The roots of the system: where OpenSSL looks for them by default, or where `SSL_CERT_FILE` and `SSL_CERT_DIR`
    /// say.
    ///
    /// A file is read now; of a folder each root when a chain needs it, during the check. Where the system has no
    /// roots, every chain is refused, and ``ChainFault/Kind-swift.enum/noRoots`` says why.
    public static func system() -> TrustRoots { TrustRoots(store: RootStore(systemFile: nil, folders: nil)) }

    /// The same, from a file and from folders with a colon between them in place of those of the system.
    package static func system(file: String, folders: String) -> TrustRoots {
        TrustRoots(store: RootStore(systemFile: file, folders: folders))
    }
}

extension TrustRoots {
    /// Checks the certificates that a server presented (RFC 5280, section 6; RFC 9525).
    ///
    /// The chain must lead to a root, be valid at the time, be made for TLS servers, be signed and keyed with at least
    /// 80 bits of security (OpenSSL's security level 1), and cover the name as ``Certificate/covers(_:)`` says. All
    /// faults are found that can be. Nothing is asked of the network: revocation is not checked.
    ///
    /// Work is bounded: 20 certificates are looked at, 8 issuers may stand below the root, and of those that are no
    /// roots one with a key of over 4,096 bits, or an RSA exponent of over 64 bits, issues nothing. Where several roads
    /// may lead to a root, up to five are looked for, and the signatures of the last one alone are checked.
    ///
    /// - Parameters:
    ///   - chain: the server's own certificate first; the others are helpers in any order, of which more may be there
    ///     than are needed.
    ///   - hostName: the name that the server was asked for, in the form of the DNS (A-labels).
    ///   - secondsSince1970: the time now.
    public func verdict(
        on chain: [Certificate], for hostName: String, at secondsSince1970: Int64
    ) -> ChainVerdict {
        store.verdict(on: chain, for: hostName, at: secondsSince1970)
    }
}
