import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// The tables of route decisions: a zone, what fails, where mail goes, and what is said of it.
@Suite("Route decisions", .timeLimit(.minutes(15)))
struct RouteDecisionTests {
    /// One row: whose mail, what comes of it in the form of `summary`, why, and a line that tells a person.
    struct Decision: Sendable, CustomTestStringConvertible {
        let name: String
        let expected: String
        let reason: String
        let line: String?

        init(_ name: String, _ expected: String, _ reason: String, says line: String? = nil) {
            self.name = name
            self.expected = expected
            self.reason = reason
            self.line = line
        }

        var testDescription: String { "\(name): \(reason)" }
    }

    @Test("where every address may be used", arguments: RouteDecisionTests.decisions)
    func decides(_ decision: Decision) async throws {
        let options = MailExchangeResolver.Options(privateAddresses: .allow, ownHostNames: [domain("mine.test")])
        try await check(decision, by: try Self.resolver(), options)
    }

    @Test("where mail goes to strangers only", arguments: RouteDecisionTests.strictDecisions)
    func decidesStrictly(_ decision: Decision) async throws {
        let ownAddresses = ["20.0.0.99", "2a00::99", "::ffff:20.0.0.98"].compactMap { IPAddress($0) }
        let options = MailExchangeResolver.Options(
            ownHostNames: [domain("mine.test"), domain("alsomine.test")], ownAddresses: Set(ownAddresses),
            maximumHosts: 4, maximumAddressesPerHost: 3, maximumAddresses: 7)
        try await check(decision, by: try ZoneResolver(parsing: Self.strictZone), options)
    }

    @Test("where one address family is used", arguments: RouteDecisionTests.familyDecisions)
    func decidesByFamily(_ decision: Decision, preference: AddressPreference) async throws {
        let options = MailExchangeResolver.Options(addressPreference: preference)
        try await check(decision, by: try ZoneResolver(parsing: Self.familyZone), options)
    }

    private func check(
        _ decision: Decision, by dns: ZoneResolver, _ options: MailExchangeResolver.Options
    ) async throws {
        let resolver = MailExchangeResolver(dns: dns, options: options)
        let host = try MailHost(decision.name)
        let made = await resolver.decision(for: host)
        let route = await resolver.route(to: host)
        #expect(made.destination == host)
        #expect(route.summary == decision.expected, "\(decision.reason)")
        #expect(made.route.summary == decision.expected, "\(decision.reason)")
        if let line = decision.line {
            #expect(made.explanation.contains(line), "\(made.explanation.joined(separator: "\n"))")
        }
        if case .failed(let failure) = route {
            #expect(failure.isTemporary == decision.expected.hasPrefix("4"))
            #expect(failure.explanation.contains(decision.name))
            #expect(made.timeToLive == 0 || !failure.isTemporary)
        }
        let used = made.candidates.compactMap { candidate -> [IPAddress]? in
            if case .used(let addresses) = candidate.outcome { addresses } else { nil }
        }
        #expect(used == route.hosts.map(\.addresses), "the candidates that are used are the hosts of the route")
    }
}

extension MailRoute {
    /// `PREFERENCE NAME ADDRESS…` for each host, `refuses`, or the status code of a failure.
    var summary: String {
        switch self {
        case .hosts(let hosts):
            let lines = hosts.map { host in
                let addresses = host.addresses.map(\.description).joined(separator: " ")
                return "\(host.preference) \(host.name?.text ?? "-") \(addresses)"
            }
            return lines.joined(separator: "; ")
        case .refusesMail: return "refuses"
        case .failed(let failure): return String(failure.description.prefix { $0 != " " })
        }
    }
}
