internal import NIOSSL

/// A server's certificate chain and key, ready for use.
///
/// TLS 1.2 and up; no renegotiation.
public struct SMTPServerTLS: Sendable {
    let context: NIOSSLContext

    /// Reads a certificate chain and its key.
    ///
    /// - Parameters:
    ///   - certificateChainPEM: the server's certificate and those between it and the root, in PEM.
    ///   - privateKeyPEM: the key of the first certificate, in PEM.
    /// - Throws: `SMTPTransportError` of kind `tlsConfiguration` when either cannot be read or they do not match.
    public init(certificateChainPEM: [UInt8], privateKeyPEM: [UInt8]) throws(SMTPTransportError) {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(certificateChainPEM)
            guard !chain.isEmpty else {
                throw SMTPTransportError(.tlsConfiguration, "the certificate file holds no certificate")
            }
            let key = try NIOSSLPrivateKey(bytes: privateKeyPEM, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            context = try NIOSSLContext(configuration: configuration)
        } catch let error as SMTPTransportError {
            throw error
        } catch {
            throw SMTPTransportError(.tlsConfiguration, "the certificate or its key cannot be used: \(error)")
        }
    }
}
