import NIOCore
import NIOEmbedded
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A slow client")
struct ServerPaceTests {
    static let envelope = "EHLO c.example\r\nMAIL FROM:<>\r\nRCPT TO:<ada@example.test>\r\nDATA\r\n"

    @Test("that is silent is let go after the time for a command")
    func silent() async throws {
        let bench = try await HandlerBench { BodySession() }
        #expect(try await bench.heard().hasPrefix("220"))
        await bench.pass(299)
        #expect(try await bench.heard() == "")
        await bench.pass(2)
        #expect(try await bench.heard().hasPrefix("421 4.4.2"))
        #expect(!bench.channel.isActive)
    }

    @Test("that sends a command an octet at a time gains nothing by it")
    func dripping() async throws {
        let bench = try await HandlerBench { BodySession() }
        _ = try await bench.heard()
        for letter in "NOO" {
            await bench.pass(90)
            try await bench.say(String(letter))
        }
        #expect(try await bench.heard() == "")
        await bench.pass(31)
        #expect(try await bench.heard().hasPrefix("421 4.4.2"))
    }

    @Test("that says something now and then may stay")
    func slowCommands() async throws {
        let bench = try await HandlerBench { BodySession() }
        _ = try await bench.heard()
        for _ in 0..<5 {
            await bench.pass(250)
            try await bench.say("NOOP\r\n")
            #expect(try await bench.heard().hasPrefix("250"))
        }
        #expect(bench.channel.isActive)
    }

    @Test(
        "that trickles a message is let go, one at the minimum rate is not", arguments: [(100, false), (6_000, true)])
    func trickling(octetsEachTime: Int, mayStay: Bool) async throws {
        var limits = SMTPServerLimits()
        limits.rateWindow = .seconds(60)
        limits.minimumRate = 64
        let bench = try await HandlerBench(limits: limits) { BodySession() }
        try await bench.say(Self.envelope)
        _ = try await bench.heard()
        for _ in 0..<20 where bench.channel.isActive {
            await bench.pass(30)
            if bench.channel.isActive { try await bench.say(String(repeating: "x", count: octetsEachTime)) }
        }
        #expect(bench.channel.isActive == mayStay)
        let heard = try await bench.heard()
        #expect(heard.hasPrefix("421 4.4.2") != mayStay)
    }

    @Test("that trickles at whatever rhythm is let go", arguments: [7, 50, 61, 119, 153] as [Int64])
    func rhythm(seconds: Int64) async throws {
        var limits = SMTPServerLimits()
        limits.commandTimeout = .seconds(160)
        limits.rateWindow = .seconds(180)
        let bench = try await HandlerBench(limits: limits) { BodySession() }
        try await bench.say(Self.envelope)
        for _ in 0..<(2_000 / seconds) where bench.channel.isActive {
            await bench.pass(seconds)
            if bench.channel.isActive { try await bench.say("x") }
        }
        #expect(!bench.channel.isActive)
    }

    @Test("is not blamed for the time that we take")
    func ours() async throws {
        let (never, end) = AsyncStream.makeStream(of: Never.self)
        let bench = try await HandlerBench {
            BodySession {
                .later {
                    for await _ in never {}
                }
            }
        }
        try await bench.say(Self.envelope + "Subject: x\r\n")
        _ = try await bench.heard()
        await bench.pass(3_600)
        #expect(bench.channel.isActive)
        end.finish()
    }
}
