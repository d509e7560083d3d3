import Logging
import MailAddressing
import NIOConcurrencyHelpers
import NIOPosix
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("Messages judged by rspamd", .timeLimit(.minutes(15)))
struct SpamFilterTests {
    /// Has a server that keeps to a script judge a message.
    private static func judge(
        _ script: RspamdServer.Script, _ settings: String = "", content: MessagePieces? = nil,
        check: (FilterDecision, RspamdServer) throws -> Void
    ) async throws {
        try await RspamdServer.with(script) { server in
            var configuration = try ConfigurationFixture.decode("").configuration
            configuration.filter = try FilteringFixture.filter(
                "{ rspamd: { url: \"http://127.0.0.1:\(server.port)\"\(settings) } }")
            let composer = FilterComposer(configuration: configuration, logger: FilteringFixture.logger)
            let filter = try #require(try composer.spamFilter(group: MultiThreadedEventLoopGroup.singleton))
            let message = try content.map { try FilteringFixture.message($0) } ?? FilteringFixture.message()
            let decision = await filter.judge(message)
            await filter.shutdown()
            try check(decision, server)
        }
    }

    private static func fields(_ text: String) -> FilterDecision { .accept(headerFields: Array(text.utf8)) }

    @Test(
        "are refused, put off, marked or taken by rspamd's action",
        arguments: [
            ("no action", "", .accept(headerFields: [])),
            ("reject", "", .refuse(SMTPReply(550, .init(5, 7, 1), "The message looks like spam"))),
            ("reject", "No thanks", .refuse(SMTPReply(550, .init(5, 7, 1), "No thanks"))),
            ("reject", "a\\r\\n250 OK", .refuse(SMTPReply(550, .init(5, 7, 1), "a 250 OK"))),
            ("discard", "", .refuse(SMTPReply(550, .init(5, 7, 1), "The message looks like spam"))),
            ("soft reject", "Slower", .defer(SMTPReply(451, .init(4, 7, 1), "Slower"))),
            (
                "greylist", "",
                .defer(SMTPReply(451, .init(4, 7, 1), "The message is not taken yet, try again later"))
            ),
            (
                "add header", "No thanks",
                Self.fields("X-Spam-Flag: YES\r\nX-Spam-Score: 7.50\r\nX-Spam-Action: add header\r\n")
            ),
            (
                "rewrite subject", "",
                Self.fields("X-Spam-Flag: YES\r\nX-Spam-Score: 7.50\r\nX-Spam-Action: rewrite subject\r\n")
            ),
            (
                "quarantine", "",
                Self.fields("X-Spam-Flag: YES\r\nX-Spam-Score: 7.50\r\nX-Spam-Action: quarantine\r\n")
            ),
            ("look twice", "", Self.fields("X-Spam-Score: 7.50\r\nX-Spam-Action: look twice\r\n")),
        ] as [(String, String, FilterDecision)])
    func actions(action: String, text: String, expected: FilterDecision) async throws {
        let reply = "{ \"action\": \"\(action)\", \"score\": 7.5, \"messages\": { \"smtp_message\": \"\(text)\" } }"
        try await Self.judge(.reply(reply)) { decision, _ in #expect(decision == expected) }
    }

    @Test("get the fields that rspamd wants added, whatever the action")
    func ownFields() async throws {
        let reply = """
            {
              "action": "no action", "score": 0.5, "subject": "[SPAM] a",
              "milter": { "add_headers": { "X-Spamd-Bar": { "value": "/", "order": 0 }, "Subject": "[SPAM] a" } }
            }
            """
        try await Self.judge(.reply(reply)) { decision, _ in
            #expect(decision == Self.fields("X-Spamd-Bar: /\r\n"))
        }
    }

    @Test("without an answer are taken as they are, or put off, as the configuration says")
    func unavailable() async throws {
        try await Self.judge(.close) { decision, _ in #expect(decision == .accept(headerFields: [])) }
        try await Self.judge(.close, ", unavailable: defer") { decision, _ in
            let reply = SMTPReply(451, .init(4, 3, 0), "The message cannot be checked now, try again later")
            #expect(decision == .defer(reply))
        }
        try await Self.judge(.begin([]), ", timeout: 200ms, unavailable: accept") { decision, _ in
            #expect(decision == .accept(headerFields: []))
        }
    }

    @Test(
        "about which rspamd says more than is read are put off, whatever the configuration says of no answer",
        arguments: ["", ", unavailable: accept", ", unavailable: defer"])
    func excessive(settings: String) async throws {
        let head = Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".utf8)
        try await Self.judge(.flood(head), ", timeout: 2m\(settings)") { decision, _ in
            let reply = SMTPReply(451, .init(4, 3, 0), "The message cannot be checked now, try again later")
            #expect(decision == .defer(reply))
        }
    }

    @Test("that are too large are not shown to it")
    func large() async throws {
        let spam = RspamdServer.Script.reply("{ \"action\": \"reject\", \"score\": 20 }")
        let settings = ", largest-message: 1KiB, unavailable: defer"
        try await Self.judge(spam, settings, content: MessagePieces(octets: [UInt8](repeating: 97, count: 1_025))) {
            #expect($0 == .accept(headerFields: []))
            #expect($1.requests.isEmpty)
        }
        try await Self.judge(spam, settings, content: MessagePieces(octets: [UInt8](repeating: 97, count: 1_024))) {
            guard case .refuse = $0 else {
                Issue.record("\($0)")
                return
            }
            #expect($1.requests.count == 1)
        }
    }
}
