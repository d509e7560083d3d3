import MailAddressing
import NIOConcurrencyHelpers
import NIOEmbedded
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("A stranger who connects", .timeLimit(.minutes(15)))
struct GreetingTests {
    static func bench(
        from address: String = "192.0.2.1", _ exposure: SMTPExposure, log: SessionLog = SessionLog()
    ) async throws -> HandlerBench {
        try await HandlerBench(from: address, adjusting: { $0.exposure = exposure }, session: { RecordingSession(log) })
    }

    @Test("is greeted after the delay and not before")
    func delayed() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(SMTPExposure(greetingDelay: .seconds(5)), log: log)
        await bench.pass(4)
        #expect(try await bench.heard() == "")
        #expect(log.connections.isEmpty)
        await bench.pass(1)
        #expect(try await bench.heard().hasPrefix("220 mx.example.test"))
        try await bench.say("EHLO client.example.test\r\n")
        #expect(try await bench.heard().hasPrefix("250-"))
    }

    @Test(
        "and talks before the greeting is cut", arguments: ["EHLO client.example.test\r\n", "E", "\r\n", "\u{16}\u{3}"])
    func early(words: String) async throws {
        let log = SessionLog()
        let bench = try await Self.bench(SMTPExposure(greetingDelay: .seconds(5)), log: log)
        await bench.pass(4)
        try await bench.say(words)
        #expect(try await bench.heard().hasPrefix("554 5.5.1"))
        #expect(!bench.channel.isActive)
        await bench.pass(10)
        #expect(try await bench.heard() == "")
        #expect(log.connections.isEmpty)
    }

    @Test("is let in when the judge has no word in time, and a word that comes later is not heard")
    func slowJudge() async throws {
        let log = SessionLog()
        let (words, speak) = AsyncStream.makeStream(of: SMTPReply.self)
        let exposure = SMTPExposure(judge: { _ in
            for await word in words { return word }
            return nil
        })
        let bench = try await Self.bench(exposure, log: log)
        await bench.pass(9)
        #expect(try await bench.heard() == "")
        await bench.pass(1)
        #expect(try await bench.heard().hasPrefix("220"))
        speak.yield(SMTPReply(554, .init(5, 7, 1), "You are in a list"))
        try await bench.say("EHLO client.example.test\r\n")
        #expect(try await bench.heard().hasPrefix("250-"))
        #expect(log.connections.count == 1)
    }

    @Test("is greeted with the judge's refusal, and the application is not asked")
    func refused() async throws {
        let log = SessionLog()
        let seen = NIOLockedValueBox<[SMTPConnection]>([])
        let exposure = SMTPExposure(judge: { connection in
            seen.withLockedValue { $0.append(connection) }
            return SMTPReply(554, .init(5, 7, 1), "You are in a list")
        })
        let bench = try await Self.bench(exposure, log: log)
        await bench.pass(0)
        #expect(try await bench.heardNext() == "554 5.7.1 You are in a list\r\n")
        #expect(seen.withLockedValue { $0 }.map(\.remoteAddress) == [IPAddress("192.0.2.1")])
        try await bench.say("EHLO client.example.test\r\n")
        #expect(try await bench.heard().hasPrefix("503"))
        try await bench.say("QUIT\r\n")
        #expect(try await bench.heard().hasPrefix("221"))
        #expect(log.connections.isEmpty)
    }

    @Test("is let in by the judge when the delay is over as well")
    func judged() async throws {
        let log = SessionLog()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let exposure = SMTPExposure(
            greetingDelay: .seconds(5),
            judge: { _ in
                for await _ in gate { break }
                return nil
            })
        let bench = try await Self.bench(exposure, log: log)
        await bench.pass(9)
        #expect(try await bench.heard() == "", "the judge is waited for")
        open.yield()
        #expect(try await bench.heardNext().hasPrefix("220"))
        #expect(log.connections.count == 1)
    }

    @Test("from this host is neither delayed nor judged nor held back")
    func exempt() async throws {
        var exposure = SMTPExposure(greetingDelay: .seconds(5), judge: { _ in SMTPReply(554, nil, "no") })
        exposure.tarpit.freeErrors = 0
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let bench = try await Self.bench(from: address, exposure)
            #expect(try await bench.heard().hasPrefix("220"))
            try await bench.say("NONSENSE\r\n")
            #expect(try await bench.heard().hasPrefix("500"))
        }
    }

    @Test("may leave while the greeting is held back")
    func leaving() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(SMTPExposure(greetingDelay: .seconds(5)), log: log)
        try await bench.leave()
        await bench.pass(10)
        #expect(log.entries == [.disconnected])
    }

    @Test("is told of a shutdown while the greeting is held back")
    func shutdown() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(SMTPExposure(greetingDelay: .seconds(5)), log: log)
        try await bench.shutDown()
        #expect(try await bench.heard().hasPrefix("421 4.3.2"))
        #expect(!bench.channel.isActive)
        await bench.pass(10)
        #expect(try await bench.heard() == "")
        #expect(log.connections.isEmpty)
    }
}
