import NIOEmbedded
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A client that makes one error after another", .timeLimit(.minutes(15)))
struct HeldReplyTests {
    static func bench(log: SessionLog = SessionLog()) async throws -> HandlerBench {
        var exposure = SMTPExposure()
        exposure.tarpit.freeErrors = 2
        let adjusted = exposure
        return try await HandlerBench(adjusting: { $0.exposure = adjusted }, session: { RecordingSession(log) })
    }

    /// A client whose next errors are not free.
    static func tiresome(log: SessionLog = SessionLog()) async throws -> HandlerBench {
        let bench = try await Self.bench(log: log)
        try await bench.say("ONE\r\nTWO\r\n")
        // The greeting stands before them.
        #expect(try await bench.heard().components("500").count == 3)
        return bench
    }

    @Test("waits for each reply, a second longer each time")
    func delays() async throws {
        let bench = try await Self.tiresome()
        for seconds in [1, 2, 3] as [Int64] {
            try await bench.say("NONSENSE\r\n")
            await bench.pass(seconds - 1)
            #expect(try await bench.heard() == "")
            await bench.pass(1)
            #expect(try await bench.heard().hasPrefix("500"))
        }
        // What is no error is answered at once.
        try await bench.say("NOOP\r\n")
        #expect(try await bench.heard().hasPrefix("250"))
    }

    @Test(
        "does not wait for a refusal that is no mistake of its own, and is let go for none of them",
        arguments: [true, false])
    func declined(isNow: Bool) async throws {
        let answer = SMTPServerAnswer.declined(SMTPReply(550, EnhancedStatusCode(5, 1, 1), "Known to be gone"))
        let bench = try await HandlerBench {
            RecordingSession(SessionLog()) { question in
                guard case .recipient = question else { return .accept }
                return isNow ? .answer(answer) : .later { answer }
            }
        }
        _ = try await bench.heard()
        try await bench.say("EHLO client.example\r\nMAIL FROM:<ada@example.com>\r\n")
        _ = try await bench.heard()
        for _ in 0..<30 {
            try await bench.say("RCPT TO:<gone@example.test>\r\n")
            #expect(try await bench.heardNext().hasPrefix("550 5.1.1"))
        }
        // What is a mistake of its own is the first one.
        try await bench.say("NONSENSE\r\n")
        #expect(try await bench.heardNext().hasPrefix("500"))
    }

    @Test("gets its replies in order, whatever it says meanwhile")
    func order() async throws {
        let bench = try await Self.tiresome()
        try await bench.say("NOOP\r\nNONSENSE\r\nNOOP\r\n")
        try await bench.say("HELP\r\n")
        await bench.pass(0)
        #expect(try await bench.heard() == "")
        await bench.pass(1)
        #expect(try await bench.heard().components("\r\n").map { $0.prefix(3) } == ["250", "500", "250", "214"])
    }

    @Test("is not read from while it waits, and not cut for its silence")
    func reading() async throws {
        let bench = try await Self.tiresome()
        try await bench.say("NONSENSE\r\n")
        let reads = bench.readCount
        try await bench.read()
        #expect(bench.readCount == reads)
        await bench.pass(1)
        #expect(bench.readCount == reads + 1)
        await bench.pass(299)
        #expect(bench.channel.isActive)
    }

    @Test("may leave while it waits")
    func leaving() async throws {
        let log = SessionLog()
        let bench = try await Self.tiresome(log: log)
        try await bench.say("NONSENSE\r\n")
        try await bench.leave()
        await bench.pass(10)
        #expect(log.entries.last == .disconnected)
        #expect(log.entries.filter { $0 == .disconnected }.count == 1)
    }

    @Test("hears of a shutdown behind the reply that it waits for")
    func shutdown() async throws {
        let log = SessionLog()
        let bench = try await Self.tiresome(log: log)
        try await bench.say("NONSENSE\r\n")
        try await bench.shutDown()
        await bench.pass(1)
        #expect(try await bench.heard().components("\r\n").map { $0.prefix(3) } == ["500", "421"])
        #expect(!bench.channel.isActive)
        await bench.pass(10)
        #expect(log.entries.filter { $0 == .disconnected }.count == 1)
    }

    @Test("is let go in the end, and hears why")
    func tooMany() async throws {
        let bench = try await Self.tiresome()
        for _ in 0..<18 where bench.channel.isActive {
            try await bench.say("NONSENSE\r\n")
            await bench.pass(10)
        }
        #expect(try await bench.heard().contains("\r\n421 4.7.0 Too many errors"))
        #expect(!bench.channel.isActive)
    }
}

extension String {
    /// The parts between separators that are not empty.
    ///
    /// By octets, as CRLF is one character.
    fileprivate func components(_ separator: String) -> [String] {
        var parts: [String] = []
        var part: [UInt8] = []
        let wanted = Array(separator.utf8)
        for octet in utf8 {
            part.append(octet)
            guard part.suffix(wanted.count).elementsEqual(wanted) else { continue }
            parts.append(String(decoding: part.dropLast(wanted.count), as: UTF8.self))
            part = []
        }
        return (parts + [String(decoding: part, as: UTF8.self)]).filter { !$0.isEmpty }
    }
}
