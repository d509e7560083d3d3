/// How a client introduces itself and what it demands.
public struct SMTPClientConfiguration: Hashable, Sendable {
    /// When TLS is begun; complete.
    public enum TLSPolicy: Hashable, Sendable {
        /// Never.
        case never
        /// When the server offers STARTTLS.
        case whenOffered
        /// Always: without STARTTLS the session fails.
        case required
    }

    /// When a message goes out by BDAT, to a server that offers CHUNKING (RFC 3030); complete.
    public enum Chunking: Hashable, Sendable {
        /// Never, but for a message of BINARYMIME, which cannot go otherwise.
        case never
        /// When the message has so many octets or more: nothing is looked for and doubled in it.
        case from(octets: Int)
    }

    /// The name in EHLO: our host name or address literal; `localhost` in place of one that is no word.
    public let helloName: String
    /// When TLS is begun.
    public var tls: TLSPolicy
    /// Which protocol is spoken.
    public var dialect: SMTPServerConfiguration.Dialect
    /// When a message goes out by BDAT.
    ///
    /// Default from 64 KiB: below, both ways cost the same.
    public var chunking: Chunking
    /// Whether commands go out together where the server offers PIPELINING.
    public var usesPipelining: Bool
    /// Who to log in as; only ever under TLS.
    public var credentials: SMTPCredentials?

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - helloName: our host name or address literal.
    ///   - tls: when TLS is begun.
    ///   - credentials: who to log in as, if anyone.
    ///   - dialect: which protocol is spoken.
    public init(
        helloName: String, tls: TLSPolicy = .whenOffered, credentials: SMTPCredentials? = nil,
        dialect: SMTPServerConfiguration.Dialect = .smtp
    ) {
        let isClean = !helloName.isEmpty && helloName.utf8.allSatisfy { (33...126).contains($0) }
        self.helloName = isClean ? helloName : "localhost"
        self.tls = tls
        self.credentials = credentials
        self.dialect = dialect
        chunking = .from(octets: 65_536)
        usesPipelining = true
    }
}
