public import MailAddressing
public import SMTPProtocol
public import SMTPTransport

/// The way that mail takes out of here; complete for this version.
public enum DeliveryRoute: Sendable {
    /// To the hosts that the recipient's domain names in the DNS.
    ///
    /// `demand` is what a connection has to prove in any case; DANE and MTA-STS may demand more.
    case direct(port: Int, tls: SMTPClientTLS?, demand: TransportDemand = .opportunistic)
    /// To hosts that take everything: smarthosts, or mailbox servers that speak LMTP; at least one.
    ///
    /// They are tried by their priorities.
    case relay([RelayHost])
}

/// What a connection to a recipient's own mail host has to prove, whatever the host's domain says of it; complete.
public enum TransportDemand: Sendable {
    /// TLS where it is offered, and nothing is checked (RFC 7435).
    case opportunistic
    /// TLS, and nothing is checked: nobody listens who does not take part.
    case encrypted(SMTPClientTLS)
    /// TLS, and the certificate is checked by these settings, against the mail host's name.
    case verified(SMTPClientTLS)
}

/// A host that takes mail for others: a smarthost, or a mailbox server.
public struct RelayHost: Sendable {
    /// Its name or address.
    public var host: MailHost
    /// Its port.
    public var port: Int
    /// How TLS is used.
    public var security: SMTPClient.Security
    /// Who to log in as, if anyone.
    public var credentials: SMTPCredentials?
    /// Which of several is tried first: the lowest; equal ones take turns by message.
    ///
    /// Default 10, so that there is room before it.
    public var priority: Int
    /// Which protocol it speaks.
    public var dialect: SMTPServerConfiguration.Dialect

    /// Makes a relay host.
    ///
    /// - Parameters:
    ///   - host: its name or address.
    ///   - port: its port, 1 to 65535.
    ///   - security: how TLS is used.
    ///   - credentials: who to log in as, if anyone.
    ///   - priority: which of several is tried first: the lowest.
    ///   - dialect: which protocol it speaks.
    public init(
        host: MailHost, port: Int, security: SMTPClient.Security, credentials: SMTPCredentials? = nil,
        priority: Int = 10, dialect: SMTPServerConfiguration.Dialect = .smtp
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
        self.priority = priority
        self.dialect = dialect
    }
}

extension [RelayHost] {
    /// The hosts in the order in which they are tried for a message.
    ///
    /// - Parameter turn: whose turn it is among those of equal priority: a number of the message.
    func inOrder(turn: UInt64) -> [RelayHost] {
        let groups = Dictionary(grouping: self, by: \.priority).sorted { $0.key < $1.key }
        return groups.flatMap { _, hosts in
            let first = Int(turn % UInt64(hosts.count))
            return hosts[first...] + hosts[..<first]
        }
    }
}
