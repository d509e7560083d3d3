import MTASTS
import MXResolver
import MailAddressing
import Testing

@Suite("An answer that is no policy", .timeLimit(.minutes(15)))
struct PolicyRefusalTests {
    static let head = FetchBench.plainHead
    static let body = FetchBench.text

    static let statuses: [RefusalCase] = [
        RefusalCase("not found", status("404 Not Found"), .status(404), "answered 404 instead of 200"),
        RefusalCase("server error", status("500 Broken"), .status(500), "answered 500 instead of 200"),
        RefusalCase("no content", "HTTP/1.1 204 No Content\r\n\r\n", .status(204), "answered 204 instead of 200"),
        RefusalCase("accepted", status("202 Accepted"), .status(202), "answered 202"),
        RefusalCase("part of it", status("206 Partial Content"), .status(206), "answered 206"),
        RefusalCase("a number of no class", status("999 x"), .status(999), "answered 999"),
    ]

    static let types: [RefusalCase] = [
        RefusalCase(
            "HTML", typed("text/html"), .contentType("text/html"), "has the content type text/html; it must be"),
        RefusalCase("no type", "HTTP/1.1 200 OK\r\n\r\n" + body, .contentType(""), "has no content type; it must be"),
        RefusalCase("empty type", typed(""), .contentType(""), "has no content type"),
        RefusalCase("more than plain", typed("text/plainer"), .contentType("text/plainer"), "text/plainer"),
        RefusalCase(
            "two types", typed("text/plain\r\nContent-Type: text/html"), .contentType("text/plain, text/html"),
            "text/plain, text/html"),
        RefusalCase("wild type", typed("a\u{202E}\tb"), .contentType("a????b"), "content type a????b;"),
        RefusalCase(
            "long type", typed(String(repeating: "x", count: 5_000)),
            .contentType(String(repeating: "x", count: 200) + "..."), "xxx...; it must be text/plain"),
    ]

    static let lengths: [RefusalCase] = [
        RefusalCase(
            "too long by its header", .answer(head + "Content-Length: 501\r\n\r\n", ending: .hold), .tooLong,
            "the policy is longer than is read: 501 octets are announced, and 500 are read"),
        RefusalCase(
            "too long by far", .answer(head + "Content-Length: 9223372036854775807\r\n\r\n", ending: .hold), .tooLong,
            "9223372036854775807 octets"),
        RefusalCase(
            "without an end", .answer(head + "\r\n", ending: .flood(Array(repeating: 0x61, count: 16_384))), .tooLong,
            "goes on after 500 octets"),
        RefusalCase(
            "in chunks without an end",
            .answer(
                head + "Transfer-Encoding: chunked\r\n\r\n",
                ending: .flood(Array("3e8\r\n\(String(repeating: "a", count: 1_000))\r\n".utf8))),
            .tooLong,
            "goes on after 500 octets"),
        RefusalCase(
            "interim answers without an end",
            .answer("", ending: .flood(Array(String(repeating: "HTTP/1.1 102 x\r\n\r\n", count: 1_000).utf8))),
            .tooLong, "more than 262144 octets came"),
        RefusalCase(
            "chunks of little more than extensions",
            .answer(
                head + "Transfer-Encoding: chunked\r\n\r\n",
                ending: .flood(Array("1;x=\(String(repeating: "y", count: 16_000))\r\na\r\n".utf8))), .tooLong,
            "more than 262144 octets came"),
        RefusalCase(
            "one octet too long", head + "\r\n" + String(repeating: "a", count: 501), .tooLong, "goes on after 500"),
    ]

    static let cuts: [RefusalCase] = [
        RefusalCase(
            "shorter than announced", head + "Content-Length: 500\r\n\r\n" + body, .connection, "no HTTPS connection"),
        RefusalCase(
            "a body of any length that is cut off", .answer(head + "\r\n" + body, ending: .cut), .connection,
            "it was cut off"),
        RefusalCase(
            "HTTP/1.0 that is cut off",
            .answer("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body, ending: .cut), .connection,
            "it was cut off"),
        RefusalCase(
            "chunks that are cut off", head + "Transfer-Encoding: chunked\r\n\r\n5\r\naaaaa\r\n", .connection,
            "no HTTPS"),
        RefusalCase(
            "no chunk", head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", .connection, "what came is not HTTP"),
        RefusalCase("garbage", "220 mx.example.test ESMTP\r\n", .connection, "what came is not HTTP"),
        RefusalCase("octets of any kind", "\u{0}\u{1}\u{2}\r\n\r\n", .connection, "what came is not HTTP"),
        RefusalCase("nothing", "", .connection, "no HTTPS connection"),
        RefusalCase("half a head", head, .connection, "no HTTPS connection"),
        RefusalCase(
            "two lengths", head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\naaaaaa", .connection, "is not HTTP"),
        RefusalCase(
            "a head without an end",
            .answer(
                "HTTP/1.1 200 OK\r\n", ending: .flood(Array("X: \(String(repeating: "y", count: 4_000))\r\n".utf8))),
            .tooLong, "more than 262144 octets came with what is around it"),
    ]

    @Test("is refused by its status", arguments: statuses)
    func status(row: RefusalCase) async throws { try await check(row) }

    @Test("is refused by its content type", arguments: types)
    func type(row: RefusalCase) async throws { try await check(row) }

    @Test("is refused by its length", arguments: lengths)
    func length(row: RefusalCase) async throws { try await check(row, maximumLength: 500) }

    @Test("is refused when it is broken or cut", arguments: cuts)
    func broken(row: RefusalCase) async throws { try await check(row) }

    @Test("of the longest length is read, and refused by the parser alone")
    func longest() async throws {
        let script = ServerScript.answer(Self.head + "\r\n" + String(repeating: "a", count: 500))
        let failure = try #require(try await FetchBench.fetch(script, maximumLength: 500).fetch.failure)
        #expect(failure.kind == .malformed(PolicyTextError(.malformedLine, inLine: 1)))
    }

    @Test("is refused with what the parser says, and with the coding that nobody asked for", arguments: ["", "gzip"])
    func malformed(coding: String) async throws {
        let field = coding.isEmpty ? "" : "Content-Encoding: \(coding)\r\n"
        let (fetch, _) = try await FetchBench.fetch(.answer(Self.head + field + "\r\n\u{1F}\u{8B}\u{8}<html>"))
        let failure = try #require(fetch.failure)
        #expect(failure.kind == .malformed(PolicyTextError(.malformedLine, inLine: 1)))
        #expect(failure.description.contains("the policy cannot be read: line 1: "))
        #expect(failure.description.hasSuffix("it came as gzip, which was not asked for") == !coding.isEmpty)
        #expect(failure.address == FetchBench.loopback)
    }

    @Test("is refused as a redirect, whose target is not contacted", arguments: [300, 301, 302, 303, 304, 307, 308])
    func redirect(status: Int) async throws {
        let certificate = try FetchBench.certificate()
        let good = ServerScript.answer(FetchBench.goodAnswer)
        try await FetchBench.withServer(good, security: .tls(certificate)) { target in
            let location = "https://mta-sts.example.test:\(target.port)/.well-known/mta-sts.txt"
            let answer = "HTTP/1.1 \(status) x\r\nLocation: \(location)\r\nContent-Type: text/plain\r\n\r\n\(Self.body)"
            let (fetch, record) = try await FetchBench.fetch(.answer(answer), roots: certificate)
            let failure = try #require(fetch.failure)
            // The certificates differ, so the first server is not even believed; with its own it is.
            #expect(failure.kind == .certificate)
            #expect(record.requests.isEmpty)
            let (second, secondRecord) = try await FetchBench.fetch(.answer(answer))
            #expect(second.failure?.kind == .redirect)
            #expect(second.failure?.description.contains("which is never followed") == true)
            #expect(second.failure?.description.hasSuffix("\(status) to \(location)") == true)
            #expect(secondRecord.connections == 1)
            #expect(target.record.connections == 0)
        }
    }

    private func check(_ row: RefusalCase, maximumLength: Int = 64 * 1_024) async throws {
        let (fetch, record) = try await FetchBench.fetch(row.script, maximumLength: maximumLength)
        let failure = try #require(fetch.failure)
        #expect(failure.kind == row.kind)
        #expect(failure.description.contains(row.sentence), "\(failure)")
        #expect(failure.description.hasPrefix("https://mta-sts.example.test:"))
        #expect(failure.description.contains("/.well-known/mta-sts.txt at 127.0.0.1: "))
        #expect(failure.description.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(record.connections == 1)
    }

    private static func status(_ line: String) -> String {
        "HTTP/1.1 \(line)\r\nContent-Type: text/plain\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func typed(_ type: String) -> String { "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\n\r\n\(body)" }
}
