internal import NIOSSL

/// How far a client trusts a server's certificate.
public struct SMTPClientTLS: Sendable {
    /// Where trust begins; complete.
    public enum Roots: Hashable, Sendable {
        /// The system's certificate authorities.
        case system
        /// Those in a PEM file at this path.
        case file(String)
    }

    let context: NIOSSLContext

    /// No certificate is checked: protects against listeners, not against a stranger in between.
    ///
    /// This is what opportunistic TLS between mail servers is (RFC 7435).
    ///
    /// - Throws: `SMTPTransportError` of kind `tlsConfiguration`.
    public static func opportunistic() throws(SMTPTransportError) -> SMTPClientTLS {
        try SMTPClientTLS(roots: .system, verifies: false)
    }

    /// Certificate and name are checked (RFC 5280, RFC 9525).
    ///
    /// - Parameter roots: where trust begins.
    /// - Throws: `SMTPTransportError` of kind `tlsConfiguration` when the roots cannot be read.
    public static func verified(roots: Roots = .system) throws(SMTPTransportError) -> SMTPClientTLS {
        try SMTPClientTLS(roots: roots, verifies: true)
    }

    private init(roots: Roots, verifies: Bool) throws(SMTPTransportError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = verifies ? .fullVerification : .none
        if case .file(let path) = roots { configuration.trustRoots = .file(path) }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw SMTPTransportError(.tlsConfiguration, "the root certificates cannot be used: \(error)")
        }
    }
}
