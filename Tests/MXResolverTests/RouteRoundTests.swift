import MXResolver
import MXResolverTesting
import MailAddressing
import TestSupport
import Testing

/// Domains of more mail hosts than are looked up at once: in which rounds they are asked for, and when that ends.
@Suite("Rounds of look-ups", .timeLimit(.minutes(15)))
struct RouteRoundTests {
    /// One row: for each host in the order of preference what it is, what comes of it, and which hosts are asked for.
    ///
    /// `.` does not exist, `?` cannot be looked up, `+` has an address, `-` has a private one, `=` is this host by its
    /// address, `@` by its alias.
    struct Row: Sendable, CustomTestStringConvertible {
        let hosts: String
        let expected: String
        let asked: Int
        var testDescription: String { hosts }

        init(_ hosts: String, _ expected: String, asked: Int) {
            self.hosts = hosts
            self.expected = expected
            self.asked = asked
        }
    }

    /// The rows, for two hosts in each of three rounds.
    static let rows: [Row] = [
        Row("+", "10", asked: 1), Row("++", "10 20", asked: 2), Row("+++", "10 20", asked: 2),
        Row(".+++++", "20", asked: 2), Row("..+", "30", asked: 3), Row("..+++", "30 40", asked: 4),
        Row("....++", "50 60", asked: 6), Row(".....+", "60", asked: 6), Row("......", "5.4.4", asked: 6),
        Row("......+", "4.4.4", asked: 6), Row(".......", "4.4.4", asked: 6), Row("------+", "4.4.4", asked: 6),
        Row("-----.", "5.4.4", asked: 6), Row("..", "5.4.4", asked: 2), Row("...", "5.4.4", asked: 3),
        // A look-up that fails stops nobody from asking for the next ones, and says more than that some are left.
        Row("??+", "30", asked: 3), Row("?.....", "4.4.3", asked: 6), Row(".?.....", "4.4.3", asked: 6),
        Row("?????+", "60", asked: 6), Row("......?", "4.4.4", asked: 6), Row("?+", "20", asked: 2),
        // Behind this host nobody is asked for.
        Row("=+++", "5.4.6", asked: 2), Row("@+++", "5.4.6", asked: 2), Row(".=+", "5.4.4", asked: 2),
        Row("..=+++", "5.4.4", asked: 4), Row("..+=++", "30", asked: 4), Row("?.=+++", "4.4.3", asked: 4),
        Row(".....=+", "5.4.4", asked: 6), Row("......=", "4.4.4", asked: 6), Row("++=", "10 20", asked: 2),
    ]

    /// The MX records and addresses of a row's hosts, and which of them fail.
    private static func resolver(
        of hosts: String, preference: (Int) -> Int = { $0 * 10 }
    ) throws -> ZoneResolver {
        var lines = ["mine.test. A 20.0.0.98"]
        for (place, kind) in zip(1..., hosts) {
            lines.append("a.test. 300 MX \(preference(place)) h\(place).test.")
            switch kind {
            case "+": lines.append("h\(place).test. A 20.0.1.\(place)")
            case "-": lines.append("h\(place).test. A 10.0.1.\(place)")
            case "=": lines.append("h\(place).test. A 20.0.0.99")
            case "@": lines.append("h\(place).test. CNAME mine.test.")
            default: break
            }
        }
        let dns = try ZoneResolver(parsing: lines.joined(separator: "\n"))
        for (place, kind) in zip(1..., hosts) where kind == "?" { dns.fail(domain("h\(place).test"), with: .timeout) }
        return dns
    }

    private static func options(seed: UInt64 = 0) -> MailExchangeResolver.Options {
        MailExchangeResolver.Options(
            ownHostNames: [domain("mine.test")], ownAddresses: Set([IPAddress("20.0.0.99")].compactMap { $0 }),
            maximumHosts: 2, maximumRounds: 3, makeRandomNumberGenerator: { SeededGenerator(seed: seed) })
    }

    @Test("the next best hosts are looked up while none is usable", arguments: RouteRoundTests.rows)
    func asks(row: Row) async throws {
        let dns = try Self.resolver(of: row.hosts)
        let decision = await MailExchangeResolver(dns: dns, options: Self.options())
            .decision(for: .domain(domain("a.test")))
        let preferences = decision.route.hosts.map { "\($0.preference)" }.joined(separator: " ")
        #expect((preferences.isEmpty ? decision.route.summary : preferences) == row.expected)
        let asked = Set(dns.questions.map(\.name)).subtracting([dnsName("a.test")])
        #expect(asked == Set((1...row.asked).map { dnsName("h\($0).test") }))
        #expect(decision.candidates.map(\.preference) == (1...row.hosts.count).map { UInt16($0 * 10) })
        #expect(
            (decision.timeToLive == 0) == (row.expected.hasPrefix("4") || row.hosts.prefix(row.asked).contains("?")))
    }

    @Test("one live host among equals is found, or mail waits for the next draw, and never bounces")
    func waitsForTheNextDraw() async throws {
        let dns = try Self.resolver(of: "........+", preference: { _ in 10 })
        var counts: [String: Int] = [:]
        for seed in UInt64(0)..<300 {
            let route = await MailExchangeResolver(dns: dns, options: Self.options(seed: seed))
                .route(to: domain("a.test"))
            counts[route.summary, default: 0] += 1
        }
        #expect(Set(counts.keys) == ["10 h9.test 20.0.1.9", "4.4.4"])
        // Six of nine are looked up: 200 on average; six standard deviations are 49.
        #expect((151...249).contains(counts["10 h9.test 20.0.1.9"] ?? 0), "\(counts)")
    }

    @Test("a thousand dead hosts cost as many questions as the options allow, and make a small decision")
    func staysSmall() async throws {
        let records = (0..<1_000).map { "a.test. MX \($0) h\($0).test." }
        let dns = try ZoneResolver(parsing: records.joined(separator: "\n"))
        let decision = await MailExchangeResolver(dns: dns).decision(for: .domain(domain("a.test")))
        #expect(decision.conclusion.hasPrefix("4.4.4 none of the first 30 of 1000 mail hosts of a.test"))
        #expect(dns.questions.count == 61)
        #expect(decision.candidates.count == 30 + RouteDecision.maximumListed)
        #expect(decision.unlistedCandidates == 970 - RouteDecision.maximumListed)
    }
}
