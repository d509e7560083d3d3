public import MailAddressing
internal import NIOCore
public import SMTPProtocol

extension SMTPServer {
    /// A place to listen at, and what is true there.
    public struct Listener: Sendable {
        /// When TLS begins; complete.
        public enum Encryption: Hashable, Sendable {
            /// By STARTTLS (RFC 3207).
            case startTLS
            /// With the first octet (RFC 8314).
            case implicit
        }

        /// The address to listen on, in numbers.
        public var host: String
        /// The port, or 0 for any that is free.
        public var port: Int
        /// A socket that listens there already, such as an inherited one; nil has one made.
        public var socket: ListeningSocket?
        /// Names, extensions and limits.
        public var configuration: SMTPServerConfiguration
        /// The certificates, or nil where there is no TLS.
        public var tls: SMTPServerTLS?
        /// When TLS begins.
        public var encryption: Encryption
        /// Judges who clients are, where `configuration.authentication` has them log in.
        public var authenticator: SMTPAuthenticator?
        /// Whose connections begin with a header of the PROXY protocol; from everybody else it is a mistake.
        public var proxyFrom: [IPNetwork] = []
        /// Who may say by XCLIENT for whom it speaks; judged by the connection's own address, or that in the header of the
        /// PROXY protocol.
        public var xclientFrom: [IPNetwork] = []
        /// How strangers are met.
        public var exposure = SMTPExposure()
        /// The most octets of one message that its session keeps in memory; nil where it keeps all of it.
        ///
        /// MAIL gets a 452 where the server's budget has less left than the message needs: its declared size, or this.
        public var maximumMessageMemory: Int?

        /// Makes a listener; STARTTLS is offered when there is a certificate.
        ///
        /// - Parameters:
        ///   - host: the address to listen on, in numbers.
        ///   - port: the port, or 0 for any that is free.
        ///   - configuration: names, extensions and limits.
        ///   - tls: the certificates.
        ///   - encryption: when TLS begins.
        ///   - authenticator: judges who clients are.
        public init(
            host: String, port: Int, configuration: SMTPServerConfiguration, tls: SMTPServerTLS? = nil,
            encryption: Encryption = .startTLS, authenticator: SMTPAuthenticator? = nil
        ) {
            self.host = host
            self.port = port
            self.configuration = configuration
            self.tls = tls
            self.encryption = encryption
            self.authenticator = authenticator
        }
    }
}

extension SMTPServer.Listener {
    /// A listener for mail from other hosts, as at port 25.
    ///
    /// - Parameters:
    ///   - host: the address to listen on, in numbers.
    ///   - port: the port.
    ///   - hostName: the server's name.
    ///   - tls: the certificates for STARTTLS.
    public static func mx(
        host: String, port: Int = 25, hostName: MailHost, tls: SMTPServerTLS? = nil
    ) -> SMTPServer.Listener {
        SMTPServer.Listener(
            host: host, port: port, configuration: SMTPServerConfiguration(hostName: hostName), tls: tls)
    }

    /// A listener for the mail of those who log in (RFC 6409, RFC 8314): nothing is taken without TLS and AUTH.
    ///
    /// - Parameters:
    ///   - host: the address to listen on, in numbers.
    ///   - port: the port: 465 for implicit TLS, 587 for STARTTLS.
    ///   - hostName: the server's name.
    ///   - tls: the certificates.
    ///   - encryption: when TLS begins.
    ///   - authenticator: judges who clients are.
    public static func submission(
        host: String, port: Int, hostName: MailHost, tls: SMTPServerTLS, encryption: Encryption,
        authenticator: SMTPAuthenticator
    ) -> SMTPServer.Listener {
        var configuration = SMTPServerConfiguration(hostName: hostName)
        configuration.authentication = .init(mechanisms: authenticator.mechanisms, isRequired: true)
        configuration.requiresTLS = true
        return SMTPServer.Listener(
            host: host, port: port, configuration: configuration, tls: tls, encryption: encryption,
            authenticator: authenticator)
    }

    /// A listener for LMTP (RFC 2033), which is for hosts that we know: never at port 25.
    ///
    /// - Parameters:
    ///   - host: the address to listen on, in numbers.
    ///   - port: the port.
    ///   - hostName: the server's name.
    ///   - tls: the certificates for STARTTLS.
    public static func lmtp(
        host: String, port: Int, hostName: MailHost, tls: SMTPServerTLS? = nil
    ) -> SMTPServer.Listener {
        SMTPServer.Listener(
            host: host, port: port, configuration: SMTPServerConfiguration(hostName: hostName, dialect: .lmtp), tls: tls
        )
    }
}

extension SMTPServer.Listener {
    /// Why a listener like this one is refused, or nil: settings that contradict each other, or endanger somebody.
    ///
    /// - Parameter socketAddress: the address that is listened on.
    func problem(at socketAddress: SocketAddress) -> SMTPTransportError? {
        let address = socketAddress.ipAddress.flatMap { IPAddress($0) }
        if encryption == .implicit, tls == nil {
            return SMTPTransportError(.tlsConfiguration, "implicit TLS needs a certificate")
        }
        if configuration.dialect == .lmtp, socketAddress.port == 25 {
            return SMTPTransportError(.dangerous, "LMTP is not spoken at port 25 (RFC 2033, section 5)")
        }
        if let authentication = configuration.authentication {
            guard authenticator != nil else {
                return SMTPTransportError(.dangerous, "AUTH needs an authenticator, or nobody could log in")
            }
            if authentication.dangerouslyAllowsCleartext, address?.isLoopback != true {
                return SMTPTransportError(
                    .dangerous, "AUTH without TLS is for loopback only: everybody on the way could read passwords")
            }
            if tls == nil, !authentication.dangerouslyAllowsCleartext {
                return SMTPTransportError(.dangerous, "AUTH needs TLS, and there is no certificate")
            }
        }
        for network in proxyFrom + xclientFrom where network.isOpenToStrangers {
            return SMTPTransportError(
                .dangerous, "\(network) would let every stranger say which address he has")
        }
        return nil
    }
}

extension IPNetwork {
    /// Whether a network is so large that strangers are in it: larger than the largest private one (IPv4), or than anybody's
    /// (IPv6).
    fileprivate var isOpenToStrangers: Bool { prefixLength < (base.family == .v4 ? 8 : 16) }
}
