internal import MailCryptography
internal import NIOCore
internal import NIOSSL

/// How far a client trusts a server's certificate.
///
/// Equal are only copies of one value: connections are shared between messages whose settings are equal, and nobody can
/// tell whether two judges or two files of roots say the same. Make one, and use it for all messages.
public struct SMTPClientTLS: Sendable {
    /// Where trust begins; complete.
    public enum Roots: Hashable, Sendable {
        /// The system's certificate authorities.
        case system
        /// Those in a PEM file at this path.
        case file(String)
    }

    /// What a server showed in the handshake.
    public struct Presentation: Sendable {
        /// The certificates, the server's own first, each in DER; as sent, and checked by nobody.
        public let chain: [[UInt8]]
        /// The name that was asked for, or nil where only the address is known.
        public let serverName: String?

        /// Makes a presentation.
        ///
        /// - Parameters:
        ///   - chain: the certificates, the server's own first, each in DER.
        ///   - serverName: the name that was asked for.
        public init(chain: [[UInt8]], serverName: String?) {
            self.chain = chain
            self.serverName = serverName
        }
    }

    /// What is thought of a presentation; complete.
    public enum Verdict: Hashable, Sendable {
        /// The handshake goes on.
        case trusted
        /// The handshake fails, for this reason.
        case refused(String)
    }

    /// Judges what a server showed, in place of every check of ours.
    public typealias Judge = @Sendable (Presentation) async -> Verdict

    let context: NIOSSLContext
    let judge: Judge?
    /// Whether the name is checked here and not by a judge.
    private let checksName: Bool

    /// No certificate is checked: protects against listeners, not against a stranger in between.
    ///
    /// This is what opportunistic TLS between mail servers is (RFC 7435).
    ///
    /// - Throws: `SMTPTransportError` of kind `tlsConfiguration`.
    public static func opportunistic() throws(SMTPTransportError) -> SMTPClientTLS {
        try SMTPClientTLS(roots: .system, verifies: false)
    }

    /// Whether certificate and name are checked, by roots of trust.
    public var isVerified: Bool { checksName }

    /// Certificate and name are checked (RFC 5280, RFC 9525).
    ///
    /// - Parameter roots: where trust begins.
    /// - Throws: `SMTPTransportError` of kind `tlsConfiguration` when the roots cannot be read.
    public static func verified(roots: Roots = .system) throws(SMTPTransportError) -> SMTPClientTLS {
        try SMTPClientTLS(roots: roots, verifies: true)
    }

    /// The judge alone decides, as DANE needs it: neither roots nor names are checked by the library.
    ///
    /// - Parameter judge: gets the presented chain and decides.
    /// - Throws: `SMTPTransportError` of kind `tlsConfiguration`.
    public static func judged(by judge: @escaping Judge) throws(SMTPTransportError) -> SMTPClientTLS {
        try SMTPClientTLS(roots: .system, verifies: false, judge: judge)
    }

    private init(roots: Roots, verifies: Bool, judge: Judge? = nil) throws(SMTPTransportError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.renegotiationSupport = .none
        configuration.certificateVerification =
            judge != nil ? .noHostnameVerification : verifies ? .fullVerification : .none
        if case .file(let path) = roots { configuration.trustRoots = .file(path) }
        // A judge needs none, and reading the system's takes time and memory for each value.
        if judge != nil { configuration.trustRoots = .certificates([]) }
        self.judge = judge
        checksName = verifies
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw SMTPTransportError(.tlsConfiguration, "the root certificates cannot be used: \(error)")
        }
    }
}

extension SMTPClientTLS: Hashable {
    /// Whether both are copies of one value.
    public static func == (left: SMTPClientTLS, right: SMTPClientTLS) -> Bool { left.context === right.context }

    /// Hashes what `==` compares.
    ///
    /// - Parameter hasher: takes the identity, which is no other's as long as this value lives.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(context)) }
}

extension SMTPClientTLS {
    /// A handler for one connection.
    ///
    /// - Parameters:
    ///   - serverName: the name that is asked for and checked, or nil where only the address is known.
    ///   - refused: is told the judge's reason.
    func makeHandler(
        serverName: String?, refused: @escaping @Sendable (String) -> Void
    ) throws -> NIOSSLClientHandler {
        let name = serverName.flatMap { (try? SocketAddress(ipAddress: $0, port: 0)) == nil ? $0 : nil }
        guard let judge else { return try NIOSSLClientHandler(context: context, serverHostname: name) }
        return try NIOSSLClientHandler(context: context, serverHostname: name) { certificates, promise in
            let chain = certificates.compactMap { try? $0.toDERBytes() }
            guard chain.count == certificates.count, !chain.isEmpty else {
                refused("the server's certificate cannot be read")
                return promise.succeed(.failed)
            }
            promise.completeWithTask {
                switch await judge(Presentation(chain: chain, serverName: serverName)) {
                case .trusted: return .certificateVerified
                case .refused(let reason):
                    refused(reason)
                    return .failed
                }
            }
        }
    }

    /// A certificate that is for another name than the one that was asked for.
    struct WrongName: Error {}

    /// Checks the name on a channel whose handshake is done; on the event loop only.
    ///
    /// NIOSSL is also content with a certificate for the address that is connected to, which is the attacker's own where
    /// somebody lied to the DNS, and with a common name (RFC 9525, sections 2 and 6.3).
    func checkName(_ serverName: String?, on channel: any Channel) throws(WrongName) {
        guard checksName, let serverName, (try? SocketAddress(ipAddress: serverName, port: 0)) == nil else { return }
        guard let certificate = Self.certificate(on: channel), certificate.covers(serverName) else {
            throw WrongName()
        }
    }

    /// What a login can be bound to on a channel whose handshake is done; on the event loop only.
    static func channelBinding(on channel: any Channel) -> [UInt8]? {
        certificate(on: channel)?.serverEndPointBinding
    }

    private static func certificate(on channel: any Channel) -> Certificate? {
        guard let handler = try? channel.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self),
            let octets = try? handler.peerCertificate?.toDERBytes()
        else { return nil }
        return try? Certificate(der: octets)
    }
}
