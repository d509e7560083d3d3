import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A connection that is cut off", .timeLimit(.minutes(15)))
struct TruncationTests {
    static let beginnings = [
        "Subject: x\r\n\r\nhalf a li", "Subject: x\r\n\r\nwhole\r\n", "Subject: x\r\n\r\n.", "Subject: x\r\n\r\n.\r",
        "Subject: x\r\n\r\n\r\n..\r\n",
    ]

    @Test("in the middle of a message leaves no message", arguments: beginnings, [false, true])
    func data(beginning: String, isEncrypted: Bool) async throws {
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls))
        let peer = try await bench.connect()
        if isEncrypted { try await peer.openSecurely(.startTLS) } else { try await peer.open() }
        try await peer.ask("MAIL FROM:<sender@example.test>")
        try await peer.ask("RCPT TO:<ada@example.test>")
        #expect(try await peer.ask("DATA").hasPrefix("354"))
        try await peer.say(beginning)
        await peer.cut()
        await bench.log.happened(.disconnected)
        #expect(bench.log.messages.isEmpty)
        await bench.shutdown()
    }

    @Test("in the middle of a chunk leaves no message", arguments: [false, true])
    func chunk(isEncrypted: Bool) async throws {
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls))
        let peer = try await bench.connect()
        if isEncrypted { try await peer.openSecurely(.startTLS) } else { try await peer.open() }
        try await peer.ask("MAIL FROM:<sender@example.test>")
        try await peer.ask("RCPT TO:<ada@example.test>")
        try await peer.say("BDAT 20 LAST\r\nSubject: x\r\n\r\nhalf")
        await peer.cut()
        await bench.log.happened(.disconnected)
        #expect(bench.log.messages.isEmpty)
        await bench.shutdown()
    }

    @Test("is ambiguous behind the final dot and not before it", arguments: [false, true], [false, true])
    func client(isFinished: Bool, isEncrypted: Bool) async throws {
        let server = try await WireServer.listen()
        let tls = try SMTPClientTLS.opportunistic()
        async let connecting = SMTPClient.connect(
            to: server.address, serverName: nil, helloName: "client.example.test",
            security: isEncrypted ? .startTLSRequired(tls) : .none)
        let peer = try await server.accept()
        if isEncrypted {
            try await peer.greetSecurely()
            try await peer.answer("EHLO", "250 mx.example.test")
        } else {
            try await peer.greet()
        }
        let client = try await connecting
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        async let outcomes = TransportBench.send("Subject: x\r\n\r\nhello\r\n", over: client) {
            if !isFinished { for await _ in gate { break } }
            return true
        }
        try await peer.takeEnvelope()
        try await peer.hear(through: isFinished ? "\r\n.\r\n" : "hello\r\n")
        await peer.cut()
        #expect(try await outcomes.map { $0.failure?.stage } == [isFinished ? .finalDot : .message])
        open.finish()
        await server.close()
    }
}
