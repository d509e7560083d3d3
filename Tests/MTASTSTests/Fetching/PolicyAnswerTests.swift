import MTASTS
import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

@Suite("A policy that is fetched", .timeLimit(.minutes(15)))
struct PolicyAnswerTests {
    struct Answer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: ServerScript

        init(_ name: String, _ script: ServerScript) { (testDescription, self.script) = (name, script) }
        init(_ name: String, _ text: String) { self.init(name, .answer(text)) }
    }

    static let body = FetchBench.text
    static let chunked = FetchBench.plainHead + "Transfer-Encoding: chunked\r\n\r\n"
    static let answers: [Answer] = [
        Answer("whole", FetchBench.goodAnswer),
        Answer("with LF as the end of lines", FetchBench.plainHead + "\r\n" + body.replacing("\r\n", with: "\n")),
        Answer("octet by octet", ServerScript.answer(FetchBench.goodAnswer).byOctets),
        Answer("in chunks", chunked + "9\r\n\(body.prefix(9))\r\n" + chunk(body.dropFirst(9)) + "0\r\n\r\n"),
        Answer("in chunks, octet by octet", ServerScript.answer(chunked + chunk(body[...]) + "0\r\n\r\n").byOctets),
        Answer("until the end of the connection", FetchBench.plainHead + "Connection: close\r\n\r\n" + body),
        Answer("of HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body),
        Answer("on a connection that stays open", .answer(FetchBench.goodAnswer, ending: .hold)),
        Answer("before a connection is cut off", .answer(FetchBench.goodAnswer, ending: .cut)),
        Answer("of a type with parameters", typed("Text/Plain ; charset=utf-8; x=\"text/html\"")),
        Answer("after a word in between", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + FetchBench.goodAnswer),
        Answer("with a coding that is none", FetchBench.plainHead + "Content-Encoding: identity\r\n\r\n" + body),
        Answer("with cookies", FetchBench.plainHead + "Set-Cookie: a=b\r\n\r\n" + body),
    ]

    @Test("is taken as it comes", arguments: answers)
    func isTaken(answer: Answer) async throws {
        let (fetch, record) = try await FetchBench.fetch(answer.script)
        #expect(fetch == .policy(FetchBench.policy))
        #expect(record.connections == 1)
        #expect(record.requests.count == 1)
    }

    @Test("is asked for by one plain request")
    func request() async throws {
        let certificate = try FetchBench.certificate()
        let script = ServerScript.answer(FetchBench.goodAnswer)
        try await FetchBench.withServer(script, security: .tls(certificate)) { server in
            let dns = try FetchBench.zone("127.0.0.1")
            let fetcher = try FetchBench.fetcher(dns, port: server.port, roots: certificate)
            for count in 1...3 {
                #expect(await fetcher.fetch(for: FetchBench.domain) == .policy(FetchBench.policy))
                // Nothing is kept from one fetch to the next: no connection and no answer.
                #expect(server.record.connections == count)
            }
            let lines = server.record.requests.map { $0.split(separator: "\r\n").map(String.init) }
            let expected = [
                "accept-encoding: identity", "accept: text/plain", "connection: close",
                "host: mta-sts.example.test:\(server.port)", "user-agent: waxwing",
            ]
            for request in lines {
                #expect(request.first == "GET /.well-known/mta-sts.txt HTTP/1.1")
                #expect(request.dropFirst().map { $0.lowercased() }.sorted() == expected)
            }
            try await server.clientsGone()
        }
    }

    @Test("comes from a host with A-labels in its name")
    func internationalizedName() async throws {
        let name = "xn--bcher-kva.test"
        let certificate = try FetchBench.certificate("mta-sts.\(name)")
        let script = ServerScript.answer(FetchBench.goodAnswer)
        try await FetchBench.withServer(script, security: .tls(certificate)) { server in
            let dns = try ZoneResolver(parsing: "mta-sts.\(name). A 127.0.0.1")
            let fetcher = try FetchBench.fetcher(dns, port: server.port, roots: certificate)
            #expect(await fetcher.fetch(for: try DomainName(name)) == .policy(FetchBench.policy))
        }
    }

    @Test("comes from where an alias leads, under the name that was asked for")
    func alias() async throws {
        let certificate = try FetchBench.certificate()
        let script = ServerScript.answer(FetchBench.goodAnswer)
        try await FetchBench.withServer(script, security: .tls(certificate)) { server in
            let zone = "mta-sts.example.test. CNAME sts.host.test.\nsts.host.test. A 127.0.0.1"
            let fetcher = try FetchBench.fetcher(
                try ZoneResolver(parsing: zone), port: server.port, roots: certificate)
            #expect(await fetcher.fetch(for: FetchBench.domain) == .policy(FetchBench.policy))
        }
    }

    private static func typed(_ type: String) -> String { "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\n\r\n\(body)" }

    private static func chunk(_ text: Substring) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }
}
