public import MailAddressing

/// The records that a domain needs in the DNS for its mail to be forwarded by a host of ours.
///
/// Mail comes in by the MX record. What the domain itself sends leaves with a return path of the domain (SPF) and is signed
/// for it (DKIM), so that DMARC passes. What is forwarded leaves with a return path in a name of the server's own, which
/// has an SPF record, too. MTA-STS and its reports see to TLS on the way in.
///
/// The records can be printed, and ``DomainVerification`` checks what the DNS has instead.
public struct DomainRecordPlan: Hashable, Sendable {
    /// What receivers are asked to do with mail that fails DMARC; complete (RFC 7489, section 6.3).
    public enum FailurePolicy: String, Hashable, Sendable, CaseIterable {
        /// Nothing; only reports are wanted.
        case none
        /// To treat it as suspicious.
        case quarantine
        /// To refuse it.
        case reject
    }

    /// The domain whose mail is forwarded.
    public let domain: DomainName
    /// The host that takes the mail.
    public let mailHost: DomainName
    /// The addresses that mail leaves from: each one once, IPv4-mapped ones as IPv4.
    public let sources: [IPAddress]
    /// The records, in the order MX, SPF, DKIM (one for each key), DMARC, MTA-STS, TLS-RPT, SPF of forwards.
    ///
    /// The last three are there only when there is an identifier of a policy, a mailbox for reports, and a name of
    /// forwards that is not the domain itself.
    public let records: [ExpectedRecord]

    /// The most addresses that mail leaves from: with more, an SPF record would not fit into a small answer of the DNS
    /// (RFC 7208, section 3.4).
    public static let maximumSources = 16
    /// The preference of the MX record.
    public static let preference: UInt16 = 10

    /// Writes the records of a domain.
    ///
    /// - Parameters:
    ///   - domain: the domain whose mail is forwarded, for example `example.test`.
    ///   - mailHost: the host that takes the mail; it has an address and is no alias (RFC 2181, section 10.3).
    ///   - signing: the public keys of the domain, each with a selector of its own.
    ///   - sources: the addresses that mail leaves from, at most ``maximumSources``; without any, mail leaves from the
    ///     addresses of `mailHost`, which `mx` authorizes.
    ///   - reportAddress: where reports of DMARC and of TLS go; nil for nowhere. A mailbox of another domain gets those
    ///     of DMARC only when that domain agrees to it with a record of its own (RFC 7489, section 7.1).
    ///   - strictTransportID: the identifier of the MTA-STS policy, 1 to 32 letters and digits; nil where there is
    ///     none. It also needs the host `mta-sts` below the domain to serve it over HTTPS (RFC 8461, section 3.2).
    ///   - dmarcPolicy: what receivers are asked to do with mail that fails DMARC.
    ///   - rewriteDomain: the domain of the senders that forwards leave with (SRS); nil where that is nobody's business.
    /// - Throws: ``DomainRecordError/unusableDomain``, ``DomainRecordError/unusableMailHost``,
    ///   ``DomainRecordError/tooManySources(limit:)``, ``DomainRecordError/repeatedSelector(_:)``,
    ///   ``DomainRecordError/unusableReportAddress``, ``DomainRecordError/malformedPolicyIdentifier`` or
    ///   ``DomainRecordError/nameTooLong``.
    public init(
        domain: DomainName, mailHost: DomainName, signing: [DomainSigningRecord], sources: [IPAddress] = [],
        reportAddress: Mailbox? = nil, strictTransportID: String? = nil, dmarcPolicy: FailurePolicy = .none,
        rewriteDomain: DomainName? = nil
    ) throws(DomainRecordError) {
        guard domain.isHostName else { throw .unusableDomain }
        guard mailHost.isHostName else { throw .unusableMailHost }
        var known: Set<IPAddress> = []
        let sources = sources.map(\.unmapped).filter { known.insert($0).inserted }
        guard sources.count <= Self.maximumSources else { throw .tooManySources(limit: Self.maximumSources) }
        var records = [
            ExpectedRecord(purpose: .mailExchange, name: domain, type: .mx, value: "\(Self.preference) \(mailHost)"),
            ExpectedRecord(purpose: .senderPolicy, name: domain, type: .txt, value: Self.senderPolicy(sources)),
        ]
        var selectors: Set<String> = []
        for key in signing {
            guard selectors.insert(key.selector).inserted else { throw .repeatedSelector(key.selector) }
            let purpose = ExpectedRecord.Purpose.signingKey(selector: key.selector)
            try records.append(Self.text(purpose, at: key.labels, below: domain, value: key.text))
        }
        var reports: String?
        if let reportAddress { reports = try Self.reports(to: reportAddress) }
        let policy = "v=DMARC1; p=\(dmarcPolicy.rawValue)" + (reports.map { "; rua=\($0)" } ?? "")
        try records.append(Self.text(.dmarc, at: "_dmarc", below: domain, value: policy))
        if let strictTransportID {
            guard Self.isPolicyIdentifier(strictTransportID) else { throw .malformedPolicyIdentifier }
            let value = "v=STSv1; id=\(strictTransportID)"
            try records.append(Self.text(.strictTransport, at: "_mta-sts", below: domain, value: value))
        }
        if let reports {
            let value = "v=TLSRPTv1; rua=\(reports)"
            try records.append(Self.text(.tlsReporting, at: "_smtp._tls", below: domain, value: value))
        }
        if let rewriteDomain, rewriteDomain != domain {
            let value = Self.forwardingPolicy(of: rewriteDomain, mailHost: mailHost, sources)
            records.append(
                ExpectedRecord(purpose: .forwardingPolicy, name: rewriteDomain, type: .txt, value: value))
        }
        self.domain = domain
        self.mailHost = mailHost
        self.sources = sources
        self.records = records
    }
}
