public import MailAddressing

/// Mail hosts that count as one when a site is named: all those below a domain.
///
/// Some providers give every customer a mail host name of its own, behind which the same machines stand. Without a
/// roll-up each of their thousands of domains would be a site of its own, with limits and back-off of its own.
///
/// A roll-up says that one operator runs every host below the domain. Nothing is rolled up that is not named so: which
/// domains are open to strangers, as `co.uk` is, cannot be told from a name.
public struct SiteRollup: Hashable, Sendable {
    /// The domain; hosts any number of labels below it count as one, the domain itself does not.
    public let domain: DomainName

    /// Makes a roll-up.
    ///
    /// - Parameter domain: the domain, at least two labels; nil is returned for one, as nobody runs every host of a
    ///   top-level domain.
    public init?(below domain: DomainName) {
        guard domain.parent != nil else { return nil }
        self.domain = domain
    }

    /// Reads a roll-up.
    ///
    /// - Parameter text: `*.` and a domain of at least two labels, for example `*.mail.protection.outlook.com`; nil is
    ///   returned for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.hasPrefix("*."), let domain = try? DomainName(text.dropFirst(2)) else { return nil }
        self.init(below: domain)
    }

    /// The roll-ups of well-known providers that name a host for each customer.
    ///
    /// A provider that keeps customers apart on machines of their own is not among them.
    public static let wellKnown: [SiteRollup] = [
        // Exchange Online: worldwide, with DNSSEC, for consumers, for the government of the United States, in China.
        "*.mail.protection.outlook.com",
        "*.mx.microsoft",
        "*.olc.protection.outlook.com",
        "*.mail.protection.office365.us",
        "*.mail.protection.partner.outlook.cn",
        // Barracuda Email Gateway Defense.
        "*.ess.barracudanetworks.com",
        // Trend Micro Email Security.
        "*.in.tmes.trendmicro.com",
        "*.in.tmes.trendmicro.eu",
    ].compactMap { SiteRollup($0) }
}

extension SiteRollup: CustomStringConvertible {
    /// The roll-up as it is read, and as it stands in the name of a site.
    public var description: String { "*.\(domain)" }
}
