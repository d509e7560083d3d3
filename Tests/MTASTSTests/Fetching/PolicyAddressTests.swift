import MTASTS
import MXResolver
import MXResolverTesting
import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@Suite("The addresses of a policy host", .timeLimit(.minutes(15)))
struct PolicyAddressTests {
    static let good = ServerScript.answer(FetchBench.goodAnswer)

    /// Gives a host another address at each question.
    private final class RebindingResolver: DNSResolver {
        let asked = NIOLockedValueBox<[DNSRecordType]>([])

        func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
            let isFirst = asked.withLockedValue { asked in
                asked.append(type)
                return asked.count(where: { $0 == type }) == 1
            }
            guard type == .a else { return .failure(.noData()) }
            let address = IPAddress(isFirst ? "127.0.0.1" : "127.0.0.66")!
            let owner = DNSName(name.text)!
            let record = DNSRecord(name: owner, timeToLive: 0, data: .address(address))
            return .success(DNSAnswer(records: [record], canonicalName: owner))
        }
    }

    @Test("are refused when they are private, and nobody is connected to")
    func privateAddresses() async throws {
        let certificate = try FetchBench.certificate()
        try await FetchBench.withServer(Self.good, security: .tls(certificate)) { server in
            for zone in [
                try FetchBench.zone("127.0.0.1"), try FetchBench.zone("::1", "127.0.0.1"),
                try FetchBench.zone("10.0.0.1", "192.168.1.1", "169.254.169.254", "fd00::1", "::ffff:127.0.0.1"),
            ] {
                let fetcher = try FetchBench.fetcher(
                    zone, port: server.port, roots: certificate, privateAddresses: .refuse)
                let failure = try #require(await fetcher.fetch(for: FetchBench.domain).failure)
                #expect(failure.kind == .privateAddressesOnly)
                #expect(failure.description.hasSuffix("has no public address, and others are refused"))
                #expect(failure.address == nil)
            }
            #expect(server.record.connections == 0)
        }
    }

    @Test("are looked up once, so that they cannot change behind the check")
    func rebinding() async throws {
        let certificate = try FetchBench.certificate()
        try await FetchBench.withServer(Self.good, security: .tls(certificate)) { server in
            let dns = RebindingResolver()
            let fetcher = try FetchBench.fetcher(dns, port: server.port, roots: certificate)
            #expect(await fetcher.fetch(for: FetchBench.domain) == .policy(FetchBench.policy))
            #expect(Set(dns.asked.withLockedValue { $0 }) == [.a, .aaaa])
            #expect(dns.asked.withLockedValue { $0 }.count == 2)
        }
    }

    static let absences: [(DNSFailure?, DNSFailure?, PolicyFetchFailure.Kind, String)] = [
        (.noSuchDomain(), .noSuchDomain(), .noAddress, "has no address; it needs an A or AAAA record"),
        (.noData(), .noData(), .noAddress, "has no address"),
        (.serverFailure, .serverFailure, .lookup(.serverFailure), "could not be looked up: the name server failed"),
        (.timeout, .noData(), .lookup(.timeout), "could not be looked up: no name server answered in time"),
        (.noData(), .refused, .lookup(.refused), "could not be looked up"),
    ]

    @Test("are missing for a reason", arguments: absences)
    func absence(six: DNSFailure?, four: DNSFailure?, kind: PolicyFetchFailure.Kind, sentence: String) async throws {
        let dns = try FetchBench.zone("127.0.0.1")
        let host = try DomainName(FetchBench.host)
        dns.fail(host, .aaaa, with: six)
        dns.fail(host, .a, with: four)
        let fetcher = try FetchBench.fetcher(dns, port: 443, roots: try FetchBench.certificate())
        let failure = try #require(await fetcher.fetch(for: FetchBench.domain).failure)
        #expect(failure.kind == kind)
        #expect(failure.description.contains(sentence))
        #expect(failure.description.hasPrefix("https://mta-sts.example.test/.well-known/mta-sts.txt: the policy host "))
    }

    @Test("are used when only one family could be looked up", arguments: [DNSFailure.serverFailure, .timeout])
    func halfAnswer(failure: DNSFailure) async throws {
        let certificate = try FetchBench.certificate()
        try await FetchBench.withServer(Self.good, security: .tls(certificate)) { server in
            let dns = try FetchBench.zone("127.0.0.1")
            dns.fail(try DomainName(FetchBench.host), .aaaa, with: failure)
            let fetcher = try FetchBench.fetcher(dns, port: server.port, roots: certificate)
            #expect(await fetcher.fetch(for: FetchBench.domain) == .policy(FetchBench.policy))
        }
    }

    @Test("are not looked for when the name of the policy host would be too long")
    func longName() async throws {
        let label = String(repeating: "a", count: 61)
        let name = try DomainName([label, label, label, label, "test"].joined(separator: "."))
        let dns = try FetchBench.zone("127.0.0.1")
        let fetcher = try HTTPSPolicyFetcher(dns: dns)
        let failure = try #require(await fetcher.fetch(for: name).failure)
        #expect(failure.kind == .noAddress)
        #expect(failure.description.hasSuffix(": its name would be too long"))
        #expect(dns.questions.isEmpty)
    }

    @Test("are tried in turn after a dead one")
    func deadFirst() async throws {
        let certificate = try FetchBench.certificate()
        try await FetchBench.withServer(Self.good, security: .tls(certificate)) { server in
            let dns = try FetchBench.zone("127.0.0.2", "127.0.0.1")
            let fetcher = try FetchBench.fetcher(dns, port: server.port, roots: certificate)
            #expect(await fetcher.fetch(for: FetchBench.domain) == .policy(FetchBench.policy))
        }
    }

    @Test("are each given their time to shake hands")
    func silent() async throws {
        let silence = ServerScript(moment: .connection, ending: .hold)
        let (fetch, record) = try await FetchBench.fetch(
            silence, security: PolicyServer.Security.none, connectTimeout: .milliseconds(200))
        let failure = try #require(fetch.failure)
        #expect(failure.kind == .connection)
        #expect(
            failure.description.hasSuffix("no HTTPS connection with the policy host: there was none after 0.2 seconds"))
        #expect(record.connections <= 1)
    }

    @Test("are tried in turn after one with a wrong certificate, which tells most when none is right")
    func wrongFirst() async throws {
        let certificate = try FetchBench.certificate()
        let wrong = try FetchBench.certificate("other.test")
        try await FetchBench.withServer(Self.good, security: .tls(certificate)) { right in
            try await FetchBench.withServer(
                Self.good, security: .tls(wrong), address: "127.0.0.2", port: right.port
            ) { first in
                let dns = try FetchBench.zone("127.0.0.2", "127.0.0.1")
                let fetcher = try FetchBench.fetcher(dns, port: right.port, roots: certificate)
                #expect(await fetcher.fetch(for: FetchBench.domain) == .policy(FetchBench.policy))
                #expect(first.record.connections == 1)
                #expect(first.record.requests.isEmpty)

                dns.replace(with: try Zone(parsing: FetchBench.records(["127.0.0.3", "127.0.0.2", "127.0.0.4"])))
                let failure = try #require(await fetcher.fetch(for: FetchBench.domain).failure)
                #expect(failure.kind == .certificate)
                #expect(failure.address == IPAddress("127.0.0.2"))
            }
        }
    }

    private static let hasIPv6 = (try? System.enumerateDevices().contains { $0.address?.ipAddress == "::1" }) == true

    @Test("may be of IPv6, which goes first", .enabled(if: hasIPv6))
    func version6() async throws {
        let certificate = try FetchBench.certificate()
        try await FetchBench.withServer(Self.good, security: .tls(certificate), address: "::1") { server in
            let dns = try FetchBench.zone("127.0.0.1", "::1")
            let fetcher = try FetchBench.fetcher(dns, port: server.port, roots: certificate)
            #expect(await fetcher.fetch(for: FetchBench.domain) == .policy(FetchBench.policy))
            // The address as the certificate's name is not enough, whichever family it is of.
            let other = try FetchBench.certificate("::1")
            try await FetchBench.withServer(Self.good, security: .tls(other), address: "::1") { second in
                let fetcher = try FetchBench.fetcher(
                    try FetchBench.zone("::1"), port: second.port, roots: other)
                #expect(await fetcher.fetch(for: FetchBench.domain).failure?.kind == .certificate)
                #expect(second.record.requests.isEmpty)
            }
        }
    }

    @Test("are left alone after an answer, whatever it is")
    func answerIsFinal() async throws {
        let certificate = try FetchBench.certificate()
        try await FetchBench.withServer(Self.good, security: .tls(certificate)) { second in
            let answer = ServerScript.answer("HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n")
            try await FetchBench.withServer(
                answer, security: .tls(certificate), address: "127.0.0.2", port: second.port
            ) { first in
                let dns = try FetchBench.zone("127.0.0.2", "127.0.0.1")
                let fetcher = try FetchBench.fetcher(dns, port: second.port, roots: certificate)
                #expect(await fetcher.fetch(for: FetchBench.domain).failure?.kind == .status(404))
                #expect(first.record.requests.count == 1)
                #expect(second.record.connections == 0)
            }
        }
    }

    @Test("are all dead, and the first ones were tried")
    func allDead() async throws {
        let certificate = try FetchBench.certificate()
        try await FetchBench.withServer(Self.good, security: .tls(certificate)) { server in
            // The only one that lives is beyond those that are tried.
            let dns = try FetchBench.zone("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.1")
            let fetcher = try FetchBench.fetcher(dns, port: server.port, roots: certificate)
            let failure = try #require(await fetcher.fetch(for: FetchBench.domain).failure)
            #expect(failure.kind == .connection)
            #expect(failure.description.hasSuffix("no HTTPS connection with the policy host: connection refused"))
            #expect(server.record.connections == 0)
        }
    }
}
