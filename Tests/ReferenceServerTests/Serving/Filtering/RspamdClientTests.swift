import MailAddressing
import NIOCore
import NIOPosix
import Testing

@testable import ReferenceServer

@Suite("Questions to rspamd", .timeLimit(.minutes(15)))
struct RspamdClientTests {
    /// Asks a server that keeps to a script about a message.
    private static func ask(
        _ script: RspamdServer.Script, timeout: Duration = .seconds(60), _ content: MessagePieces? = nil,
        check: (RspamdClient.Answer, RspamdServer) throws -> Void
    ) async throws {
        try await RspamdServer.with(script) { server in
            let client = try client(port: server.port, timeout: timeout)
            let message = try content.map { try FilteringFixture.message($0) } ?? FilteringFixture.message()
            let answer = await client.ask(about: message)
            await client.shutdown()
            try check(answer, server)
        }
    }

    private static func client(port: Int, timeout: Duration = .seconds(60)) throws -> RspamdClient {
        let origin = ServerConfiguration.HTTPOrigin(
            isEncrypted: false, host: .address(try #require(IPAddress("127.0.0.1"))), port: port)
        return RspamdClient(
            to: origin, password: RedactedText("opensesame"), timeout: timeout,
            group: MultiThreadedEventLoopGroup.singleton)
    }

    @Test("show it the message, and what is known of it")
    func request() async throws {
        try await Self.ask(.reply("{ \"action\": \"no action\", \"score\": 0.5 }")) { answer, server in
            guard case .verdict(let verdict) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(verdict.action == .noAction && verdict.score == 0.5)
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 1)
            let lines = request.head.split(separator: "\r\n").map { String($0) }
            #expect(lines.first == "POST /checkv2 HTTP/1.1")
            for line in [
                "Ip: 20.0.0.7", "Helo: client.example", "From: <ada@a.example>", "Rcpt: <bob@b.example>",
                "Deliver-To: <bob@b.example>", "Password: opensesame",
            ] { #expect(lines.contains(line)) }
            #expect(request.body == Array("Subject: a\r\n\r\nb\r\n".utf8))
        }
    }

    @Test("send a large message piece by piece")
    func large() async throws {
        let octets = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let content = MessagePieces(octets: octets)
        try await Self.ask(.reply("{ \"action\": \"reject\", \"score\": 20 }"), content) { answer, server in
            guard case .verdict(let verdict) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(verdict.action == .reject)
            #expect(server.requests.first?.body == octets)
        }
    }

    @Test(
        "have an answer of their own where rspamd has none",
        arguments: [
            (.reply("{}"), "its reply cannot be read"), (.reply(""), "its reply cannot be read"),
            (.reply("garbage"), "its reply cannot be read"),
            (.reply("{ \"action\": \"reject\", \"score\": 20 }", type: "text/html"), "another form than JSON"),
            (.reply("{ \"action\": \"reject\", \"score\": 20 }", type: nil), "another form than JSON"),
            (.reply("{ \"action\": \"reject\", \"score\": 20 }", status: "401 Unauthorized"), "it answers 401"),
            (.reply("{ \"action\": \"reject\", \"score\": 20 }", status: "500 Oh"), "it answers 500"),
            (
                .answer(Array("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".utf8)),
                "it answers 302"
            ),
            (.answer(Array("220 mail.example ESMTP\r\n".utf8)), ""), (.close, ""),
            (
                .answer(
                    Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{".utf8)),
                ""
            ),
        ] as [(RspamdServer.Script, String)])
    func unavailable(script: RspamdServer.Script, reason: String) async throws {
        try await Self.ask(script) { answer, _ in
            guard case .unavailable(let text) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(reason.isEmpty ? !text.isEmpty : text.contains(reason))
            #expect(!text.contains("sesame"))
        }
    }

    @Test("take JSON whatever is said of its characters")
    func contentType() async throws {
        let script = RspamdServer.Script.reply(
            "{ \"action\": \"greylist\", \"score\": 5 }", type: "Application/JSON ; charset=utf-8")
        try await Self.ask(script) { answer, _ in
            guard case .verdict(let verdict) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(verdict.action == .greylist)
        }
    }

    @Test("read no reply without end")
    func endless() async throws {
        let head = Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".utf8)
        try await Self.ask(.flood(head)) { answer, _ in
            #expect(answer == .excessive("its reply is larger than 1048576 octets"))
        }
    }

    @Test("end when their time is over")
    func silence() async throws {
        try await Self.ask(.begin([]), timeout: .milliseconds(200)) { answer, _ in
            #expect(answer == .unavailable("it had none after 0.2 seconds"))
        }
    }

    @Test("end when their time is over, though the reply has begun")
    func slowReply() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"
        try await Self.ask(.begin(Array(head.utf8)), timeout: .milliseconds(200)) { answer, _ in
            #expect(answer == .unavailable("it had none after 0.2 seconds"))
        }
    }

    @Test("end at once where nobody listens, and after the end of the process's client")
    func nobody() async throws {
        var port = 0
        try await RspamdServer.with(.close) { port = $0.port }
        let client = try Self.client(port: port)
        for _ in 0..<2 {
            guard case .unavailable = await client.ask(about: try FilteringFixture.message()) else {
                Issue.record("there is nobody")
                return
            }
            await client.shutdown()
        }
    }
}
