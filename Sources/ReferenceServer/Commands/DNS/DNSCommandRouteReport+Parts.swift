import MXResolver
import MailAddressing

extension DNSCommandRouteReport.Host {
    /// Takes a host of a route.
    init(_ host: MailExchangeHost) {
        self.init(
            preference: host.preference, name: host.name?.text, canonicalName: host.canonicalName?.text,
            addresses: host.addresses.map(\.description), isAuthenticated: host.isAuthenticated,
            areAddressesAuthenticated: host.areAddressesAuthenticated)
    }
}

extension DNSCommandRouteReport.LeftOutHost {
    /// Takes a host that was left out; nil is returned for one that is used.
    init?(_ candidate: RouteCandidate) {
        guard case .leftOut(let omission) = candidate.outcome else { return nil }
        self.init(
            preference: candidate.preference, name: candidate.name?.text, aliases: candidate.aliases.map(\.text),
            reason: omission.word, explanation: "\(omission)")
    }
}

extension DNSCommandRouteReport.LeftOutAddress {
    /// Takes an address of a host that was left out.
    init(_ omission: AddressOmission, of candidate: RouteCandidate) {
        self.init(
            host: candidate.name?.text, address: "\(omission.address)", reason: omission.word,
            explanation: "\(omission)")
    }
}

extension DNSCommandRouteReport.FailedLookup {
    /// Takes a look-up of a host's addresses.
    init(_ lookup: AddressLookupFailure, of candidate: RouteCandidate) {
        self.init(
            name: candidate.name?.text, type: "\(lookup.type)", reason: lookup.failure.word,
            explanation: "\(lookup.failure)")
    }
}

extension DNSCommandRouteReport.Failure {
    /// Takes the reason why there is no host; nil is returned where there are some.
    init?(_ decision: RouteDecision) {
        switch decision.route {
        case .hosts: return nil
        case .refusesMail:
            self.init(
                reason: "refusesMail", status: Self.text(of: MailRoute.refusalStatus),
                explanation: "the domain \(decision.destination) accepts no mail (null MX)", isTemporary: false)
        case .failed(let failure):
            self.init(
                reason: failure.reason.word, status: Self.text(of: failure.status), explanation: failure.explanation,
                isTemporary: failure.isTemporary)
        }
    }

    private static func text(of status: (classDigit: Int, subject: Int, detail: Int)) -> String {
        "\(status.classDigit).\(status.subject).\(status.detail)"
    }
}

extension RouteFailure.Reason {
    /// The kind of failure as a word for programs.
    var word: String {
        switch self {
        case .noSuchDomain: "noSuchDomain"
        case .noAddress: "noAddress"
        case .noAddressOfFamily: "noAddressOfFamily"
        case .noHostName: "noHostName"
        case .privateAddressesOnly: "privateAddressesOnly"
        case .loop: "loop"
        case .noneOfFirst: "noneOfFirst"
        case .lookup: "lookup"
        }
    }
}

extension HostOmission {
    /// The kind of omission as a word for programs.
    var word: String {
        switch self {
        case .nullExchange: "nullExchange"
        case .addressForName: "addressForName"
        case .noHostName: "noHostName"
        case .repeated: "repeated"
        case .thisHost: "thisHost"
        case .notBetter: "notBetter"
        case .beyondMaximumHosts: "beyondMaximumHosts"
        case .localhost: "localhost"
        case .noSuchHost: "noSuchHost"
        case .noAddress: "noAddress"
        case .noAddressOfFamily: "noAddressOfFamily"
        case .privateAddressesOnly: "privateAddressesOnly"
        case .beyondMaximumAddresses: "beyondMaximumAddresses"
        case .lookup: "lookup"
        }
    }
}

extension AddressOmission {
    /// The kind of omission as a word for programs.
    var word: String {
        switch reason {
        case .specialPurpose: "specialPurpose"
        case .otherFamily: "otherFamily"
        case .beyondMaximumPerHost: "beyondMaximumPerHost"
        case .beyondMaximum: "beyondMaximum"
        }
    }
}
