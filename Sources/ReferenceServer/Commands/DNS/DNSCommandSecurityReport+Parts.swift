import MXResolver
import MailAddressing

extension DNSCommandSecurityReport.Host {
    /// Takes what was found about a host.
    init(_ finding: DNSCommandSecurityReport.Finding) {
        let security = finding.security
        self.init(
            preference: finding.host.preference, name: finding.host.name?.text,
            addresses: finding.host.addresses.map(\.description), dane: DNSCommandSecurityReport.DANE(finding.dane),
            isNamed: finding.isNamed, requirement: security.requirement.word, tested: security.tested?.word,
            origin: security.origin.rawValue,
            certificateName: security.requirement.certificateName ?? security.tested?.certificateName,
            explanation: security.explanation, requiresTLS: security.requiresTLS,
            permitsDelivery: security.permitsDelivery)
    }
}

extension DNSCommandSecurityReport.Finding {
    /// Whether the policy names the host; nil where none is in force or in testing.
    var isNamed: Bool? {
        guard let policy, policy.mode != .none, let name = host.name else { return nil }
        return policy.allows(name)
    }

    /// What the policy says of the host, in a word or two.
    var policyTitle: String {
        guard let policy, let isNamed else { return "-" }
        let named = isNamed ? "named" : "not named"
        return policy.mode == .testing ? "\(named) (testing)" : named
    }

    /// What follows and why, a line each.
    var lines: [String] {
        guard let name = host.name else { return [security.explanation] }
        var lines = [security.explanation]
        if let tested = security.tested {
            let condition = security.isPolicyOverruled ? ", if there were no TLSA records" : ""
            lines.append("once the policy is enforced\(condition): \(tested.words)")
        }
        // Where DANE decides without records to match, that has been said.
        let hasRecords = if case .required = dane { true } else { false }
        if security.origin != .dane || hasRecords { lines.append("\(dane)") }
        lines += dane.leftOutLines
        return lines.map { "\(host.preference) \(name): \($0)" }
    }
}

extension DNSCommandSecurityReport.DANE {
    /// Takes what DANE says of a host.
    init(_ status: DANEStatus) {
        self.init(status: status.word, explanation: Console.printable("\(status)"))
        switch status {
        case .notApplicable(let reason): self.reason = reason.rawValue
        case .unusable(let base, let records):
            self.base = base.text
            self.records = records.map { DNSCommandSecurityReport.Record($0) }
        case .required(let policy):
            base = policy.base.text
            records = (policy.records + policy.leftOut).map { DNSCommandSecurityReport.Record($0) }
            referenceNames = policy.referenceNames.map(\.text)
        case .failed(let failure): reason = failure.word
        }
    }
}

extension DNSCommandSecurityReport.Record {
    /// Takes a record, whether it counts or not.
    init(_ record: TLSARecord) {
        let unusability = record.unusability
        self.init(data: "\(record)", unusability: unusability?.word, explanation: unusability?.description)
    }
}

extension TLSARecord.Unusability {
    /// The kind as a word for programs.
    var word: String {
        switch self {
        case .usage: "usage"
        case .selector: "selector"
        case .matching: "matching"
        case .digestLength: "digestLength"
        case .unreadable: "unreadable"
        }
    }
}

extension DANEStatus {
    /// The records that do not count and why, a line each.
    fileprivate var leftOutLines: [String] {
        let records: [TLSARecord] =
            switch self {
            case .unusable(_, let records): records
            case .required(let policy): policy.leftOut
            case .notApplicable, .failed: []
            }
        return records.compactMap { record in
            record.unusability.map { "the TLSA record \(record.abbreviated) does not count: \($0)" }
        }
    }

    /// The status as a word for programs.
    fileprivate var word: String {
        switch self {
        case .notApplicable: "notApplicable"
        case .unusable: "unusable"
        case .required: "required"
        case .failed: "failed"
        }
    }

    /// The status in a word for a table.
    var title: String {
        switch self {
        case .notApplicable: "no"
        case .unusable: "unusable"
        case .required: "yes"
        case .failed: "unknown"
        }
    }
}

extension TransportSecurity {
    /// Whether a policy would change nothing even if it were enforced: TLSA records come before it.
    fileprivate var isPolicyOverruled: Bool {
        switch requirement {
        case .dane, .unknown: true
        case .opportunistic, .encrypted, .certificate, .notAllowed: false
        }
    }
}

extension TransportSecurity.Requirement {
    /// The requirement as a word for programs.
    fileprivate var word: String {
        switch self {
        case .opportunistic: "opportunistic"
        case .encrypted: "encrypted"
        case .dane: "dane"
        case .certificate: "certificate"
        case .notAllowed: "notAllowed"
        case .unknown: "unknown"
        }
    }

    /// The requirement in a few words for a person.
    var words: String {
        switch self {
        case .opportunistic: "TLS where it is offered"
        case .encrypted: "TLS with any certificate"
        case .dane: "TLS with a certificate that a TLSA record means"
        case .certificate(let name): "TLS with a certificate for \(name)"
        case .notAllowed: "must not be used"
        case .unknown: "must not be used now"
        }
    }

    /// The name that a certificate must be made for by the policy.
    fileprivate var certificateName: String? {
        if case .certificate(let name) = self { name.text } else { nil }
    }
}
