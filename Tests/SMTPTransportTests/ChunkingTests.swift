import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("On a connection")
struct ChunkingTests {
    @Test(
        "a message goes by BDAT as it is",
        arguments: ["", ".", "a\r\n.\r\n..b\r\n", "no end", String(repeating: "x\r\n.\r\n", count: 50_000)])
    func chunks(text: String) async throws {
        let bench = try await TransportBench(behaviour: .init(chunking: .from(octets: 0)))
        let client = try await bench.client(security: .startTLSWhenOffered(try .opportunistic()))
        for _ in 0..<2 {
            let outcomes = try await TransportBench.send(
                text, to: ["ada@example.test", "bob@example.test"], over: client)
            #expect(outcomes.allSatisfy { $0.isAccepted })
        }
        #expect(bench.messages.map { String(decoding: $0.content, as: UTF8.self) } == [text, text])
        await client.quit()
        await bench.server.shutdown()
    }

    @Test("a message with a bare LF is never finished by BDAT either")
    func malformed() async throws {
        let bench = try await TransportBench(hasTLS: false, behaviour: .init(chunking: .from(octets: 0)))
        let client = try await bench.client()
        let outcomes = try await TransportBench.send("a\nb\r\n", over: client)
        #expect(outcomes.compactMap(\.failure?.reason) == [.malformedMessage])
        #expect(bench.messages.isEmpty)
        await bench.server.shutdown(deadline: .milliseconds(100))
    }

    @Test("LMTP has a reply for each recipient")
    func lmtp() async throws {
        let configuration = SMTPServerConfiguration(hostName: try MailHost("mx.example.test"), dialect: .lmtp)
        let replies = [SMTPReply(250, .init(2, 0, 0), "kept"), SMTPReply(452, .init(4, 2, 2), "full")]
        let bench = try await TransportBench(
            hasTLS: false, behaviour: .init(dialect: .lmtp), configuration: configuration
        ) { question in
            if case .message = question { .answer(.replies(replies)) } else { .accept }
        }
        let client = try await bench.client()
        let outcomes = try await TransportBench.send(
            "hi\r\n", to: ["ada@example.test", "bob@example.test"], over: client)
        #expect(outcomes == [.accepted(replies[0]), .refused(replies[1], .finalDot)])
        await client.quit()
        await bench.server.shutdown()
    }

    @Test("recipients beyond the server's number go in another transaction, each with its own outcome")
    func batches() async throws {
        var configuration = SMTPServerConfiguration(hostName: try MailHost("mx.example.test"))
        configuration.maximumRecipients = 2
        let bench = try await TransportBench(hasTLS: false, configuration: configuration)
        let client = try await bench.client()
        #expect(client.extensions.maximumRecipients == 2)
        let recipients = (1...5).map { "r\($0)@example.test" }
        let outcomes = try await TransportBench.send("hi\r\n", to: recipients, over: client)
        #expect(outcomes.count == 5)
        #expect(outcomes.allSatisfy { $0.isAccepted })
        #expect(bench.messages.map(\.recipients.count) == [2, 2, 1])
        await client.quit()
        await bench.server.shutdown()
    }
}
