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
    /// Who to log in as; only ever sent under TLS.
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

/// A user's name and password; the password never appears in a description.
public struct SMTPCredentials: Hashable, Sendable {
    /// The user's name.
    public let user: String
    let password: String

    /// Makes credentials.
    ///
    /// - Parameters:
    ///   - user: the user's name.
    ///   - password: the password, in the clear.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// The initial response of AUTH PLAIN (RFC 4616), in base 64.
    var plainResponse: String {
        let octets = Array("\0\(user)\0\(password)".utf8)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for position in 0..<4 {
                text.append(position <= group.count ? alphabet[bits >> (18 - 6 * position) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension SMTPCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The user's name; the password is left out.
    public var description: String { "\(user):(redacted)" }
    /// The user's name; the password is left out.
    public var debugDescription: String { description }
    /// A mirror without the password.
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
