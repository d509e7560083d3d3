public import DKIM
import InternetMessage
import MailAddressing

/// Chooses the keys that sign a message: those of the author's domain, else none.
///
/// Signing comes last, on the octets that go out (RFC 6376, section 5.3): nothing changes them afterwards.
public struct MessageSigner: Sendable {
    /// Where the signers come from.
    private enum Source {
        /// A signer for each key; all keys of a domain sign.
        case signers([DomainName: [DKIMSigner]])
        /// A ring, which knows when each key signs.
        case ring(DKIMKeyRing)
    }

    private let source: Source

    /// Makes a signer over keys.
    ///
    /// - Parameter signers: a DKIM signer for each key. Several of one domain all sign; they also sign for the domains
    ///   below their own that have no key themselves.
    public init(_ signers: [DKIMSigner]) { source = .signers(Dictionary(grouping: signers, by: \.domain)) }

    /// Makes a signer over a key ring, which says at each time which keys sign for a domain and those below.
    ///
    /// - Parameter ring: the keys.
    public init(_ ring: DKIMKeyRing) { source = .ring(ring) }

    /// The signatures of a message, as header fields with their final CRLF.
    ///
    /// - Parameters:
    ///   - message: the message's octets as they go out.
    ///   - unixTime: the time in seconds since 1970.
    /// - Returns: the header fields, or nil when there is no key for the author's domain.
    /// - Throws: `DKIMError` when there is a key and the message cannot be signed.
    public func signature(of message: [UInt8], at unixTime: Int64) throws(DKIMError) -> [UInt8]? {
        guard !isEmpty, let domain = Self.authorDomain(of: message) else { return nil }
        let signers = signersInCharge(of: domain, at: unixTime)
        guard let limits = signers.first?.options.headerLimits else { return nil }
        var stream = DKIMSigningStream(signers: signers, limits: limits)
        stream.update(message)
        return try stream.finish(at: unixTime)
    }

    /// Whether there is no key at all.
    private var isEmpty: Bool {
        switch source {
        case .signers(let signers): signers.isEmpty
        case .ring(let ring): ring.entries.isEmpty
        }
    }

    private func signersInCharge(of domain: DomainName, at unixTime: Int64) -> [DKIMSigner] {
        switch source {
        case .ring(let ring): return ring.signers(forAuthor: domain, at: unixTime)
        case .signers(let signers):
            var candidate: DomainName? = domain
            while let name = candidate {
                if let found = signers[name] { return found }
                candidate = name.parent
            }
            return []
        }
    }

    /// The domain of the first address in the first From field that has one.
    static func authorDomain(of message: [UInt8]) -> DomainName? {
        guard let header = try? MessageHeader(parsing: message), let field = header.first(named: "From") else {
            return nil
        }
        for mailbox in AddressList(parsing: field.value).mailboxes {
            if let domain = mailbox.mailbox?.host.domain { return domain }
            let host = mailbox.address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
            if host.count > 1, let domain = host.last.flatMap({ try? DomainName(Substring($0)) }) { return domain }
        }
        return nil
    }
}
