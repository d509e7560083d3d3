import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A session that is slow to take a message")
struct BackpressureTests {
    @Test("stops the reading, and resumes it, losing nothing")
    func pause() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let received = NIOLockedValueBox(0)
        let asked = NIOLockedValueBox(0)
        let bench = try await HandlerBench {
            BodySession(received: received) {
                let isFirst = asked.withLockedValue { count in
                    count += 1
                    return count == 1
                }
                return isFirst ? .later { for await _ in gate { break } } : .more
            }
        }
        try await bench.say(ServerPaceTests.envelope)
        try await bench.say("Subject: x\r\n\r\n")
        let taken = received.withLockedValue { $0 }
        #expect(taken > 0)
        // More comes that was read already: it is kept and not given to the session.
        try await bench.say("one\r\n")
        #expect(received.withLockedValue { $0 } == taken)
        let reads = bench.readCount
        try await bench.read()
        #expect(bench.readCount == reads, "nothing more is read while the session is waited for")
        open.yield()
        while bench.readCount == reads { await Task.yield() }
        #expect(received.withLockedValue { $0 } == taken + 5)
        try await bench.say(".\r\n")
        #expect(try await bench.heard().contains("250 2.0.0 Message accepted"))
    }

    @Test("gets a large message whole, piece by piece, over a real connection")
    func large() async throws {
        let received = NIOLockedValueBox(0)
        let server = SMTPServer(group: TransportBench.group)
        let configuration = SMTPServerConfiguration(hostName: .domain(try .init("mx.example.test")))
        let address = try await server.listen(.init(host: "127.0.0.1", port: 0, configuration: configuration)) {
            BodySession(received: received) { .later { await Task.yield() } }
        }
        let client = try await SMTPClient.connect(
            to: address, serverName: nil, helloName: "client.example", security: .none, group: TransportBench.group)
        var message = ByteBuffer(string: "Subject: x\r\n\r\n")
        message.writeRepeatingByte(UInt8(ascii: "x"), count: 4 * 1_024 * 1_024)
        let outcomes = await client.send(
            SMTPTransaction(
                reversePath: .null, recipients: [try .init("ada@example.test")], size: message.readableBytes,
                isEightBit: false), content: message)
        #expect(outcomes.allSatisfy { $0.isAccepted }, "\(outcomes)")
        #expect(received.withLockedValue { $0 } == message.readableBytes)
        await client.quit()
        await server.shutdown()
    }
}
