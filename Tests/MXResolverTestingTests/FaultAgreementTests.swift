import MXResolver
import MXResolverTesting
import Testing

/// Each fault does the same in memory and on loopback, where c-ares is the client.
@Suite(.timeLimit(.minutes(15)))
struct FaultAgreementTests {
    private let zone = try! Zone(parsing: "test SOA ns host 1 1 1 1 60\nfault.test TXT \"some text\"")
    private let name = domain("fault.test")

    @Test("in memory", arguments: FaultSample.all)
    func inMemory(_ sample: FaultSample) async {
        let resolver = ZoneResolver(zone)
        resolver.fail(name, .txt, with: sample.faults)
        #expect(FaultSample.Outcome(await resolver.query(name, .txt)) == sample.outcome)
        #expect(resolver.questions == [DNSQuestion(dnsName("fault.test"), .txt)])
        resolver.removeFaults()
        #expect(FaultSample.Outcome(await resolver.query(name, .txt)) == .answer)
    }

    @Test("on loopback", arguments: FaultSample.all)
    func onLoopback(_ sample: FaultSample) async throws {
        try await withServer(zone) { server in
            server.fail(name, .txt, with: sample.faults)
            let resolver = try CAresResolver(
                configuration: CAresResolver.Configuration(
                    servers: [server.address], timeout: Self.timeout(of: sample), tries: 1))
            let outcome = FaultSample.Outcome(await resolver.query(name, .txt))
            resolver.shutdown()
            #expect(outcome == sample.outcome)
            #expect((server.counts.streams >= 1) == sample.goesByTCP)
        }
    }

    /// Whoever must wait for a time-out waits for a short one, if no answer comes before; the others for as long as it
    /// takes.
    private static func timeout(of sample: FaultSample) -> Duration {
        guard sample.outcome == .timeout else { return .seconds(30) }
        return sample.goesByTCP ? .seconds(5) : .milliseconds(500)
    }

    @Test(arguments: [DNSFault.truncated(keeping: 2), .truncated(keeping: 9), .truncated])
    func believesNoPartOfAnAnswer(_ fault: DNSFault) async throws {
        let zone = try Zone(parsing: "fault.test TXT a\nfault.test TXT b\nfault.test TXT c")
        let memory = ZoneResolver(zone)
        try await withServer(zone) { server in
            let network = try CAresResolver(
                configuration: CAresResolver.Configuration(
                    servers: [server.address], timeout: .seconds(30), tries: 1))
            memory.fail(name, with: fault)
            server.fail(name, with: fault)
            let resolvers: [any DNSResolver] = [memory, network]
            for resolver in resolvers { #expect(await resolver.query(name, .txt).success?.records.count == 3) }
            memory.fail(name, with: [fault, .closed])
            server.fail(name, with: [fault, .closed])
            for resolver in resolvers { #expect(await resolver.query(name, .txt) == .failure(.unreachable)) }
            network.shutdown()
        }
    }
}
