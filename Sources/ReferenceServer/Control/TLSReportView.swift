import DeliveryAgent

/// What came of TLS under one policy of a domain, in the names of RFC 8460, section 4.4; they are part of the command
/// line's promise.
struct TLSReportPolicyView: Codable, Hashable, Sendable {
    /// The policy.
    struct Policy: Codable, Hashable, Sendable {
        /// `tlsa`, `sts` or `no-policy-found`.
        var type: String
        /// The TLSA records, or the lines of the MTA-STS policy.
        var lines: [String]
        /// The domain, or `*` for all domains that found no room of their own.
        var domain: String
        /// The hosts that an MTA-STS policy names; absent for any other.
        var hosts: [String]?

        enum CodingKeys: String, CodingKey {
            case type = "policy-type"
            case lines = "policy-string"
            case domain = "policy-domain"
            case hosts = "mx-host"
        }
    }

    /// How many sessions there were.
    struct Summary: Codable, Hashable, Sendable {
        var succeeded: Int
        var failed: Int

        enum CodingKeys: String, CodingKey {
            case succeeded = "total-successful-session-count"
            case failed = "total-failure-session-count"
        }
    }

    /// Failed sessions of which the details are the same.
    struct Failure: Codable, Hashable, Sendable {
        /// A name of RFC 8460, section 4.3.
        var type: String
        /// The address from which we came, where it is known.
        var sendingAddress: String?
        /// The mail host, where it has a name.
        var mailHost: String?
        /// The address of the mail host, where it is known.
        var receivingAddress: String?
        /// How many there were.
        var count: Int
        /// Why, in words of the host or ours; absent where nothing was said.
        var reason: String?

        enum CodingKeys: String, CodingKey {
            case type = "result-type"
            case sendingAddress = "sending-mta-ip"
            case mailHost = "receiving-mx-hostname"
            case receivingAddress = "receiving-ip"
            case count = "failed-session-count"
            case reason = "failure-reason-code"
        }
    }

    var policy: Policy
    var summary: Summary
    /// What failed; empty where nothing did.
    var failures: [Failure]

    enum CodingKeys: String, CodingKey {
        case policy, summary
        case failures = "failure-details"
    }

    /// Makes the view of what was counted under a policy.
    ///
    /// - Parameters:
    ///   - tally: what was counted.
    ///   - scope: of whom.
    init(_ tally: TLSPolicyTally, of scope: TLSReportScope) {
        policy = Policy(
            type: tally.policy.typeName, lines: tally.policy.lines, domain: scope.description,
            hosts: Self.hosts(of: tally.policy))
        summary = Summary(succeeded: tally.succeeded, failed: tally.failed)
        failures = tally.failures.map { failures in
            let detail = failures.detail
            return Failure(
                type: detail.kind.rawValue, sendingAddress: detail.sendingAddress, mailHost: detail.mailHost,
                receivingAddress: detail.receivingAddress, count: failures.count,
                reason: detail.reason.isEmpty ? nil : detail.reason)
        }
    }

    /// The hosts of the lines `mx: *.example.com` of an MTA-STS policy (RFC 8461, section 3.2).
    private static func hosts(of policy: TLSSessionResult.Policy) -> [String]? {
        guard case .strictTransport(let lines) = policy else { return nil }
        return lines.compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0] == "mx" else { return nil }
            return parts[1].split(separator: " ").first.map(String.init)
        }
    }
}

/// A page of what came of TLS on a day.
struct TLSReportPageView: Codable, Hashable, Sendable {
    /// What was counted, by domain.
    var policies: [TLSReportPolicyView]
    /// The domain that the next page follows; absent at the end.
    var next: String?
    /// On the first page: of which days there are counts, the oldest first.
    var days: [String]?
}

/// What came of TLS on a day, as `waxwing report tls --json` prints it: the parts of a report (RFC 8460, section 4.4) that
/// say what was counted.
struct TLSReportView: Codable, Hashable, Sendable {
    /// The day.
    struct DateRange: Codable, Hashable, Sendable {
        var start: String
        var end: String

        enum CodingKeys: String, CodingKey {
            case start = "start-datetime"
            case end = "end-datetime"
        }
    }

    var dateRange: DateRange
    var policies: [TLSReportPolicyView]

    enum CodingKeys: String, CodingKey {
        case dateRange = "date-range"
        case policies
    }

    /// Makes the view of a day.
    init(_ day: TLSReportDay, policies: [TLSReportPolicyView]) {
        dateRange = DateRange(start: "\(day)T00:00:00Z", end: "\(day)T23:59:59Z")
        self.policies = policies
    }
}
