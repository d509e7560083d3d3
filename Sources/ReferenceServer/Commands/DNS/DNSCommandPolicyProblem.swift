import MTASTS
import MXResolver
import MailAddressing

/// Why there is no MTA-STS policy, and what to do.
struct DNSCommandPolicyProblem: Error, Hashable, Encodable {
    /// The kind, one of the words of `--help`.
    var reason: String
    /// Where it is and what is wrong.
    var explanation: String
    /// What to do; nil where the explanation says it or nobody can do anything.
    var advice: String?
    /// Whether nobody knows whether there is a policy, so that trying again later may help.
    var isTemporary: Bool

    /// Makes a problem with what strangers sent made printable.
    private init(_ reason: String, _ explanation: String, advice: String?, isTemporary: Bool) {
        self.reason = reason
        self.explanation = Console.printable(explanation)
        self.advice = advice
        self.isTemporary = isTemporary
    }

    /// Takes a record that is absent or wrong.
    init(_ absence: MTASTSDiscovery.Absence, at name: String) {
        self.init(absence.word, "\(name): \(absence)", advice: absence.advice, isTemporary: false)
    }

    /// Takes a look-up of the record that failed.
    init(_ failure: DNSFailure, at name: DomainName) { self.init(lookupAt: name, failed: "\(failure)") }

    /// Takes a look-up of the record that failed for a reason in words.
    init(lookupAt name: DomainName, failed reason: String) {
        self.init("recordLookup", "TXT of \(name): \(reason)", advice: Self.later, isTemporary: true)
    }

    /// Takes a fetch that failed.
    init(_ failure: PolicyFetchFailure) {
        self.init(
            failure.kind.word, "\(failure)", advice: failure.advice, isTemporary: failure.kind.leavesPolicyUnknown)
    }

    /// Takes a file that is no policy.
    init(_ error: PolicyTextError, in file: String) {
        self.init("malformedPolicy", "\(file): \(error)", advice: nil, isTemporary: false)
    }

    /// What to do where nobody knows.
    fileprivate static let later = "trying again later may help"
}

extension MTASTSDiscovery.Absence {
    /// The kind as a word for programs.
    fileprivate var word: String {
        switch self {
        case .noSuchDomain: "noSuchDomain"
        case .noRecord: "noRecord"
        case .noCandidate: "noCandidate"
        case .severalRecords: "severalRecords"
        case .malformed: "malformedRecord"
        case .nameTooLong: "nameTooLong"
        }
    }

    /// What to do about it.
    fileprivate var advice: String? {
        let example = "\"v=STSv1; id=20260101\""
        return switch self {
        case .noSuchDomain, .noRecord, .noCandidate:
            "to have a policy, put it on the policy host, then publish a TXT record such as \(example) there"
        case .severalRecords: "remove all but the one that is meant"
        case .malformed: "it is to be like \(example)"
        case .nameTooLong: nil
        }
    }
}

extension PolicyFetchFailure.Kind {
    /// The kind as a word for programs.
    fileprivate var word: String {
        switch self {
        case .noAddress: "noAddress"
        case .privateAddressesOnly: "privateAddressesOnly"
        case .lookup: "hostLookup"
        case .connection: "connection"
        case .certificate: "certificate"
        case .timedOut: "timedOut"
        case .status: "status"
        case .redirect: "redirect"
        case .contentType: "contentType"
        case .tooLong: "tooLong"
        case .malformed: "malformedPolicy"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the DNS and the policy host have not said that there is no policy, or shown a wrong one.
    fileprivate var leavesPolicyUnknown: Bool {
        switch self {
        case .lookup, .connection, .timedOut, .cancelled: true
        // The server has failed, or will not answer so often.
        case .status(let code): code >= 500 || code == 429
        case .noAddress, .privateAddressesOnly, .certificate, .redirect, .contentType, .tooLong, .malformed: false
        }
    }
}

extension PolicyFetchFailure {
    /// What to do about it; nil where the description says it.
    fileprivate var advice: String? {
        switch kind {
        case .privateAddressesOnly: "with --private-addresses allow they are taken as they are; other senders do not"
        case .connection:
            "a web server with TLS 1.2 or later must answer there at port \(port); \(DNSCommandPolicyProblem.later)"
        case .certificate:
            "it must be valid now, be made for mta-sts.\(domain), and come from an authority that senders trust"
        case .status where !kind.leavesPolicyUnknown: "the policy must be there, for everybody to read"
        case .malformed: "--policy FILE checks a policy before it is published"
        case .lookup, .timedOut, .status, .cancelled: DNSCommandPolicyProblem.later
        case .noAddress, .redirect, .contentType, .tooLong: nil
        }
    }
}
