import MXResolver
import MXResolverTesting
import MailAddressing
import TestSupport
import Testing

/// What the options do to a route, and what a route asks of the DNS.
@Suite(.timeLimit(.minutes(15)))
struct MailExchangeResolverTests {
    private func route(
        to name: String, zone: String, isAuthenticated: Bool = false,
        options: MailExchangeResolver.Options = MailExchangeResolver.Options()
    ) async throws -> MailRoute {
        let dns = try ZoneResolver(parsing: zone, isAuthenticated: isAuthenticated)
        return await MailExchangeResolver(dns: dns, options: options).route(to: domain(name))
    }

    @Test(arguments: ["A 10.0.0.1", "A 127.0.0.1", "AAAA ::1", "AAAA fd00::1", "AAAA ::ffff:192.168.0.1", "A 0.0.0.0"])
    func refusesPrivateAddresses(_ record: String) async throws {
        let zone = "a.test MX 10 mx.test\nmx.test \(record)"
        let route = try await self.route(to: "a.test", zone: zone)
        #expect(route == .failed(RouteFailure(.privateAddressesOnly, to: .domain(domain("a.test")))))
        #expect(route.summary == "5.4.4")
        let options = MailExchangeResolver.Options(privateAddresses: .allow)
        #expect(try await self.route(to: "a.test", zone: zone, options: options).hosts.count == 1)
    }

    @Test func leavesPrivateAddressesOut() async throws {
        let zone = """
            a.test MX 10 mx.test
            a.test MX 20 in.test
            in.test A 10.0.0.1
            mx.test A 10.0.0.1
            mx.test A 20.0.0.1
            mx.test AAAA ::ffff:20.0.0.1
            mx.test AAAA ::ffff:20.0.0.2
            """
        let route = try await self.route(to: "a.test", zone: zone)
        #expect(route.summary == "10 mx.test 20.0.0.1 20.0.0.2", "mapped addresses are IPv4, and none comes twice")
    }

    @Test func takesLiteralsAsTheyAre() async throws {
        let dns = try ZoneResolver(parsing: "")
        let closed = MailExchangeResolver(dns: dns)
        let open = MailExchangeResolver(dns: dns, options: MailExchangeResolver.Options(privateAddresses: .allow))
        #expect(try await closed.route(to: MailHost("[20.0.0.1]")).summary == "0 - 20.0.0.1")
        #expect(try await closed.route(to: MailHost("[IPv6:2a00::1]")).summary == "0 - 2a00::1")
        #expect(try await closed.route(to: MailHost("[127.0.0.1]")).summary == "5.4.4")
        #expect(try await open.route(to: MailHost("[127.0.0.1]")).summary == "0 - 127.0.0.1")
        #expect(dns.questions.isEmpty)
    }

    @Test func routesDomainsGivenAsHosts() async throws {
        let resolver = MailExchangeResolver(dns: try ZoneResolver(parsing: "a.test A 20.0.0.1"))
        #expect(try await resolver.route(to: MailHost("a.test")).summary == "0 a.test 20.0.0.1")
    }

    @Test func ordersEqualsByChance() async throws {
        let hosts = (0..<6).map { "a.test MX 10 h\($0).test\nh\($0).test A 20.0.0.\($0 + 1)" }
        let zone = hosts.joined(separator: "\n") + "\na.test MX 5 first.test\nfirst.test A 20.0.0.9"
        func order(seed: UInt64) async throws -> [String] {
            let options = MailExchangeResolver.Options(makeRandomNumberGenerator: { SeededGenerator(seed: seed) })
            let route = try await self.route(to: "a.test", zone: zone, options: options)
            return route.hosts.compactMap { $0.name?.text }
        }
        var orders: Set<[String]> = []
        for seed in UInt64(0)..<20 {
            let names = try await order(seed: seed)
            #expect(names.first == "first.test")
            #expect(Set(names).count == 7)
            orders.insert(names)
        }
        #expect(orders.count > 10)
        let (first, second) = (try await order(seed: 3), try await order(seed: 3))
        #expect(first == second)
    }

    @Test func boundsHostsAndAddresses() async throws {
        let hosts = (10..<40).map { "a.test MX \($0) h\($0).test\nh\($0).test A 20.0.0.\($0)" }
        let addresses = (1..<30).map { "b.test A 20.0.1.\($0)\nb.test AAAA 2a00::\($0)" }
        let dns = try ZoneResolver(parsing: (hosts + addresses).joined(separator: "\n"))
        let resolver = MailExchangeResolver(dns: dns)
        let found = await resolver.route(to: domain("a.test")).hosts
        #expect(found.map(\.preference) == Array(10..<20))
        #expect(dns.questions.count == 1 + 2 * 10)
        let others = await resolver.route(to: domain("b.test")).hosts
        let host = try #require(others.first)
        #expect(host.addresses.count == 8)
        #expect(host.addresses.filter { $0.family == .v6 }.count == 4)
    }

    @Test func keepsWhetherAllIsAuthenticated() async throws {
        let zone = "a.test MX 10 mx.test\nmx.test A 20.0.0.1\nb.test AAAA 2a00::1"
        for name in ["a.test", "b.test"] {
            let validated = try await self.route(to: name, zone: zone, isAuthenticated: true)
            #expect(validated.hosts.map(\.isAuthenticated) == [true])
            let plain = try await self.route(to: name, zone: zone)
            #expect(plain.hosts.map(\.isAuthenticated) == [false])
        }
    }

    @Test func looksUpAllAddressesAtTheSameTime() async throws {
        let zone = (0..<5).map { "a.test MX \($0) h\($0).test\nh\($0).test A 20.0.0.1" }.joined(separator: "\n")
        // Whoever asked one after the other would wait for ever.
        let dns = GatheringResolver(try ZoneResolver(parsing: zone), count: 10)
        let route = await MailExchangeResolver(dns: dns).route(to: domain("a.test"))
        #expect(route.hosts.count == 5)
    }

    @Test func endsWhenItsTaskIsCancelled() async throws {
        let resolver = MailExchangeResolver(dns: try ZoneResolver(parsing: "a.test A 20.0.0.1"))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await resolver.route(to: domain("a.test"))
        }
        #expect(await task.value == .failed(RouteFailure(.lookup(.cancelled), to: .domain(domain("a.test")))))
    }
}

/// Holds questions for addresses back until a number of them has come.
private actor GatheringResolver: DNSResolver {
    private let base: ZoneResolver
    private let count: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ base: ZoneResolver, count: Int) {
        self.base = base
        self.count = count
    }

    func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
        if type == .a || type == .aaaa {
            await withCheckedContinuation { continuation in
                waiting.append(continuation)
                guard waiting.count == count else { return }
                for waiter in waiting { waiter.resume() }
                waiting = []
            }
        }
        return await base.query(name, type)
    }
}
