import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What faults send over the sockets, octet for octet.
@Suite(.timeLimit(.minutes(15)))
struct ZoneServerFaultTests {
    private let zone = try! Zone(parsing: "a.test A 192.0.2.1\nb.test A 192.0.2.2\n")
    private let name = domain("a.test")

    /// What is sent for a query by UDP with a fault, and without.
    private func datagrams(_ count: Int, with fault: DNSFault, at server: ZoneServer) throws -> [[UInt8]] {
        let client = try SocketClient(server.address, SOCK_DGRAM)
        server.fail(name, with: fault)
        try client.send(queryOctets("a.test"))
        var received: [[UInt8]] = []
        for _ in 0..<count { received.append(try client.receive()) }
        // What follows shows that nothing else came before it.
        try client.send(queryOctets("b.test", identifier: 9))
        received.append(try client.receive())
        return received
    }

    @Test func sendsAsManyDatagramsAsTheFaultHas() async throws {
        try await withServer(zone) { server in
            let right = try datagrams(1, with: .delay(.zero), at: server)
            let answer = try #require(right.first)
            let next = try #require(right.last)
            let header = Array(answer.prefix(2))
            let cases: [(DNSFault, [[UInt8]])] = [
                (.drop, []), (.duplicate, [answer, answer]), (.empty, [[]]), (.octets([1, 2, 3]), [[1, 2, 3]]),
                (.malformed, [answer.dropLast()]), (.cutOff(at: 7), [Array(answer.prefix(7))]),
                (.garbage, [header + [UInt8](repeating: 0xFF, count: 62)]),
                (.wrongIdentifier, [[~answer[0], ~answer[1]] + answer.dropFirst(2)]),
                (.wrongIdentifier.followedByAnswer(), [[~answer[0], ~answer[1]] + answer.dropFirst(2), answer]),
                (
                    .oversizedCounts,
                    [Array(answer.prefix(6)) + [UInt8](repeating: 0xFF, count: 6) + answer.dropFirst(12)]
                ),
                (.closed, [answer]), (.octetByOctet(), [answer]), (.serverFailure.over(.stream), [answer]),
            ]
            for (fault, expected) in cases {
                let sent = try datagrams(expected.count, with: fault, at: server)
                #expect(sent == expected + [next], "\(fault)")
            }
        }
    }

    /// A fault of the message, and what the message has then.
    static let messages: [(DNSFault, @Sendable (DNSMessage) -> Bool)] = [
        (
            .lame,
            { $0.flags.isDisjoint(with: [.authoritative, .recursionAvailable]) && $0.authority.first?.type == .ns }
        ),
        (.truncated, { $0.flags.contains(.truncated) && $0.answers.isEmpty }),
        (.truncated(keeping: 1), { $0.flags.contains(.truncated) && $0.answers.count == 1 }),
        (.truncated(keeping: 9), { $0.flags.contains(.truncated) && $0.answers.count == 1 }),
        (.truncated(keeping: -1), { $0.flags.contains(.truncated) && $0.answers.isEmpty }),
        (.timeToLive(0), { $0.answers.map(\.timeToLive) == [0] }),
        (.wrongQuestion, { $0.question?.name != dnsName("a.test") && $0.answers.count == 1 }),
        (.withoutQuestion, { $0.question == nil && $0.answers.count == 1 }),
        (.otherName, { $0.question?.name == dnsName("a.test") && $0.answers.first?.name != dnsName("a.test") }),
        (.aliasLoop, { $0.answers.map(\.type) == [.cname, .cname] }),
        (.extendedDNSRefused, { $0.responseCode == .formatError && $0.extended == nil }),
        (.extendedDNSNotImplemented, { $0.responseCode == .notImplemented && $0.extended == nil }),
        (.extendedDNSIgnored, { $0.responseCode == .noError && $0.extended == nil && $0.answers.count == 1 }),
        (.badVersion, { $0.responseCode.rawValue == 16 && $0.extended != nil && $0.answers.isEmpty }),
        (.formatError, { $0.responseCode == .formatError && $0.extended != nil }),
        (.noSuchDomain, { $0.responseCode == .noSuchDomain && $0.flags.contains(.authoritative) }),
        (.noData, { $0.responseCode == .noError && $0.answers.isEmpty && $0.flags.contains(.authoritative) }),
    ]

    @Test func changesWhatTheMessageSays() async throws {
        try await withServer(zone) { server in
            for (fault, isRight) in Self.messages {
                let message = try parsed(try #require(try datagrams(1, with: fault, at: server).first))
                #expect(isRight(message), "\(fault)")
                #expect(message.identifier == 0x1234)
            }
        }
    }

    @Test func answersAQueryWithoutExtendedDNSAsItShould() async throws {
        try await withServer(zone) { server in
            let client = try SocketClient(server.address, SOCK_DGRAM)
            var query = DNSMessage.query(DNSQuestion(DNSName(name), .a), identifier: 1)
            query.extended = nil
            for fault in [
                DNSFault.extendedDNSRefused, .extendedDNSNotImplemented, .extendedDNSDropped, .extendedDNSIgnored,
                .badVersion,
            ] {
                server.fail(name, with: fault)
                try client.send(try #require(query.serialized()))
                #expect(try parsed(try client.receive()).answers.count == 1)
            }
        }
    }

    @Test func holdsAnswersBackAndOthersNot() async throws {
        try await withServer(zone) { server in
            // Long enough for all queries to be sent before the first answer is due.
            let delay = Duration.seconds(3)
            server.fail(name, with: .delay(delay))
            let client = try SocketClient(server.address, SOCK_DGRAM)
            let stream = try SocketClient(server.address, SOCK_STREAM)
            let clock = ContinuousClock()
            let start = clock.now
            for (number, text) in ["a.test", "b.test"].enumerated() {
                let octets = queryOctets(text, identifier: UInt16(number))
                try client.send(octets)
                try stream.send(SocketClient.frame(octets))
            }
            let order = [try client.receive(), try client.receive()]
            #expect(try order.map { try parsed($0).identifier } == [1, 0])
            let frames = try stream.receiveFrames(2).frames
            #expect(try frames.map { try parsed($0).identifier } == [1, 0])
            #expect(clock.now - start >= delay)
        }
    }

    /// How many octets come by TCP before the connection ends, of an answer of 57 octets and its length.
    static let ends: [(DNSFault, Int)] = [
        (.closed, 0), (.closed(after: 0), 0), (.closed(after: 1), 1), (.closed(after: 2), 2), (.closed(after: 30), 30),
        (.closed(after: 58), 58), (.closed(after: 59), 59), (.closed(after: 1_000), 59), (.closed(after: -1), 0),
    ]

    @Test func closesConnectionsWhereItIsTold() async throws {
        try await withServer(zone) { server in
            for (fault, count) in Self.ends {
                server.fail(name, with: fault)
                let client = try SocketClient(server.address, SOCK_STREAM)
                // The second query is in the same segment, and must not be answered.
                try client.send(
                    SocketClient.frame(queryOctets("a.test")) + SocketClient.frame(queryOctets("b.test")))
                let received = try client.receiveAll()
                #expect(received.count == count, "\(fault)")
                #expect(Array(received.prefix(2)) == Array([0, 57].prefix(count)), "\(fault)")
            }
        }
    }

    @Test func sendsOctetsOneByOne() async throws {
        try await withServer(zone) { server in
            let client = try SocketClient(server.address, SOCK_STREAM)
            // A client that is slow finds several octets at once, but not all of them.
            for (fault, leastPieces) in [(DNSFault.octetByOctet(pause: .milliseconds(20)), 3), (.octetByOctet(), 1)] {
                server.fail(name, with: fault)
                // The answer to the second query waits until the first one is whole.
                for (number, text) in ["a.test", "b.test"].enumerated() {
                    try client.send(SocketClient.frame(queryOctets(text, identifier: UInt16(number))))
                }
                let (frames, pieces) = try client.receiveFrames(2)
                #expect(try frames.map { try parsed($0).identifier } == [0, 1])
                #expect(pieces >= leastPieces)
            }
        }
    }

    @Test func sendsEmptyAndDoubledMessagesByTCP() async throws {
        try await withServer(zone) { server in
            let client = try SocketClient(server.address, SOCK_STREAM)
            for (fault, counts) in [
                (DNSFault.empty, [0]), (.duplicate, [57, 57]), (.cutOff(at: 5), [5]), (.drop, []),
                (.octets([UInt8](repeating: 1, count: 70_000)), [65_535]),
                (.wrongIdentifier.followedByAnswer(), [57, 57]),
            ] {
                server.fail(name, with: fault)
                try client.send(SocketClient.frame(queryOctets("a.test")))
                try client.send(SocketClient.frame(queryOctets("b.test")))
                let frames = try client.receiveFrames(counts.count + 1).frames
                #expect(frames.map(\.count) == counts + [57], "\(fault)")
            }
        }
    }
}
