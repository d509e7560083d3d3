import MXResolver
import MailAddressing

/// Where the mail for a domain or address literal goes and why, for people and programs.
struct DNSCommandRouteReport: Encodable {
    /// A host that takes the mail.
    struct Host: Encodable {
        var preference: UInt16
        /// Nil for an address literal.
        var name: String?
        /// Where its aliases lead; nil when it is none.
        var canonicalName: String?
        /// In the order in which they are tried.
        var addresses: [String]
        var isAuthenticated: Bool
        var areAddressesAuthenticated: Bool
    }

    /// A host that was named and takes no part.
    struct LeftOutHost: Encodable {
        var preference: UInt16
        /// Nil for an address literal.
        var name: String?
        var aliases: [String]
        /// The kind, one of the words of `--help`.
        var reason: String
        var explanation: String
    }

    /// An address that is not tried.
    struct LeftOutAddress: Encodable {
        /// Nil for an address literal.
        var host: String?
        var address: String
        /// The kind, one of the words of `--help`.
        var reason: String
        var explanation: String
    }

    /// A look-up of a host's addresses that failed.
    struct FailedLookup: Encodable {
        var name: String?
        var type: String
        /// The kind, one of the words of `waxwing dns a --help`.
        var reason: String
        var explanation: String
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
    /// Where the hosts come from; nil where that is not known.
    var origin: String?
    /// To which names the domain leads as an alias.
    var aliases: [String]
    /// In the order in which they are tried.
    var hosts: [Host]
    var leftOutHosts: [LeftOutHost]
    /// How many more hosts are left out.
    var unlistedHosts: Int
    var leftOutAddresses: [LeftOutAddress]
    /// How many more addresses are left out.
    var unlistedAddresses: Int
    var failedLookups: [FailedLookup]
    /// For how many seconds the decision holds; nil where nothing says so.
    var timeToLive: UInt32?
    var areMXRecordsAuthenticated: Bool
    var isAuthenticated: Bool
    /// Nil where no host is known.
    var site: String?
    var failure: Failure?
    /// The decision in words, a line each.
    var explanation: [String]

    private let table: String
    private let notes: [String]

    private enum CodingKeys: String, CodingKey {
        case destination, origin, aliases, hosts, leftOutHosts, unlistedHosts, leftOutAddresses, unlistedAddresses
        case failedLookups, timeToLive, areMXRecordsAuthenticated, isAuthenticated, site, failure, explanation
    }

    /// Makes the report on a decision.
    init(_ decision: RouteDecision) {
        destination = "\(decision.destination)"
        origin = decision.origin?.rawValue
        aliases = decision.aliases.map(\.text)
        hosts = decision.route.hosts.map { Host($0) }
        leftOutHosts = decision.candidates.compactMap { LeftOutHost($0) }
        unlistedHosts = decision.unlistedCandidates
        leftOutAddresses = decision.candidates.flatMap { candidate in
            candidate.leftOutAddresses.map { LeftOutAddress($0, of: candidate) }
        }
        unlistedAddresses = decision.candidates.reduce(0) { $0 + $1.unlistedAddresses }
        failedLookups = decision.candidates.flatMap { candidate in
            candidate.failures.map { FailedLookup($0, of: candidate) }
        }
        timeToLive = decision.timeToLive
        areMXRecordsAuthenticated = decision.areMXRecordsAuthenticated
        isAuthenticated = decision.isAuthenticated
        site = decision.site?.name
        failure = Failure(decision)
        explanation = decision.explanation.map(Console.printable)
        table = Self.table(of: decision)
        notes = Self.notes(on: decision).map(Console.printable)
    }

    /// The report for a person; for a failure that may pass, only what is known besides what `commandFailure` tells.
    var lines: [String] {
        guard let failure else { return [table] + notes }
        guard !failure.isTemporary else { return notes }
        return [Console.printable("\(failure.status) \(failure.explanation)")] + notes
    }

    /// How the command ends, or nil where there are hosts.
    var commandFailure: CommandFailure? {
        guard let failure else { return nil }
        guard failure.isTemporary else { return .negative() }
        return .operational(
            Console.printable("\(failure.status) \(failure.explanation); trying again later may help"))
    }

    private static func table(of decision: RouteDecision) -> String {
        var table = Table("PREFERENCE", "HOST", "AUTHENTICATED", "ADDRESSES")
        for host in decision.route.hosts {
            table.add(
                "\(host.preference)", host.name?.text ?? "\(decision.destination)", host.isAuthenticated ? "yes" : "no",
                host.addresses.map(\.description).joined(separator: " "))
        }
        return table.text
    }

    private static func notes(on decision: RouteDecision) -> [String] {
        var notes = decision.details
        if case .failed(let failure) = decision.route {
            guard !failure.isTemporary else { return notes }
            if failure.reason == .privateAddressesOnly {
                notes.append("With --private-addresses allow they are taken as they are.")
            }
        }
        if decision.origin != .literal { notes += [decision.holding, decision.authentication] }
        return notes + (decision.site.map { ["the site is \($0)"] } ?? [])
    }
}
