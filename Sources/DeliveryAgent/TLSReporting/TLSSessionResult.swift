public import DeliveryQueue
public import MailAddressing

/// What came of TLS when a session with a mail host was begun, for reports to its domain (RFC 8460).
///
/// Guarantees: every text is printable ASCII, as strangers choose what stands there, with a question mark for any other
/// character; what is longer than its limit is cut off, and an empty text is the same as none.
public struct TLSSessionResult: Hashable, Sendable {
    /// What the session had to meet (RFC 8460, section 4.4, `policy-type`); complete.
    public enum Policy: Hashable, Sendable {
        /// The host's TLSA records, each as `3 1 1 0123…` (DANE, RFC 7672).
        case tlsa(records: [String])
        /// The lines of the domain's policy, such as `mode: enforce` (MTA-STS, RFC 8461).
        case strictTransport(lines: [String])
        /// Nothing: there is neither.
        case none
    }

    /// What came of it; complete.
    public enum Outcome: Hashable, Sendable {
        /// TLS was established, and what is demanded was proved.
        case success
        /// It was not, and why: words of the host or of ours, or an empty text.
        case failure(TLSFailureKind, reason: String)
    }

    /// When.
    public let time: WallTime
    /// Whose policy it is: the domain of the recipients.
    public let policyDomain: DomainName
    /// What the session had to meet.
    public let policy: Policy
    /// The name of the mail host (`receiving-mx-hostname`), where there is one.
    public let mailHost: String?
    /// The address of the mail host (`receiving-ip`), where it is known.
    public let receivingAddress: String?
    /// The address from which we came (`sending-mta-ip`), where it is known.
    public let sendingAddress: String?
    /// What came of it.
    public let result: Outcome

    /// The longest reason in octets: a reply of one line, or two sentences.
    public static let maximumReasonLength = 200
    /// The longest name of a host in octets, that of any name in the DNS.
    public static let maximumHostLength = DomainName.maximumLength
    /// The longest address in octets: one of IPv6 has up to 45.
    public static let maximumAddressLength = 45
    /// The most octets of a policy's lines together: a usual policy has some 200, and whole certificates in TLSA records
    /// tell a receiver no more than their beginning.
    public static let maximumPolicyLength = 4_096
    /// The most lines of a policy: most domains have under ten hosts.
    public static let maximumPolicyLines = 64

    /// Makes a result.
    ///
    /// - Parameters:
    ///   - time: when.
    ///   - policyDomain: the domain of the recipients.
    ///   - policy: what the session had to meet; lines beyond the most are left out.
    ///   - mailHost: the name of the mail host.
    ///   - receivingAddress: the address of the mail host.
    ///   - sendingAddress: the address from which we came.
    ///   - result: what came of it.
    public init(
        time: WallTime, policyDomain: DomainName, policy: Policy, mailHost: String?, receivingAddress: String?,
        sendingAddress: String?, result: Outcome
    ) {
        self.time = time
        self.policyDomain = policyDomain
        self.policy = policy.bounded
        self.mailHost = TLSReportText.cleanedOrNil(mailHost, Self.maximumHostLength)
        self.receivingAddress = TLSReportText.cleanedOrNil(receivingAddress, Self.maximumAddressLength)
        self.sendingAddress = TLSReportText.cleanedOrNil(sendingAddress, Self.maximumAddressLength)
        self.result =
            switch result {
            case .success: .success
            case .failure(let kind, let reason):
                .failure(kind, reason: TLSReportText.cleaned(reason, Self.maximumReasonLength))
            }
    }
}

extension TLSSessionResult.Policy {
    /// The name of the policy's type (RFC 8460, section 4.4): `tlsa`, `sts` or `no-policy-found`.
    public var typeName: String {
        switch self {
        case .tlsa: "tlsa"
        case .strictTransport: "sts"
        case .none: "no-policy-found"
        }
    }

    /// The policy's records or lines (`policy-string`); none where there is no policy.
    public var lines: [String] {
        switch self {
        case .tlsa(let lines), .strictTransport(let lines): lines
        case .none: []
        }
    }

    /// A policy of a type; nil for a name that is none, and for lines where there is no policy.
    init?(typeName: String, lines: [String]) {
        switch typeName {
        case "tlsa": self = .tlsa(records: lines)
        case "sts": self = .strictTransport(lines: lines)
        case "no-policy-found" where lines.isEmpty: self = .none
        default: return nil
        }
    }

    /// The same type with other lines.
    private func with(_ lines: [String]) -> Self {
        switch self {
        case .tlsa: .tlsa(records: lines)
        case .strictTransport: .strictTransport(lines: lines)
        case .none: .none
        }
    }

    /// The type alone.
    var bare: Self { with([]) }

    /// The policy as it is counted: its first lines, cleaned.
    var bounded: Self {
        var kept: [String] = []
        var room = TLSSessionResult.maximumPolicyLength
        for line in lines.prefix(TLSSessionResult.maximumPolicyLines) where room > 0 {
            let cleaned = TLSReportText.cleaned(line, room)
            room -= cleaned.utf8.count
            kept.append(cleaned)
        }
        return with(kept)
    }
}
