import MXResolver
import MailAddressing

/// Where the mail for a domain or address literal goes, for people and programs.
struct DNSCommandRouteReport: Encodable {
    /// A host that takes the mail.
    struct Host: Encodable {
        var preference: UInt16
        /// Nil for an address literal.
        var name: String?
        /// In the order in which they are tried.
        var addresses: [String]
        var isAuthenticated: Bool
    }

    /// Why there is no host.
    struct Failure: Encodable {
        /// The kind, one of the words of `--help`.
        var reason: String
        /// The enhanced status code of a reply or report (RFC 3463).
        var status: String
        var explanation: String
        /// Whether trying again later may help.
        var isTemporary: Bool
    }

    var destination: String
    /// In the order in which they are tried.
    var hosts: [Host] = []
    var failure: Failure?

    /// Makes the report on a route.
    init(of route: MailRoute, to destination: MailHost) {
        self.destination = "\(destination)"
        switch route {
        case .hosts(let hosts):
            self.hosts = hosts.map { host in
                Host(
                    preference: host.preference, name: host.name?.text,
                    addresses: host.addresses.map(\.description), isAuthenticated: host.isAuthenticated)
            }
        case .refusesMail:
            failure = Failure(
                reason: "refusesMail", status: Self.text(of: MailRoute.refusalStatus),
                explanation: "the domain \(destination) accepts no mail (null MX)", isTemporary: false)
        case .failed(let failure):
            self.failure = Failure(
                reason: Self.word(for: failure.reason), status: Self.text(of: failure.status),
                explanation: failure.explanation, isTemporary: failure.isTemporary)
        }
    }

    /// The report for a person; none for a failure that may pass, which `commandFailure` tells.
    var lines: [String] {
        if let failure {
            guard !failure.isTemporary else { return [] }
            let line = Console.printable("\(failure.status) \(failure.explanation)")
            let isPrivate = failure.reason == Self.word(for: .privateAddressesOnly)
            return [line] + (isPrivate ? ["With --private-addresses allow they are taken as they are."] : [])
        }
        var table = Table("PREFERENCE", "HOST", "AUTHENTICATED", "ADDRESSES")
        for host in hosts {
            table.add(
                "\(host.preference)", host.name ?? destination, host.isAuthenticated ? "yes" : "no",
                host.addresses.joined(separator: " "))
        }
        return [table.text]
    }

    /// How the command ends, or nil where there are hosts.
    var commandFailure: CommandFailure? {
        guard let failure else { return nil }
        guard failure.isTemporary else { return .negative() }
        return .operational(
            Console.printable("\(failure.status) \(failure.explanation); trying again later may help"))
    }

    private static func text(of status: (classDigit: Int, subject: Int, detail: Int)) -> String {
        "\(status.classDigit).\(status.subject).\(status.detail)"
    }

    private static func word(for reason: RouteFailure.Reason) -> String {
        switch reason {
        case .noSuchDomain: "noSuchDomain"
        case .noAddress: "noAddress"
        case .noHostName: "noHostName"
        case .privateAddressesOnly: "privateAddressesOnly"
        case .loop: "loop"
        case .lookup: "lookup"
        }
    }
}
