internal import MailCryptography
internal import NIOConcurrencyHelpers
internal import NIOSSL

/// The certificates that a server shows, each with its key; they can be replaced while the server runs.
///
/// TLS 1.2 and up; no renegotiation. A client that asks for a name gets the first certificate that is good for it, and the
/// first of all where none is, or where it asks for none (RFC 6066, section 3).
///
/// Guarantees: after `replace` every new handshake sees the new certificates; connections that stand go on as they are.
public final class SMTPServerTLS: Sendable {
    /// A certificate chain with its key, ready for use; the key never appears in a description.
    public struct Identity: Sendable {
        let context: NIOSSLContext
        /// The server's own certificate.
        private let certificate: Certificate
        /// What a login can be bound to (RFC 5929, section 4).
        let channelBinding: [UInt8]?

        /// Reads a certificate chain and its key.
        ///
        /// - Parameters:
        ///   - certificateChainPEM: the server's certificate and those between it and the root, in PEM.
        ///   - privateKeyPEM: the key of the first certificate, in PEM.
        /// - Throws: `SMTPTransportError` of kind `tlsConfiguration` when either cannot be read or they do not match.
        public init(certificateChainPEM: [UInt8], privateKeyPEM: [UInt8]) throws(SMTPTransportError) {
            do {
                let chain = try NIOSSLCertificate.fromPEMBytes(certificateChainPEM)
                guard let leaf = chain.first else {
                    throw SMTPTransportError(.tlsConfiguration, "the certificate file holds no certificate")
                }
                let key = try NIOSSLPrivateKey(bytes: privateKeyPEM, format: .pem)
                var configuration = TLSConfiguration.makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
                configuration.minimumTLSVersion = .tlsv12
                configuration.renegotiationSupport = .none
                context = try NIOSSLContext(configuration: configuration)
                certificate = try Certificate(der: try leaf.toDERBytes())
                channelBinding = certificate.serverEndPointBinding
            } catch let error as SMTPTransportError {
                throw error
            } catch {
                throw SMTPTransportError(.tlsConfiguration, "the certificate or its key cannot be used: \(error)")
            }
        }

        /// The host names that the certificate is good for, wildcards among them.
        public var hostNames: [String] { certificate.hostNames }
        /// From when the certificate is good, in seconds since 1970.
        public var notBefore: Int64 { certificate.notBefore }
        /// Until when the certificate is good, in seconds since 1970.
        public var notAfter: Int64 { certificate.notAfter }

        func covers(_ name: String) -> Bool { certificate.covers(name) }
    }

    private let identities: NIOLockedValueBox<[Identity]>

    /// Makes settings of one certificate chain and its key.
    ///
    /// - Parameters:
    ///   - certificateChainPEM: the server's certificate and those between it and the root, in PEM.
    ///   - privateKeyPEM: the key of the first certificate, in PEM.
    /// - Throws: `SMTPTransportError` of kind `tlsConfiguration` when either cannot be read or they do not match.
    public convenience init(certificateChainPEM: [UInt8], privateKeyPEM: [UInt8]) throws(SMTPTransportError) {
        self.init(try Identity(certificateChainPEM: certificateChainPEM, privateKeyPEM: privateKeyPEM))
    }

    /// Makes settings of one or several identities.
    ///
    /// - Parameters:
    ///   - identity: what a client sees that asks for no name, or for one that nobody has.
    ///   - others: further ones, by the names in them.
    public init(_ identity: Identity, others: [Identity] = []) { identities = NIOLockedValueBox([identity] + others) }

    /// Takes other certificates from now on.
    ///
    /// - Parameters:
    ///   - identity: what a client sees that asks for no name, or for one that nobody has.
    ///   - others: further ones, by the names in them.
    public func replace(with identity: Identity, others: [Identity] = []) {
        identities.withLockedValue { $0 = [identity] + others }
    }

    /// Whether a client's wish has to be known.
    var hasSeveral: Bool { identities.withLockedValue { $0.count > 1 } }

    /// What a client sees that asks for a name.
    func identity(for name: String?) -> Identity {
        identities.withLockedValue { identities in
            guard let name else { return identities[0] }
            return identities.first { $0.covers(name) } ?? identities[0]
        }
    }
}
