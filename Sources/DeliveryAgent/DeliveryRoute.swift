public import MailAddressing
public import SMTPProtocol
public import SMTPTransport

/// The way that mail takes out of here; complete for this version.
public enum DeliveryRoute: Sendable {
    /// To the hosts that the recipient's domain names in the DNS.
    case direct(port: Int, tls: SMTPClientTLS?)
    /// To one host that passes everything on.
    case relay(RelayHost)
}

/// A host that passes mail on: a smarthost.
public struct RelayHost: Sendable {
    /// Its name or address.
    public var host: MailHost
    /// Its port.
    public var port: Int
    /// How TLS is used.
    public var security: SMTPClient.Security
    /// Who to log in as, if anyone.
    public var credentials: SMTPCredentials?

    /// Makes a relay host.
    ///
    /// - Parameters:
    ///   - host: its name or address.
    ///   - port: its port.
    ///   - security: how TLS is used.
    ///   - credentials: who to log in as, if anyone.
    public init(host: MailHost, port: Int, security: SMTPClient.Security, credentials: SMTPCredentials? = nil) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
    }
}
