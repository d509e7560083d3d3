import MailAddressing
import NIOEmbedded
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("Clients that come in numbers", .timeLimit(.minutes(15)))
struct CrowdTests {
    /// The server of a test, whose clients come from where they like.
    struct Crowd {
        let limits: SMTPServerLimits
        let table: SMTPConnectionTable

        init(_ adjust: (inout SMTPServerLimits) -> Void) {
            var limits = SMTPServerLimits()
            adjust(&limits)
            self.limits = limits
            table = SMTPConnectionTable(limits: limits)
        }

        func join(from address: String) async throws -> (bench: HandlerBench, greeting: String) {
            let bench = try await HandlerBench(from: address, limits: limits, table: table) { BodySession() }
            return (bench, try await bench.heard())
        }
    }

    @Test("from one network are too many at a time")
    func network() async throws {
        let crowd = Crowd { $0.maximumSessionsPerNetwork = 2 }
        let first = try await crowd.join(from: "192.0.2.1")
        #expect(first.greeting.hasPrefix("220"))
        #expect(try await crowd.join(from: "192.0.2.2").greeting.hasPrefix("220"))
        let third = try await crowd.join(from: "192.0.2.3")
        #expect(third.greeting == "421 4.7.0 Too many sessions from your network; try again later\r\n")
        #expect(!third.bench.channel.isActive)
        #expect(try await crowd.join(from: "198.51.100.1").greeting.hasPrefix("220"))
        try await first.bench.leave()
        #expect(try await crowd.join(from: "192.0.2.3").greeting.hasPrefix("220"))
        #expect(try await crowd.join(from: "192.0.2.4").greeting.hasPrefix("421"))
    }

    @Test("from one subscriber of IPv6 are too many at a time, whatever addresses it takes")
    func subscriber() async throws {
        let crowd = Crowd { $0.maximumSessionsPerAddress = 1 }
        #expect(try await crowd.join(from: "2001:db8:1:2::1").greeting.hasPrefix("220"))
        #expect(
            try await crowd.join(from: "2001:db8:1:2:ffff::1").greeting
                == "421 4.7.0 Too many sessions from your address; try again later\r\n")
        #expect(try await crowd.join(from: "2001:db8:1:3::1").greeting.hasPrefix("220"))
    }

    @Test("from one address are too many in a minute")
    func addressRate() async throws {
        let crowd = Crowd { $0.rates.connectionsPerMinute = 2 }
        for _ in 0..<2 {
            let client = try await crowd.join(from: "192.0.2.1")
            #expect(client.greeting.hasPrefix("220"))
            try await client.bench.leave()
        }
        let third = try await crowd.join(from: "192.0.2.1")
        #expect(third.greeting == "421 4.7.0 Too many connections from your address in a minute; try again later\r\n")
        #expect(!third.bench.channel.isActive)
        #expect(try await crowd.join(from: "192.0.2.2").greeting.hasPrefix("220"))
    }

    @Test("from one network are too many in a minute")
    func networkRate() async throws {
        let crowd = Crowd { $0.rates.connectionsPerMinutePerNetwork = 3 }
        for host in 1...3 { #expect(try await crowd.join(from: "192.0.2.\(host)").greeting.hasPrefix("220")) }
        #expect(try await crowd.join(from: "192.0.2.4").greeting.hasPrefix("421 4.7.0"))
        #expect(try await crowd.join(from: "198.51.100.1").greeting.hasPrefix("220"))
    }

    @Test("from this host may be any number in a minute")
    func loopback() async throws {
        let crowd = Crowd { $0.rates.connectionsPerMinute = 1 }
        for _ in 0..<5 { #expect(try await crowd.join(from: "127.0.0.1").greeting.hasPrefix("220")) }
    }
}
