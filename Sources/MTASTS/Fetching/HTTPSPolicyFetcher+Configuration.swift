public import MXResolver
internal import NIOCore
internal import NIOSSL

extension HTTPSPolicyFetcher {
    /// What is trusted, and how long and how much is waited for.
    public struct Configuration: Hashable, Sendable {
        /// What becomes of addresses at which no public host can be.
        public let privateAddresses: MailExchangeResolver.PrivateAddresses
        /// The port that is connected to: 443, except in tests.
        public let port: UInt16
        /// Where trust in certificates begins.
        public let roots: Roots
        /// How long a fetch may take, look-ups included: 1 min, as RFC 8461, section 3.3, suggests.
        public let timeout: Duration
        /// How long one address is given to make a connection and shake hands: 10 s.
        ///
        /// That is long for any server that is up, and short enough for ``maximumAddresses`` of them to have a turn.
        public let connectTimeout: Duration
        /// The longest policy in octets: 64 KiB, as RFC 8461, section 3.3, suggests.
        public let maximumLength: Int
        /// How many addresses of a policy host are tried, the first ones: 4.
        ///
        /// So many can each take their whole time to connect before the fetch has taken its own.
        public let maximumAddresses: Int
        /// How the request calls us, in printable ASCII, or nil for not at all.
        public let userAgent: String?

        /// Makes a configuration.
        ///
        /// - Parameters:
        ///   - privateAddresses: what becomes of addresses at which no public host can be.
        ///   - port: the port that is connected to.
        ///   - roots: where trust in certificates begins.
        ///   - timeout: how long a fetch may take, 1 ms to 1 h; the nearer end is taken for what is beyond.
        ///   - connectTimeout: how long one address is given, 1 ms to 1 h; the nearer end is taken for what is beyond.
        ///   - maximumLength: the longest policy in octets, from one to the longest that can be read.
        ///   - maximumAddresses: how many addresses are tried, at least one.
        ///   - userAgent: how the request calls us; what is not printable is replaced, and what is long is cut.
        public init(
            privateAddresses: MailExchangeResolver.PrivateAddresses = .refuse, port: UInt16 = 443,
            roots: Roots = .system, timeout: Duration = .seconds(60), connectTimeout: Duration = .seconds(10),
            maximumLength: Int = StrictTransportPolicy.maximumTextLength, maximumAddresses: Int = 4,
            userAgent: String? = "Waxwing"
        ) {
            self.privateAddresses = privateAddresses
            self.port = port
            self.roots = roots
            self.timeout = min(max(timeout, .milliseconds(1)), .seconds(3_600))
            self.connectTimeout = min(max(connectTimeout, .milliseconds(1)), .seconds(3_600))
            self.maximumLength = min(max(1, maximumLength), StrictTransportPolicy.maximumTextLength)
            self.maximumAddresses = max(1, maximumAddresses)
            self.userAgent = userAgent.map { PlainText.cleaned($0) }
        }
    }

    /// Where trust in certificates begins.
    ///
    /// Complete: either the system knows, or the certificates are given.
    public enum Roots: Hashable, Sendable {
        /// The system's certificate authorities.
        case system
        /// Those in a PEM text, and no others.
        case pem([UInt8])
    }
}

/// Why the root certificates of a fetcher cannot be used.
public struct PolicyRootsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with them.
    public let reason: String

    /// Makes an error.
    ///
    /// - Parameter reason: what is wrong with them.
    public init(reason: String) { self.reason = reason }

    /// One sentence for a person.
    public var description: String { "the root certificates for policy hosts cannot be used: \(reason)" }
}

extension HTTPSPolicyFetcher.Configuration {
    /// The settings of TLS, which hold for every fetch.
    func makeTLS() throws(PolicyRootsError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.renegotiationSupport = .none
        tls.certificateVerification = .fullVerification
        tls.shutdownTimeout = Self.farewellTimeout
        if case .pem(let text) = roots {
            let certificates: [NIOSSLCertificate]
            do {
                certificates = try NIOSSLCertificate.fromPEMBytes(text)
            } catch {
                throw PolicyRootsError(reason: PlainText.cleaned("\(error)"))
            }
            guard !certificates.isEmpty else { throw PolicyRootsError(reason: "there is no certificate") }
            tls.trustRoots = .certificates(certificates)
        }
        return tls
    }

    /// How long a connection stays open for the server's farewell after ours, when nobody waits for it any more.
    private static let farewellTimeout = TimeAmount.seconds(1)
}
