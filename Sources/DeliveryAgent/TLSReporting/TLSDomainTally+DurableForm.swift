import MailAddressing

extension TLSDomainTally {
    /// The counts as octets, to be kept.
    ///
    /// Version 1, numbers in the order of the network, texts in ASCII behind their length in two octets:
    ///
    /// | octets | what |
    /// | --- | --- |
    /// | 1 | the version, 1 |
    /// | 4 | the day, in days after 1970-01-01 |
    /// | text | the policy domain; empty for all others |
    /// | 2 | how many policies follow |
    ///
    /// For each policy:
    ///
    /// | octets | what |
    /// | --- | --- |
    /// | text | its type: `tlsa`, `sts` or `no-policy-found` |
    /// | 2 and texts | how many lines it has, and these |
    /// | 8, 8 | how many sessions met it, how many did not |
    /// | 2 | how many details follow, in their order |
    ///
    /// For each detail: texts for the kind, the mail host, its address, our address and the reason, empty where there is
    /// none, and in eight octets how many sessions.
    public var encoded: [UInt8] {
        var writer = TLSReportWriter()
        writer.add(UInt64(Self.version), octets: 1)
        writer.add(UInt64(day.number), octets: 4)
        writer.add(scope.domain?.text ?? "")
        writer.add(UInt64(policies.count), octets: 2)
        for tally in policies {
            writer.add(tally.policy.typeName)
            let lines = tally.policy.lines
            writer.add(UInt64(lines.count), octets: 2)
            for line in lines { writer.add(line) }
            writer.add(UInt64(tally.succeeded), octets: 8)
            writer.add(UInt64(tally.failed), octets: 8)
            writer.add(UInt64(tally.counts.count), octets: 2)
            for failures in tally.failures {
                for text in failures.detail.texts { writer.add(text) }
                writer.add(UInt64(failures.count), octets: 8)
            }
        }
        return writer.octets
    }

    /// Reads counts back.
    ///
    /// Strict: only what ``encoded`` gives for some counts is read, octet by octet. There is no check sum: damage that
    /// makes other counts of it is for the store to notice.
    ///
    /// - Parameter octets: the octets, all of them; nil is returned for anything that is no durable form, and for one of
    ///   a later version.
    public init?(decoding octets: [UInt8]) {
        var reader = TLSReportReader(octets)
        guard reader.number(1) == Int(Self.version), let number = reader.number(4),
            number <= TLSReportDay.maximumNumber, let name = reader.text(DomainName.maximumLength),
            let policyCount = reader.number(2), policyCount > 0
        else { return nil }
        let scope: TLSReportScope
        if name.isEmpty {
            scope = .others
        } else {
            guard let domain = try? DomainName(name) else { return nil }
            scope = .domain(domain)
        }
        self.init(day: TLSReportDay(number: number), scope: scope)
        for _ in 0..<policyCount {
            guard let policy = reader.policy(), restore(policy) else { return nil }
        }
        // Whatever else is amiss shows here: trailing octets, another order, large letters in a domain.
        guard encoded == octets else { return nil }
    }

    private static var version: UInt8 { 1 }
}

/// How long the parts of the durable form are.
extension TLSDomainTally {
    /// What stands before the policies.
    static func octetCount(of scope: TLSReportScope) -> Int { 1 + 4 + 2 + (scope.domain?.text.utf8.count ?? 0) + 2 }

    /// A policy and its counts, without details.
    static func octetCount(of policy: TLSSessionResult.Policy) -> Int {
        2 + policy.typeName.utf8.count + 2 + policy.lines.reduce(0) { $0 + 2 + $1.utf8.count } + 8 + 8 + 2
    }

    /// A detail and its count.
    static func octetCount(of detail: TLSFailureDetail) -> Int {
        detail.texts.reduce(8) { $0 + 2 + $1.utf8.count }
    }
}

extension TLSReportReader {
    /// A policy with its counts; nil where they have no meaning.
    fileprivate mutating func policy() -> TLSPolicyTally? {
        guard let typeName = text(.max), let lineCount = number(2) else { return nil }
        var lines: [String] = []
        for _ in 0..<lineCount {
            guard let line = text(.max) else { return nil }
            lines.append(line)
        }
        guard let policy = TLSSessionResult.Policy(typeName: typeName, lines: lines), policy == policy.bounded,
            let succeeded = number(8), let failed = number(8), let detailCount = number(2)
        else { return nil }
        var tally = TLSPolicyTally(policy)
        tally.add(succeeded: succeeded)
        for _ in 0..<detailCount {
            guard let detail = detail(), let count = number(8), count > 0, tally.counts[detail] == nil else {
                return nil
            }
            tally.add(count, of: detail)
        }
        return tally.failed == failed && (succeeded > 0 || failed > 0) ? tally : nil
    }

    /// A detail; nil where it has no meaning.
    private mutating func detail() -> TLSFailureDetail? {
        guard let kind = text(.max).flatMap(TLSFailureKind.init(rawValue:)),
            let mailHost = text(TLSSessionResult.maximumHostLength),
            let receivingAddress = text(TLSSessionResult.maximumAddressLength),
            let sendingAddress = text(TLSSessionResult.maximumAddressLength),
            let reason = text(TLSSessionResult.maximumReasonLength)
        else { return nil }
        return TLSFailureDetail(
            kind, mailHost: mailHost.isEmpty ? nil : mailHost,
            receivingAddress: receivingAddress.isEmpty ? nil : receivingAddress,
            sendingAddress: sendingAddress.isEmpty ? nil : sendingAddress, reason: reason)
    }
}
