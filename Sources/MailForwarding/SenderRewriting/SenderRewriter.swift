public import MailAddressing

/// Rewrites the senders of forwarded mail to addresses of our own domain, and those addresses back when reports come to
/// them: the Sender Rewriting Scheme (SRS), octet for octet as libsrs2 and PostSRSd have it.
///
/// A host that forwards mail under its sender's name fails that sender's SPF policy (RFC 7208, appendix D). So
/// `ada@example.net` leaves `relay.test` as `SRS0=HASH=TT=example.net=ada@relay.test`: `TT` is the day, the hash the
/// beginning of an HMAC-SHA1 over day, domain and local part. Of an address that another forwarder has rewritten comes
/// `SRS1=HASH=a.test==HASH=TT=example.net=ada@relay.test`, whatever number of forwarders follow: reports go back to the
/// first one, which knows whether they are genuine.
///
/// The first secret signs; all of them check. To change secrets, put a new one first and keep the old one for
/// ``maximumAge`` days, or as long as reports may come to an `SRS1` address, which has no day of its own.
///
/// Known limits, all of them the scheme's:
/// - Mail systems fold the case of addresses, so that it does not count. A hash of 4 characters is worth about 20 bits
///   then: a forger needs about a million messages to hit an address for a sender of his choice, which leads there
///   until it expires. A second secret doubles his luck, each further character divides it by 32.
/// - The code is over the fields without the tag and the signs between them: whoever has a genuine address can move the
///   sign, so that it leads to `da@example.neta`. He gains little, as any sender of mail through us is signed.
/// - `SRS0=HASH=TT=` takes 13 octets, and 51 are left for the sender: longer ones are not rewritten.
/// - The case of a local part comes back if no system on the way folds it. Where one folds or normalizes letters beyond
///   ASCII, the hash is wrong.
public struct SenderRewriter: Hashable, Sendable {
    /// Our domain, to which senders are rewritten and reports come.
    public let domain: DomainName
    /// The secrets; the first one signs.
    public let secrets: [SenderRewritingSecret]
    /// How many characters the hash has.
    public let hashLength: Int
    /// For how many days behind its own an `SRS0` address is taken back.
    public let maximumAge: Int
    /// What stands behind the tag.
    public let separator: SenderRewritingSeparator

    let signingSecret: SenderRewritingSecret

    /// Makes a rewriter.
    ///
    /// - Parameters:
    ///   - domain: the domain to which senders are rewritten; reports to all of its `SRS0` and `SRS1` addresses must
    ///     come to whoever has the secrets.
    ///   - secrets: the secret that signs, and behind it those that only check.
    ///   - hashLength: how many characters the hash has, 4 to 27. With another length an address is malformed, so that
    ///     those that are underway are lost when it changes.
    ///   - maximumAge: for how many days behind its own an address is taken back, 1 to 512. Reports may come as late as
    ///     the message is retried by the last host that has it: a week, rather two.
    ///   - separator: what stands behind the tag; when an address is checked, any of them may.
    /// - Throws: ``SenderRewritingError/noSecret``, ``SenderRewritingError/hashLengthOutOfRange``,
    ///   ``SenderRewritingError/maximumAgeOutOfRange`` or ``SenderRewritingError/unusableDomain``.
    public init(
        domain: DomainName, secrets: [SenderRewritingSecret], hashLength: Int = 4, maximumAge: Int = 21,
        separator: SenderRewritingSeparator = .equalsSign
    ) throws(SenderRewritingError) {
        guard let first = secrets.first else { throw .noSecret }
        guard Self.hashLengths.contains(hashLength) else { throw .hashLengthOutOfRange }
        guard Self.maximumAges.contains(maximumAge) else { throw .maximumAgeOutOfRange }
        let longest = String(repeating: "a", count: Mailbox.maximumLocalPartLength)
        guard Mailbox(unquotedLocalPart: longest, host: .domain(domain)) != nil else { throw .unusableDomain }
        self.domain = domain
        self.secrets = secrets
        self.hashLength = hashLength
        self.maximumAge = maximumAge
        self.separator = separator
        signingSecret = first
    }

    /// The lengths that a hash may have: as libsrs2 has it by default, up to all characters of the code in base 64.
    public static let hashLengths = 4...27
    /// The ages in days that may be allowed.
    ///
    /// Days count anew after 1,024, and one that is yet to come counts as nearly so long ago. Half of that is the most,
    /// so that up to 511 days ahead are refused. One is the least, as mail that leaves before midnight may come back
    /// behind it.
    public static let maximumAges = 1...512
}
