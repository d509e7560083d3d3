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
        /// Somebody else, who is asked each time.
        case book(any SignerBook)
    }

    private let source: Source
    /// How much header is read to find the author: what at least one signer accepts.
    private let limits: HeaderLimits

    /// Makes a signer over keys.
    ///
    /// - Parameter signers: a DKIM signer for each key. Several of one domain all sign; they also sign for the domains
    ///   below their own that have no key themselves, unless theirs is a top-level domain.
    public init(_ signers: [DKIMSigner]) {
        source = .signers(Dictionary(grouping: signers, by: \.domain))
        limits = Self.limits(of: signers, max)
    }

    /// Makes a signer over a key ring, which says at each time which keys sign for a domain and those below.
    ///
    /// - Parameter ring: the keys.
    public init(_ ring: DKIMKeyRing) {
        source = .ring(ring)
        limits = Self.limits(of: ring.entries.compactMap(\.signer), max)
    }

    /// Makes a signer over keys that may change while it is in use.
    ///
    /// - Parameter book: says each time which keys sign.
    public init(_ book: any SignerBook) {
        source = .book(book)
        limits = .standard
    }

    /// The signatures of a message, as header fields with their final CRLF.
    ///
    /// - Parameters:
    ///   - message: the message's octets as they go out.
    ///   - unixTime: the time in seconds since 1970.
    ///   - choice: which keys sign.
    /// - Returns: the header fields, or nil when there is no key for the author's domain, or no author, or no key is to
    ///   sign.
    /// - Throws: `DKIMError` when there is a key for the author's domain and the message cannot be signed; and when there
    ///   are keys and the author cannot be known, with the problem `header` for a header beyond the limits of the signers
    ///   and `malformedHeader` for one that a line ends that is no field, before any author. It never goes out unsigned
    ///   then. Where the domain has keys and none of the chosen kind, the problem is `noUsableKey`.
    public func signature(
        of message: [UInt8], at unixTime: Int64, by choice: SignatureChoice = .all
    ) throws(DKIMError) -> [UInt8]? {
        guard !isEmpty, choice != .none, let domain = try Self.authorDomain(of: message, limits: limits) else {
            return nil
        }
        let all = signersInCharge(of: domain, at: unixTime)
        guard !all.isEmpty else { return nil }
        let signers = all.filter { choice.includes($0.algorithm) }
        guard !signers.isEmpty else { throw DKIMError(.noUsableKey) }
        var stream = DKIMSigningStream(signers: signers, limits: Self.limits(of: signers, min))
        stream.update(message)
        return try stream.finish(at: unixTime)
    }

    /// Whether there is no key at all.
    private var isEmpty: Bool {
        switch source {
        case .signers(let signers): signers.isEmpty
        case .ring(let ring): ring.entries.isEmpty
        case .book(let book): book.isEmpty
        }
    }

    private func signersInCharge(of domain: DomainName, at unixTime: Int64) -> [DKIMSigner] {
        switch source {
        case .ring(let ring): return ring.signers(forAuthor: domain, at: unixTime)
        case .book(let book): return book.signers(forAuthor: domain, at: unixTime)
        case .signers(let signers):
            return DKIMKeyRing.domainsInCharge(ofAuthor: domain).lazy.compactMap { signers[$0] }.first ?? []
        }
    }

    /// The limits of several signers as one, size and number each; the usual ones for none.
    private static func limits(of signers: [DKIMSigner], _ choice: (Int, Int) -> Int) -> HeaderLimits {
        guard var limits = signers.first?.options.headerLimits else { return .standard }
        for other in signers.dropFirst().map(\.options.headerLimits) {
            limits.maximumSize = choice(limits.maximumSize, other.maximumSize)
            limits.maximumFieldCount = choice(limits.maximumFieldCount, other.maximumFieldCount)
        }
        return limits
    }

    /// The domain of the first address in the first From field that has one.
    ///
    /// - Throws: `DKIMError` with the problem `header`, or `malformedHeader` where a line ends the header before From.
    static func authorDomain(
        of message: [UInt8], limits: HeaderLimits = .standard
    ) throws(DKIMError) -> DomainName? {
        let header: MessageHeader
        do { header = try MessageHeader(parsing: message, limits: limits) } catch { throw DKIMError(.header(error)) }
        guard let field = header.first(named: "From") else {
            guard header.ending != .malformedLine else { throw DKIMError(.malformedHeader) }
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
