/// One reason why a certificate chain is not to be believed: what is wrong, and with which certificate.
public struct ChainFault: Hashable, Sendable {
    /// The kinds of fault.
    ///
    /// Complete: `other` holds what has no case of its own.
    public enum Kind: Hashable, Sendable {
        /// The server presented no certificate.
        case noCertificate
        /// The server presented more certificates than are looked at: how many.
        case tooManyCertificates(Int)
        /// The server's certificate is made for other names: those that were wanted, of which one would do, and its
        /// own.
        case wrongName(wanted: [String], present: [String])
        /// The certificate's last valid second, in seconds since 1970, is over.
        case expired(at: Int64)
        /// The certificate's first valid second, in seconds since 1970, is to come.
        case notYetValid(from: Int64)
        /// The chain ends with this certificate, and whoever issued it is not among those who are believed.
        case unknownIssuer
        /// The server's certificate has issued itself and is not among those that are believed.
        case selfSigned
        /// Nobody is believed, as the system has no root certificates at all: no word about the server.
        case noRoots
        /// The certificate's signature is wrong: it was changed, or its issuer's key is another one.
        case badSignature
        /// The certificate is made for other purposes than TLS servers.
        case notForServers
        /// A certificate stands as an issuer that may not issue certificates.
        case notAnIssuer
        /// More issuers stand between the server and the root than an issuer, or this module, allows.
        case tooManyIssuers
        /// The certificate's key is so short that it may be broken (under 80 bits of security).
        case weakKey
        /// The certificate is signed with a digest that may be broken, such as SHA-1 or MD5.
        case weakSignature
        /// A part of the certificate cannot be read.
        case malformed
        /// Something else, with OpenSSL's number and constant words for it.
        case other(code: Int, text: String)
    }

    /// What is wrong.
    public let kind: Kind
    /// Which certificate is at fault: 0 is the server's own, 1 that of its issuer, and so on.
    public let depth: Int
    /// The subject of that certificate in printable ASCII (RFC 4514), cut off after 199 octets; may be empty.
    public let subject: String

    /// How many names a description lists of a certificate that may have thousands.
    private static let maximumListed = 10

    /// Makes a fault.
    ///
    /// - Parameters:
    ///   - kind: what is wrong.
    ///   - depth: which certificate is at fault: 0 is the server's own, 1 that of its issuer, and so on.
    ///   - subject: the subject of that certificate in printable ASCII.
    public init(_ kind: Kind, depth: Int = 0, subject: String = "") {
        self.kind = kind
        self.depth = depth
        self.subject = subject
    }
}

extension ChainFault: CustomStringConvertible {
    /// One sentence for a person: what is wrong with which certificate, and since or until when.
    public var description: String {
        switch kind {
        case .noCertificate: "the server presented no certificate"
        case .tooManyCertificates(let count): "the server presented \(count) certificates, more than are looked at"
        case .wrongName(let wanted, let present):
            "\(certificate) is for \(Self.list(present)), not for \(Self.list(wanted, joinedBy: " or "))"
        case .expired(let time): "\(certificate) expired at \(UniversalTime.text(time))"
        case .notYetValid(let time): "\(certificate) is not valid before \(UniversalTime.text(time))"
        case .unknownIssuer: "the issuer of \(certificate) is not trusted"
        case .selfSigned: "\(certificate) is self-signed and not trusted"
        case .noRoots:
            "no root certificates are installed on this system (ca-certificates, or what SSL_CERT_FILE names)"
        case .badSignature: "the signature of \(certificate) is wrong"
        case .notForServers: "\(certificate) is not made for TLS servers"
        case .notAnIssuer: "\(certificate) may not issue others"
        case .tooManyIssuers: "too many issuers stand above the server's certificate"
        case .weakKey: "the key of \(certificate) is too short"
        case .weakSignature: "\(certificate) is signed with a broken digest"
        case .malformed: "\(certificate) cannot be read"
        case .other(let code, let text): "\(certificate) was refused: \(text) (OpenSSL's \(code))"
        }
    }

    private var certificate: String {
        let which =
            depth == 0
            ? "the server's certificate"
            : "the certificate \(depth) \(depth == 1 ? "step" : "steps") above the server's"
        return subject.isEmpty ? which : "\(which) (\(subject))"
    }

    private static func list(_ names: [String], joinedBy separator: String = ", ") -> String {
        guard !names.isEmpty else { return "no host" }
        let rest = names.count - maximumListed
        let listed = names.prefix(maximumListed).joined(separator: separator)
        return rest > 0 ? "\(listed) and \(rest) more" : listed
    }
}
