import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("What a client says of its stages", .timeLimit(.minutes(15)))
struct StageTimingsTests {
    /// Has a client's message answered, so many seconds after each command; gives the timings.
    static func send(
        over bench: ClientHandlerBench, mail: Int64, recipient: Int64, data: Int64, message: Int64, finalDot: Int64
    ) async throws -> SMTPStageTimings? {
        let outcomes = try await bench.begin {
            await bench.pass(.seconds(message))
            return true
        }
        try await bench.answer("MAIL", "250 OK", after: mail)
        try await bench.answer("RCPT", "250 OK", after: recipient)
        try await bench.answer("DATA", "354 Go ahead", after: data)
        try await bench.hearMessage()
        await bench.pass(.seconds(finalDot))
        try await bench.say("250 Taken")
        #expect(outcomes.withLockedValue { $0 }?.map(\.isAccepted) == [true])
        return bench.timings.withLockedValue { $0 }
    }

    static func timings(_ times: [SMTPStage: Int64]) -> SMTPStageTimings {
        var timings = SMTPStageTimings()
        for (stage, seconds) in times { timings[stage] = .seconds(seconds) }
        return timings
    }

    @Test("has the greeting and EHLO")
    func opening() async throws {
        let bench = try await ClientHandlerBench(pauses: (.seconds(7), .seconds(3)))
        #expect(try await bench.openingTimings == Self.timings([.greeting: 7, .hello: 3]))
    }

    @Test("has each command of a message, and of the next one anew")
    func commands() async throws {
        let bench = try await ClientHandlerBench(pauses: (.seconds(7), .seconds(3)))
        let first = try await Self.send(over: bench, mail: 1, recipient: 2, data: 3, message: 4, finalDot: 5)
        #expect(first == Self.timings([.mail: 1, .recipient: 2, .data: 3, .message: 4, .finalDot: 5]))
        // Being idle counts for nothing.
        await bench.pass(.seconds(1_000))
        let second = try await Self.send(over: bench, mail: 5, recipient: 0, data: 0, message: 0, finalDot: 6)
        #expect(second == Self.timings([.mail: 5, .recipient: 0, .data: 0, .message: 0, .finalDot: 6]))
        #expect(try await bench.openingTimings == Self.timings([.greeting: 7, .hello: 3]))
    }

    @Test(
        "gives replies to commands that went out together the time until each was read",
        arguments: [
            ([("250 OK\r\n250 OK\r\n354 Go ahead\r\n", 3)], [.mail: 3, .recipient: 0, .data: 0]),
            ([("250 OK\r\n", 1), ("250 OK\r\n354 Go ahead\r\n", 2)], [.mail: 1, .recipient: 2, .data: 0]),
            (
                [("250 OK\r\n", 1), ("250 OK\r\n", 2), ("354 Go ahead\r\n", 4)],
                [.mail: 1, .recipient: 2, .data: 4]
            ),
            // Pieces of replies.
            (
                [("25", 1), ("0-O", 1), ("K\r\n250 OK\r\n25", 1), ("0 OK\r\n354 Go", 2), (" ahead\r\n", 4)],
                [.mail: 3, .recipient: 2, .data: 4]
            ),
        ] as [([(String, Int64)], [SMTPStage: Int64])])
    func pipelining(pieces: [(String, Int64)], times: [SMTPStage: Int64]) async throws {
        let bench = try await ClientHandlerBench(services: ["PIPELINING"])
        let outcomes = try await bench.begin()
        try await bench.hear("MAIL")
        for (piece, seconds) in pieces {
            await bench.pass(.seconds(seconds))
            try await bench.channel.writeInbound(ByteBuffer(string: piece))
        }
        try await bench.hearMessage()
        await bench.pass(.seconds(8))
        try await bench.say("250 Taken")
        #expect(outcomes.withLockedValue { $0 }?.map(\.isAccepted) == [true])
        var all = times
        (all[.message], all[.finalDot]) = (0, 8)
        #expect(bench.timings.withLockedValue { $0 } == Self.timings(all))
    }

    @Test("has no more than was reached")
    func refused() async throws {
        let bench = try await ClientHandlerBench()
        _ = try await bench.begin()
        try await bench.answer("MAIL", "250 OK", after: 1)
        try await bench.answer("RCPT", "550 No such user", after: 2)
        #expect(bench.timings.withLockedValue { $0 } == Self.timings([.mail: 1, .recipient: 2]))
        // The next MAIL waits for the reply to RSET.
        try await bench.hear("RSET")
        _ = try await bench.begin()
        await bench.pass(.seconds(4))
        try await bench.say("250 OK")
        try await bench.answer("MAIL", "451 Not now", after: 8)
        #expect(bench.timings.withLockedValue { $0 } == Self.timings([.mail: 12]))
    }

    @Test("has the time that was waited in vain")
    func lost() async throws {
        let bench = try await ClientHandlerBench()
        _ = try await bench.begin()
        try await bench.answer("MAIL", "250 OK", after: 1)
        try await bench.hear("RCPT")
        // `SMTPClientTimeouts.envelope` is five minutes.
        await bench.pass(.seconds(300))
        let timings = try #require(bench.timings.withLockedValue { $0 })
        #expect(timings == Self.timings([.mail: 1, .recipient: 300]))
    }

    @Test("has TLS where there is any", arguments: [SMTPServer.Listener.Encryption.startTLS, .implicit])
    func secure(encryption: SMTPServer.Listener.Encryption) async throws {
        let server = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: server, encryption: encryption))
        let tls = try SMTPClientTLS.opportunistic()
        let client = try await bench.client(
            security: encryption == .implicit ? .implicit(tls) : .startTLSRequired(tls))
        let timings = client.openingTimings
        let reached: [SMTPStage] = [.connect, .greeting, .hello, .startTLS]
        for stage in reached { #expect(timings[stage] != nil, "\(stage)") }
        #expect(timings[.startTLS] != Duration.zero)
        for stage in [SMTPStage.authentication, .mail, .finalDot] { #expect(timings[stage] == nil, "\(stage)") }
        await client.quit()
        await bench.shutdown()
    }

    @Test("comes with the outcomes")
    func outcomes() async throws {
        let bench = try await TransportBench()
        let client = try await bench.client()
        #expect(client.openingTimings.startTLS == nil)
        #expect(client.openingTimings.total > Duration.zero)
        let transaction = SMTPTransaction(
            reversePath: try ReversePath("sender@example.test"), recipients: [try Mailbox("ada@example.test")], size: 3,
            isEightBit: false)
        let (outcomes, timings) = await client.sendTimed(transaction, content: ByteBuffer(string: "x\r\n"))
        #expect(outcomes.map(\.isAccepted) == [true])
        for stage in [SMTPStage.mail, .recipient, .data, .message, .finalDot] { #expect(timings[stage] != nil) }
        for stage in [SMTPStage.connect, .greeting, .hello] { #expect(timings[stage] == nil) }
        await client.quit()
        // Nothing was reached on a connection that is gone.
        let gone = await client.sendTimed(transaction, content: ByteBuffer(string: "x\r\n"))
        #expect(gone.outcomes.map { $0.failure != nil } == [true])
        #expect(gone.timings == SMTPStageTimings())
        await bench.server.shutdown()
    }
}

extension ClientHandlerBench {
    /// Awaits a line that begins with a verb, and answers it after so many seconds.
    fileprivate func answer(_ verb: String, _ reply: String, after seconds: Int64) async throws {
        try await hear(verb)
        await pass(.seconds(seconds))
        try await say(reply)
    }

    /// Awaits the message, what is flushed behind it, and its final dot.
    fileprivate func hearMessage() async throws {
        try await hear("Subject")
        try await hear("")
        try await hear(".\r\n")
    }
}
