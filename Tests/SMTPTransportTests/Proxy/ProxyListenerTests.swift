import MailAddressing
import NIOEmbedded
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A client behind a proxy", .timeLimit(.minutes(15)))
struct ProxyListenerTests {
    static let proxy = "198.51.100.50"

    static func bench(from address: String = proxy, log: SessionLog) async throws -> HandlerBench {
        let proxies = [try #require(IPNetwork("198.51.100.48/29"))]
        return try await HandlerBench(
            from: address, adjusting: { $0.proxyFrom = proxies }, session: { RecordingSession(log) })
    }

    /// Headers, and the client's address and port as they have to be seen.
    static let headers: [(octets: [UInt8], address: String, port: Int)] = [
        (Array("PROXY TCP4 203.0.113.7 198.51.100.2 4660 25\r\n".utf8), "203.0.113.7", 4_660),
        (Array("PROXY TCP6 2001:db8::7 2001:db8::2 4660 25\r\n".utf8), "2001:db8::7", 4_660),
        (ProxyFeed.binary(family: 0x11, ProxyFeed.content4), "192.0.2.1", 4_660),
        (
            ProxyFeed.binary(family: 0x11, ProxyFeed.content4 + ProxyFeed.vector(2, Array("mx".utf8))), "192.0.2.1",
            4_660
        ),
    ]

    @Test("has its own address, whole or in pieces", arguments: headers, [false, true])
    func address(header: (octets: [UInt8], address: String, port: Int), isInPieces: Bool) async throws {
        let log = SessionLog()
        let bench = try await Self.bench(log: log)
        #expect(try await bench.heard() == "", "the greeting waits for the header")
        if isInPieces {
            for octet in header.octets { try await bench.say([octet]) }
        } else {
            try await bench.say(header.octets)
        }
        #expect(try await bench.heard().hasPrefix("220 mx.example.test"))
        let connection = try #require(log.connections.first)
        #expect(connection.remoteAddress == IPAddress(header.address))
        #expect(connection.remotePort == header.port)
        #expect(connection.proxyAddress == IPAddress(Self.proxy))
        try await bench.say("EHLO client.example.test\r\n")
        #expect(try await bench.heard().hasPrefix("250-"))
        #expect(log.hellos == [connection])
    }

    @Test("is the proxy itself where that says so")
    func local() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(log: log)
        try await bench.say(ProxyFeed.binary(command: 0x20, family: 0, []))
        #expect(try await bench.heard().hasPrefix("220"))
        #expect(log.connections.map(\.remoteAddress) == [IPAddress(Self.proxy)])
        #expect(log.connections.map(\.remotePort) == [40_000])
        #expect(log.connections.map(\.proxyAddress) == [nil])
    }

    @Test(
        "of whom the proxy knows nothing has no address, and least of all the proxy's",
        arguments: [ProxyFeed.binary(command: 0x21, family: 0, []), Array("PROXY UNKNOWN\r\n".utf8)])
    func unknown(header: [UInt8]) async throws {
        let log = SessionLog()
        let bench = try await Self.bench(log: log)
        try await bench.say(header)
        #expect(try await bench.heard().hasPrefix("220"))
        #expect(log.connections.map(\.remoteAddress) == [nil])
        #expect(log.connections.map(\.remotePort) == [nil])
        #expect(log.connections.map(\.proxyAddress) == [IPAddress(Self.proxy)])
    }

    @Test("may say its first words behind the header")
    func behind() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(log: log)
        try await bench.say("PROXY TCP4 203.0.113.7 198.51.100.2 4660 25\r\nEHLO client.example.test\r\n")
        let heard = try await bench.heard()
        #expect(heard.hasPrefix("220 mx.example.test"))
        #expect(heard.contains("\r\n250-mx.example.test"))
        #expect(log.helloNames == ["client.example.test"])
    }

    @Test(
        "is let go without a word where the header is missing or wrong",
        arguments: ["EHLO client.example.test\r\n", "PROXY TCP4 203.0.113.7\r\n", "\r\nQUIT\r\n", "\u{16}\u{3}\u{1}"])
    func missing(words: String) async throws {
        let log = SessionLog()
        let bench = try await Self.bench(log: log)
        try await bench.say(words)
        #expect(!bench.channel.isActive)
        #expect(try await bench.heard() == "")
        #expect(log.connections.isEmpty)
    }

    @Test("is let go after ten seconds where the header does not come", arguments: ["", "PROXY TCP4 203.0.113.7 "])
    func late(beginning: String) async throws {
        let log = SessionLog()
        let bench = try await Self.bench(log: log)
        if !beginning.isEmpty { try await bench.say(beginning) }
        await bench.pass(9)
        #expect(bench.channel.isActive)
        await bench.pass(1)
        #expect(!bench.channel.isActive)
        #expect(try await bench.heard() == "")
        #expect(log.connections.isEmpty)
    }

    @Test("is not waited for after the header has come")
    func inTime() async throws {
        let bench = try await Self.bench(log: SessionLog())
        await bench.pass(9)
        try await bench.say("PROXY TCP4 203.0.113.7 198.51.100.2 4660 25\r\n")
        await bench.pass(60)
        #expect(bench.channel.isActive)
        #expect(try await bench.heard().hasPrefix("220"))
    }

    @Test("cannot be made up by a stranger: the header is no command")
    func stranger() async throws {
        let log = SessionLog()
        let bench = try await Self.bench(from: "198.51.100.60", log: log)
        #expect(try await bench.heard().hasPrefix("220"))
        try await bench.say("PROXY TCP4 203.0.113.7 198.51.100.2 4660 25\r\n")
        #expect(try await bench.heard().hasPrefix("500 5.5.1"))
        try await bench.say("EHLO client.example.test\r\n")
        #expect(try await bench.heard().hasPrefix("250-"))
        #expect(log.hellos.map(\.remoteAddress) == [IPAddress("198.51.100.60")])
        #expect(log.hellos.map(\.proxyAddress) == [nil])
    }

    @Test(
        "begins TLS behind the header", arguments: [SMTPServer.Listener.Encryption.implicit, .startTLS], [false, true])
    func encrypted(encryption: SMTPServer.Listener.Encryption, hasSeveral: Bool) async throws {
        let tls = SMTPServerTLS(
            try TestIdentities.identity("mx.example.test"),
            others: hasSeveral ? [try TestIdentities.identity("other.example.test")] : [])
        let bench = try await ListenerBench(
            try ListenerBench.mx(tls: tls, encryption: encryption) { $0.proxyFrom = IPNetwork.loopback })
        let peer = try await bench.connect()
        try await peer.say("PROXY TCP4 203.0.113.7 198.51.100.2 4660 465\r\n")
        try await peer.openSecurely(encryption, serverName: "other.example.test")
        #expect(try await peer.shownNames == [hasSeveral ? "other.example.test" : "mx.example.test"])
        let connection = try #require(bench.log.hellos.last)
        #expect(connection.remoteAddress == IPAddress("203.0.113.7"))
        #expect(connection.proxyAddress == IPAddress("127.0.0.1"))
        #expect(connection.tlsVersion == "TLSv1.3")
        await bench.shutdown()
    }

    @Test("is counted by its own address, and not by the proxy's")
    func counted() async throws {
        var limits = ListenerBench.patient
        limits.maximumSessionsPerAddress = 1
        let bench = try await ListenerBench(
            try ListenerBench.mx { $0.proxyFrom = IPNetwork.loopback }, limits: limits)
        func client(_ address: String) async throws -> (peer: WirePeer, greeting: String) {
            let peer = try await bench.connect()
            try await peer.say("PROXY TCP4 \(address) 198.51.100.2 4660 25\r\n")
            return (peer, try await peer.reply())
        }
        let first = try await client("203.0.113.7")
        let second = try await client("203.0.113.8")
        let third = try await client("203.0.113.7")
        #expect(first.greeting.hasPrefix("220"))
        #expect(second.greeting.hasPrefix("220"))
        #expect(third.greeting.hasPrefix("421 4.7.0"))
        #expect(try await third.peer.rest() == "")
        #expect(try await first.peer.ask("QUIT").hasPrefix("221"))
        #expect(try await first.peer.rest() == "")
        while bench.server.connectionCount > 1 { await Task.yield() }
        #expect(try await client("203.0.113.7").greeting.hasPrefix("220"))
        await bench.shutdown()
    }
}
