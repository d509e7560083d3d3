public import MXResolver
public import MailAddressing

/// Who fetches the policy of a domain: HTTPS, or a table in a test.
public protocol PolicyFetcher: Sendable {
    /// Fetches the policy that a domain publishes now (RFC 8461, section 3.3).
    ///
    /// When the task is cancelled the answer is a failure of the kind `cancelled`, soon.
    ///
    /// - Parameter domain: the domain that mail goes to, without `mta-sts.` before it.
    /// - Returns: the policy, or why there is none; never thrown.
    func fetch(for domain: DomainName) async -> PolicyFetch
}

/// What came of fetching a policy.
///
/// Complete: either there is a policy, or there is a reason why not.
public enum PolicyFetch: Hashable, Sendable {
    /// The policy that the domain publishes now.
    case policy(StrictTransportPolicy)
    /// There is none to be had now; what was known before stays valid (RFC 8461, section 3.3).
    case failed(PolicyFetchFailure)
}

/// Why a policy could not be fetched.
///
/// Whatever the reason, the domain counts as one without a policy, unless an older one has not expired yet (RFC 8461,
/// sections 3.3 and 5.1).
public struct PolicyFetchFailure: Error, Hashable, Sendable {
    /// The kinds of failure.
    ///
    /// Complete: one for each step at which a fetch can end without a policy.
    public enum Kind: Hashable, Sendable {
        /// The DNS states that the policy host has no address, or it has no name that the DNS can hold.
        case noAddress
        /// All addresses of the policy host are private, loopback or otherwise not public, and those are refused.
        case privateAddressesOnly
        /// The addresses of the policy host could not be looked up.
        case lookup(DNSFailure)
        /// No address could be connected to, or what is there does not speak HTTP over TLS.
        case connection
        /// The certificate is not one for the policy host that we believe.
        case certificate
        /// The whole did not end in time.
        case timedOut
        /// The server answered with another status than 200.
        case status(Int)
        /// The server answered with a redirect, which must not be followed.
        case redirect
        /// The media type is not `text/plain`: what it is, printable and short, or empty when there is none.
        case contentType(String)
        /// The body is longer than is read.
        case tooLong
        /// The body is no policy.
        case malformed(PolicyTextError)
        /// The task was cancelled.
        case cancelled
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// The domain whose policy it is.
    public let domain: DomainName
    /// The port that was to be connected to.
    public let port: UInt16
    /// The address of the server that the failure came from, or nil when it came from none.
    public let address: IPAddress?
    /// More of what happened, in printable ASCII; empty when the kind says all.
    public let detail: String

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - kind: what kind of failure it is.
    ///   - domain: the domain whose policy it is.
    ///   - port: the port that was to be connected to.
    ///   - address: the address of the server that the failure came from, or nil when it came from none.
    ///   - detail: more of what happened; what is not printable is replaced, and what is long is cut.
    public init(
        _ kind: Kind, of domain: DomainName, port: UInt16 = 443, at address: IPAddress? = nil, detail: String = ""
    ) {
        self.kind = kind
        self.domain = domain
        self.port = port
        self.address = address
        self.detail = PlainText.cleaned(detail)
    }

    /// Where the policy was to be fetched from (RFC 8461, section 3.2).
    public var url: String { Self.url(of: domain, port: port) }

    /// Where the policy of a domain is to be fetched from.
    package static func url(of domain: DomainName, port: UInt16) -> String {
        "https://\(PolicyRequest.label).\(domain)\(port == 443 ? "" : ":\(port)")\(PolicyRequest.path)"
    }
}

extension PolicyFetchFailure: CustomStringConvertible {
    /// One sentence: where, what happened, and, where somebody can do something about it, what.
    public var description: String {
        let place = address.map { "\(url) at \($0)" } ?? url
        let more = detail.isEmpty ? "" : ": \(detail)"
        return "\(place): \(kind)\(more)"
    }
}

extension PolicyFetchFailure.Kind: CustomStringConvertible {
    /// What happened, for a person.
    public var description: String {
        switch self {
        case .noAddress: "the policy host has no address; it needs an A or AAAA record"
        case .privateAddressesOnly: "the policy host has no public address, and others are refused"
        case .lookup(let failure): "the policy host could not be looked up: \(failure)"
        case .connection: "no HTTPS connection with the policy host"
        case .certificate: "the policy host has no certificate that is valid for its name"
        case .timedOut: "the policy did not arrive in time"
        case .status(let status): "the policy host answered \(status) instead of 200"
        case .redirect: "the policy host answered with a redirect, which is never followed, instead of the policy"
        case .contentType(let type):
            type.isEmpty
                ? "the policy has no content type; it must be text/plain"
                : "the policy has the content type \(PlainText.cleaned(type)); it must be text/plain"
        case .tooLong: "the policy is longer than is read"
        case .malformed(let error): "the policy cannot be read: \(error)"
        case .cancelled: "the fetch was cancelled"
        }
    }
}
