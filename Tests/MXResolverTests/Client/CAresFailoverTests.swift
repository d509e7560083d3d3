import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// Several servers, the first of which is bad in one way or another, and single servers with a quirk.
@Suite(.timeLimit(.minutes(15)))
struct CAresFailoverTests {
    private static let zone = """
        one.test. A 192.0.2.1
        test. SOA ns hostmaster 1 1h 15m 1w 5m
        """
    private static let long = String(repeating: "x", count: 200)
    private static let large = (1...20).map { "large.test. TXT \"\($0) \(long)\"" }.joined(separator: "\n")

    /// A resolver of two servers of the same zone.
    private func withTwo(
        timeout: Duration = .seconds(20), tries: Int = 1,
        _ body: (CAresResolver, _ first: ZoneServer, _ second: ZoneServer) async throws -> Void
    ) async throws {
        try await withServer(Self.zone + "\n" + Self.large) { _, first in
            try await withServer(Self.zone + "\n" + Self.large) { _, second in
                let resolver = try CAresResolver(
                    configuration: CAresResolver.Configuration(
                        servers: [first.address, second.address], timeout: timeout, tries: tries))
                defer { resolver.shutdown() }
                try await body(resolver, first, second)
            }
        }
    }

    /// Faults that show at once, so that no time-out is waited for.
    private static let faults: [DNSFault] = [
        .serverFailure, .refused, .notImplemented, .formatError, .lame, .malformed, .cutOff(at: 20), .garbage,
        .aliasLoop, .oversizedCounts, .responseCode(DNSResponseCode(rawValue: 9)), .badVersion, .otherName,
    ]

    @Test(arguments: CAresFailoverTests.faults)
    func asksTheNextServerWhenTheFirstHasAFault(_ fault: DNSFault) async throws {
        try await withTwo { resolver, first, second in
            first.failAll(with: fault)
            #expect(await resolver.query(domain("one.test"), .a).success != nil)
            #expect(first.counts.datagrams >= 1)
            second.failAll(with: nil)
        }
    }

    @Test(arguments: [DNSFault.wrongIdentifier, .wrongQuestion, .withoutQuestion, .empty, .drop])
    func believesNothingThatIsNoAnswer(_ fault: DNSFault) async throws {
        try await withTwo(timeout: .seconds(3)) { resolver, first, _ in
            first.failAll(with: fault)
            #expect(await resolver.query(domain("one.test"), .a).success != nil)
        }
        try await withServer(Self.zone, timeout: .milliseconds(500), tries: 1) { resolver, server in
            server.failAll(with: fault)
            #expect(await resolver.query(domain("one.test"), .a).failure == .timeout)
        }
    }

    @Test func prefersADenialToTheNextServer() async throws {
        try await withTwo { resolver, _, second in
            let failure = await resolver.query(domain("missing.test"), .a).failure
            #expect(failure?.denial != nil)
            #expect(second.counts.datagrams == 0)
        }
    }

    @Test func saysThatServersFailedRatherThanThatOneWasSilent() async throws {
        try await withTwo(timeout: .seconds(3)) { resolver, first, second in
            first.failAll(with: .drop)
            second.failAll(with: .serverFailure)
            #expect(await resolver.query(domain("one.test"), .a).failure == .serverFailure)
        }
    }

    @Test func waitsForASilentServerOnce() async throws {
        try await withTwo(timeout: .seconds(3)) { resolver, first, second in
            first.failAll(with: .drop)
            for _ in 0..<20 { #expect(await resolver.query(domain("one.test"), .a).success != nil) }
            #expect(first.counts.datagrams == 1)
            #expect(second.counts.datagrams == 20)
        }
    }

    @Test(arguments: [DNSFault.extendedDNSRefused, .extendedDNSNotImplemented, .badVersion, .extendedDNSIgnored])
    func doesWithoutExtendedDNSWhereThatIsNotUnderstood(_ fault: DNSFault) async throws {
        try await withServer(Self.zone + "\n" + Self.large, tries: 1) { resolver, server in
            server.failAll(with: fault)
            for _ in 0..<3 { #expect(await resolver.query(domain("one.test"), .a).success != nil) }
            #expect(await resolver.query(domain("large.test"), .txt).success?.records.count == 20)
        }
    }

    @Test func triesWithoutExtendedDNSWhenAServerIsSilentAndRemembersIt() async throws {
        try await withServer(Self.zone, timeout: .seconds(3), tries: 2) { resolver, server in
            server.failAll(with: .extendedDNSDropped)
            for _ in 0..<5 { #expect(await resolver.query(domain("one.test"), .a).success != nil) }
            #expect(server.counts.datagrams == 6)
        }
    }

    @Test(arguments: [
        [DNSFault.truncated, .closed], [.truncated], [.truncated, .closed(after: 20)],
        [.truncated, .drop.over(.stream)],
    ])
    func endsNoOtherQueryWithAConnection(_ faults: [DNSFault]) async throws {
        try await withServer(Self.zone + "\n" + Self.large, timeout: .seconds(10), tries: 1) { resolver, server in
            server.fail(domain("large.test"), with: faults)
            server.fail(domain("one.test"), with: .delay(.milliseconds(500)))
            let others = (0..<50).map { _ in Task { await resolver.query(domain("one.test"), .a) } }
            let large = (0..<5).map { _ in Task { await resolver.query(domain("large.test"), .txt) } }
            for other in others { #expect(await other.value.success != nil) }
            // None was asked again, and the large ones went by datagram once each before they went by TCP.
            try await waitUntil { server.counts.datagrams >= 55 }
            #expect(server.counts.datagrams == 55)
            for task in large { task.cancel() }
            for task in large { _ = await task.value }
        }
    }

    @Test func asksTheNextServerWhenTCPIsRefused() async throws {
        try await withTwo { resolver, first, second in
            first.failAll(with: [.truncated, .closed])
            #expect(await resolver.query(domain("large.test"), .txt).success?.records.count == 20)
            #expect(second.counts.streams >= 1)
        }
    }

    @Test(arguments: [DNSFault.octetByOctet(), .duplicate, .timeToLive(0)])
    func takesWhatIsUnusualButRight(_ fault: DNSFault) async throws {
        try await withServer(Self.zone + "\n" + Self.large) { resolver, server in
            server.failAll(with: fault)
            #expect(await resolver.query(domain("large.test"), .txt).success?.records.count == 20)
            #expect(await resolver.query(domain("one.test"), .a).success != nil)
        }
    }

    @Test func asksTheRightServerOfTwoFamilies() async throws {
        let zone = try Zone(parsing: Self.zone)
        guard let six = try? await ZoneServer.start(zone, host: "::1") else {
            print("skipped: this machine has no ::1")
            return
        }
        let resolver = try CAresResolver(configuration: CAresResolver.Configuration(servers: [six.address]))
        #expect(await resolver.query(domain("one.test"), .a).success != nil)
        resolver.shutdown()
        await six.stop()
    }
}
