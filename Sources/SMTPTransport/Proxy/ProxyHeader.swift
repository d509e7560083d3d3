public import MailAddressing

/// What a proxy says of the connection that it passes on: the PROXY protocol, versions 1 and 2.
///
/// "The PROXY protocol", HAProxy Technologies, 2020. The header comes before anything else on the connection, before a
/// TLS handshake and before our greeting. Nothing in it can be checked: it may be read from trusted proxies only, and
/// where it is expected a connection without it has to be closed, never served.
///
/// IPv4-mapped IPv6 addresses are given as IPv4. TLVs (such as the proxy's findings about TLS) are skipped.
public struct ProxyHeader: Hashable, Sendable {
    /// The client's address; nil where the proxy speaks for itself, or does not know the client's.
    public var source: IPAddress?
    /// The client's port, 0 to 65,535; nil just when `source` is.
    public var sourcePort: Int?
    /// The address that the client connected to; nil just when `source` is.
    public var destination: IPAddress?
    /// The port that the client connected to, 0 to 65,535; nil just when `source` is.
    public var destinationPort: Int?
    /// Whether the proxy speaks for itself, as in a health check (the command LOCAL of version 2).
    public var isLocal: Bool

    /// Makes a header; by default one that says nothing of the client.
    ///
    /// - Parameters:
    ///   - source: the client's address.
    ///   - sourcePort: the client's port, 0 to 65,535.
    ///   - destination: the address that the client connected to.
    ///   - destinationPort: the port that the client connected to, 0 to 65,535.
    ///   - isLocal: whether the proxy speaks for itself.
    public init(
        source: IPAddress? = nil, sourcePort: Int? = nil, destination: IPAddress? = nil, destinationPort: Int? = nil,
        isLocal: Bool = false
    ) {
        self.source = source
        self.sourcePort = sourcePort
        self.destination = destination
        self.destinationPort = destinationPort
        self.isLocal = isLocal
    }

    /// What the beginning of a connection is; complete.
    public enum Outcome: Hashable, Sendable {
        /// It may become a header, and is none yet.
        case needsMore
        /// A header of so many octets; what follows them is the client's.
        case header(ProxyHeader, length: Int)
        /// It is no header and cannot become one; the text says why, in words for a log.
        case malformed(String)
    }

    /// The most octets of a header, of version 2 with its TLVs.
    ///
    /// 4,096: addresses take 232 at most, and what proxies add (names, identifiers, facts about TLS) some hundreds;
    /// the format itself would let a client have 65,551 held for it.
    public static let maximumLength = 4_096

    /// The most octets of a header of version 1 with its CRLF: the longest line that can come about (section 2.1).
    public static let maximumTextLength = 107

    /// Reads the header at the beginning of a connection.
    ///
    /// Says `malformed` as soon as no further octets can make a header of these. Never needs more than `maximumLength`
    /// octets. The answer depends on the octets only, not on how they arrived; nothing is kept between calls.
    ///
    /// - Parameter input: all octets that have come so far.
    /// - Returns: the header with its length, or whether there may be one.
    public static func parse(_ input: Span<UInt8>) -> Outcome {
        guard !input.isEmpty else { return .needsMore }
        do throws(Halt) {
            let (header, length) =
                input[0] == binarySignature[0] ? try parseBinary(input) : try parseText(input)
            return .header(header, length: length)
        } catch {
            switch error {
            case .needsMore: return .needsMore
            case .malformed(let reason): return .malformed(reason)
            }
        }
    }

    /// Why reading ends before the header does.
    enum Halt: Error {
        case needsMore
        case malformed(String)
    }
}
