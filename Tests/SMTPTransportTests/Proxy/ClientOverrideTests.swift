import MailAddressing
import NIOEmbedded
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A client for whom somebody speaks by XCLIENT", .timeLimit(.minutes(15)))
struct ClientOverrideTests {
    static func bench(
        from address: String = "192.0.2.1", log: SessionLog, rules: @escaping TestSession.Rules = { _ in .accept }
    ) async throws -> HandlerBench {
        let speakers = [try #require(IPNetwork("192.0.2.0/28"))]
        return try await HandlerBench(
            from: address, adjusting: { $0.xclientFrom = speakers }, session: { RecordingSession(log, rules: rules) })
    }

    @Test("has its own address and name, and is asked about anew")
    func address() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(log: log)
        try await bench.say("EHLO proxy.example.test\r\n")
        #expect(try await bench.heard().contains("XCLIENT NAME ADDR PORT PROTO HELO LOGIN"))
        try await bench.say("XCLIENT ADDR=203.0.113.9 PORT=4711 HELO=real.example.test\r\n")
        #expect(try await bench.heard().hasPrefix("220 mx.example.test"))
        #expect(log.connections.count == 2)
        let connection = try #require(log.connections.last)
        #expect(connection.remoteAddress == IPAddress("203.0.113.9"))
        #expect(connection.remotePort == 4_711)
        #expect(connection.proxyAddress == IPAddress("192.0.2.1"))
        // The session begins anew.
        try await bench.say("MAIL FROM:<sender@example.test>\r\n")
        #expect(try await bench.heard().hasPrefix("503"))
        try await bench.say("EHLO proxy.example.test\r\n")
        #expect(try await bench.heard().hasPrefix("250-"))
        #expect(log.helloNames == ["proxy.example.test", "real.example.test"])
        #expect(log.hellos.last == connection)
    }

    @Test("may be turned away under its own address")
    func turnedAway() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(log: log) { question in
            guard case .connect = question, log.connections.count > 1 else { return .accept }
            return .reply(554, .init(5, 7, 1), "not you")
        }
        #expect(try await bench.heard().hasPrefix("220"))
        try await bench.say("XCLIENT ADDR=IPV6:2001:db8::9\r\n")
        #expect(try await bench.heard() == "554 5.7.1 not you\r\n")
        #expect(log.connections.last?.remoteAddress == IPAddress("2001:db8::9"))
        try await bench.say("EHLO proxy.example.test\r\n")
        #expect(try await bench.heard().hasPrefix("503"))
    }

    @Test("may have logged in there, and may have no address")
    func login() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(log: log)
        try await bench.say("XCLIENT ADDR=[UNAVAILABLE] LOGIN=ada\r\n")
        try await bench.say("EHLO proxy.example.test\r\n")
        _ = try await bench.heard()
        let connection = try #require(log.hellos.last)
        #expect(connection.remoteAddress == nil)
        #expect(connection.user == "ada")
        #expect(connection.mechanism == nil)
        try await bench.say("XCLIENT LOGIN=[UNAVAILABLE]\r\n")
        try await bench.say("EHLO proxy.example.test\r\n")
        #expect(log.hellos.last?.user == nil)
        #expect(log.hellos.last?.proxyAddress == IPAddress("192.0.2.1"))
    }

    @Test("cannot be made up by a stranger")
    func stranger() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(from: "192.0.2.99", log: log)
        try await bench.say("EHLO client.example.test\r\n")
        #expect(!(try await bench.heard().contains("XCLIENT")))
        try await bench.say("XCLIENT ADDR=203.0.113.9\r\n")
        #expect(try await bench.heard().hasPrefix("500 5.5.1"))
        #expect(log.connections.count == 1)
    }

    @Test("is counted by its own address, and not by the speaker's")
    func counted() async throws {
        var limits = ListenerBench.patient
        limits.maximumSessionsPerAddress = 1
        let bench = try await ListenerBench(
            try ListenerBench.mx { $0.xclientFrom = IPNetwork.loopback }, limits: limits)
        let first = try await bench.connect()
        #expect(try await first.reply().hasPrefix("220"))
        #expect(try await first.ask("XCLIENT ADDR=203.0.113.7").hasPrefix("220"))
        // The place of the speaker is free again.
        let second = try await bench.connect()
        #expect(try await second.reply().hasPrefix("220"))
        #expect(try await second.ask("XCLIENT ADDR=203.0.113.7").hasPrefix("421 4.7.0"))
        #expect(try await second.rest() == "")
        while bench.server.connectionCount > 1 { await Task.yield() }
        let third = try await bench.connect()
        #expect(try await third.reply().hasPrefix("220"))
        #expect(try await third.ask("XCLIENT ADDR=203.0.113.8").hasPrefix("220"))
        await bench.shutdown()
    }
}
