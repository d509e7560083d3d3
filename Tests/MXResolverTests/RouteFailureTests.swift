import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// Look-ups that fail, each in each way: mail waits, and no host is guessed.
@Suite("Look-ups that fail")
struct RouteFailureTests {
    static let failures: [DNSFailure] = [
        .refused, .serverFailure, .unexpectedResponse(DNSResponseCode(rawValue: 4)), .timeout, .unreachable,
        .malformed(DNSMessageError(.unexpectedEnd, at: 9)), .cancelled,
    ]

    /// Which look-up fails, and what comes of it.
    static let lookups: [(name: String, types: [DNSRecordType], asked: String, expected: String)] = [
        ("a.test", [.mx], "a.test", "4.4.3"),
        ("mx.a.test", [.a, .aaaa], "a.test", "4.4.3"),
        ("mx.a.test", [.a], "a.test", "10 mx.a.test 2a00::1"),
        ("mx.a.test", [.aaaa], "a.test", "10 mx.a.test 20.0.0.1"),
        ("mx.four.test", [.aaaa], "four.test", "10 mx.four.test 20.0.0.2"),
        ("mx.four.test", [.a], "four.test", "4.4.3"),
        ("first.test", [.a, .aaaa], "two.test", "20 mx.a.test 2a00::1 20.0.0.1"),
        ("first.test", [.a, .aaaa], "waiting.test", "4.4.3"),
        ("self.test", [.mx], "self.test", "4.4.3"),
        ("self.test", [.a, .aaaa], "self.test", "4.4.3"),
        ("self.test", [.aaaa], "self.test", "0 self.test 20.0.0.3"),
        ("target.test", [.a], "nick.test", "10 alias.test 20.0.0.4"),
        ("alias.test", [.a], "nick.test", "4.4.3"),
    ]

    static let zone = """
        a.test. MX 10 mx.a.test.
        mx.a.test. A 20.0.0.1
        mx.a.test. AAAA 2a00::1
        four.test. MX 10 mx.four.test.
        mx.four.test. A 20.0.0.2
        two.test. MX 10 first.test.
        two.test. MX 20 mx.a.test.
        waiting.test. MX 10 first.test.
        waiting.test. MX 20 none.test.
        first.test. TXT "its addresses fail"
        self.test. A 20.0.0.3
        nick.test. MX 10 alias.test.
        alias.test. CNAME target.test.
        target.test. A 20.0.0.4
        """

    @Test("every look-up may fail in every way", arguments: RouteFailureTests.lookups.indices)
    func waits(row: Int) async throws {
        let (name, types, asked, expected) = Self.lookups[row]
        for failure in Self.failures {
            let dns = try ZoneResolver(parsing: Self.zone)
            for type in types { dns.fail(domain(name), type, with: failure) }
            let decision = await MailExchangeResolver(dns: dns).decision(for: .domain(domain(asked)))
            #expect(decision.route.summary == expected, "\(failure)")
            // What a failure of an alias's target means shows only where the resolver asks for it itself.
            let isSeen = name != "target.test"
            #expect((decision.timeToLive == 0) == isSeen, "\(failure)")
            #expect(decision.explanation.contains { $0.contains("\(failure)") } == isSeen, "\(failure)")
            guard expected == "4.4.3" else { continue }
            let reason = try #require(decision.failure?.reason)
            #expect(reason == .lookup(failure))
            #expect(decision.failure?.isTemporary == true)
        }
    }

    @Test("without MX records nobody is a mail host while these are not known")
    func guessesNoImplicitHost() async throws {
        let dns = try ZoneResolver(parsing: Self.zone)
        dns.fail(domain("self.test"), .mx, with: .timeout)
        let decision = await MailExchangeResolver(dns: dns).decision(for: .domain(domain("self.test")))
        #expect(decision.origin == nil)
        #expect(decision.site == nil)
        #expect(decision.candidates.isEmpty)
        #expect(dns.questions.map(\.type) == [.mx])
    }

    @Test("a denial of one family and silence on the other is no statement", arguments: [DNSRecordType.a, .aaaa])
    func waitsForTheOtherFamily(type: DNSRecordType) async throws {
        let dns = try ZoneResolver(parsing: "a.test. MX 10 mx.test.\nmx.test. TXT x")
        dns.fail(domain("mx.test"), type, with: .noSuchDomain())
        dns.fail(domain("mx.test"), type == .a ? .aaaa : .a, with: .timeout)
        let decision = await MailExchangeResolver(dns: dns).decision(for: .domain(domain("a.test")))
        #expect(decision.route.summary == "4.4.3")
    }

    @Test("one family does not exist for a server that gives the other")
    func takesWhatThereIs() async throws {
        let dns = try ZoneResolver(parsing: "a.test. MX 10 mx.test.\nmx.test. A 20.0.0.1")
        dns.fail(domain("mx.test"), .aaaa, with: .noSuchDomain())
        let decision = await MailExchangeResolver(dns: dns).decision(for: .domain(domain("a.test")))
        #expect(decision.route.summary == "10 mx.test 20.0.0.1")
    }

    @Test("each failure says what happened, to whom, and with which status")
    func explainsItself() throws {
        let host = try MailHost("a.test")
        let cases: [(RouteFailure.Reason, String)] = [
            (.noSuchDomain, "5.1.2 the domain a.test does not exist"),
            (.noAddress, "5.4.4 no mail host of a.test has an address"),
            (
                .noAddressOfFamily(.v4),
                "5.4.4 no mail host of a.test has an IPv4 address, and only those are used here"
            ),
            (.noHostName, "5.4.4 the MX records of a.test name no host"),
            (.privateAddressesOnly, "5.4.4 the mail hosts of a.test have no public address"),
            (
                .noneOfFirst(30, of: 47),
                "4.4.4 none of the first 30 of 47 mail hosts of a.test can be used, and no more are looked up"
            ),
            (.loop, "5.4.6 mail for a.test comes back to this host"),
            (
                .lookup(.timeout),
                "4.4.3 the mail hosts of a.test could not be looked up: no name server answered in time"
            ),
        ]
        for (reason, words) in cases { #expect(RouteFailure(reason, to: host).description == words) }
    }
}

extension RouteDecision {
    /// Why there is no host, or nil.
    fileprivate var failure: RouteFailure? {
        if case .failed(let failure) = route { failure } else { nil }
    }
}
