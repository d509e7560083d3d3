import DeliveryAgent
import DeliveryQueue
import MailAddressing
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A mailbox server that speaks LMTP", .timeLimit(.minutes(15)))
struct MailboxServerTests {
    /// Keeps of whom it hears, and whether it was their own host that spoke.
    private final class Listener: RecipientObserver {
        struct Word: Equatable {
            var recipient: String
            var code: UInt16
            var isOfOwnHost: Bool
        }

        private let heard = NIOLockedValueBox<[Word]>([])

        var words: [Word] { heard.withLockedValue { $0 } }

        func answered(_ answers: [RecipientAnswer]) async {
            let words = answers.map {
                Word(recipient: $0.recipient.localPart, code: $0.reply.code, isOfOwnHost: $0.isOfOwnHost)
            }
            heard.withLockedValue { $0 += words }
        }
    }

    /// Refuses `eve` at RCPT, and answers a message for each of those whom it has taken.
    private static func server(_ dialect: SMTPServerConfiguration.Dialect, _ replies: [SMTPReply]) async throws
        -> Receiver
    {
        try await Receiver(host: "127.0.8.2", dialect: dialect) { question in
            switch question {
            case .recipient(let recipient) where recipient.mailbox.localPart == "eve":
                .reply(550, .init(5, 1, 1), "No such user")
            case .message where !replies.isEmpty: .answer(.replies(replies))
            default: .accept
            }
        }
    }

    @Test("has a reply for each recipient, and each gets its own outcome")
    func replies() async throws {
        let server = try await Self.server(
            .lmtp,
            [
                SMTPReply(250, .init(2, 1, 5), "In the mailbox"), SMTPReply(452, .init(4, 2, 2), "Mailbox full"),
                SMTPReply(550, .init(5, 1, 1), "Gone since"),
            ])
        let listener = Listener()
        let bench = try RouteBench(
            .direct(port: 1, tls: nil),
            rules: [
                RouteRule(
                    name: "mailboxes",
                    route: .relay([try RouteBench.relay(port: server.port, dialect: .lmtp)]))
            ], RouteBench.Parts(observer: listener))
        let recipients = ["ada", "eve", "bob", "cid"].map { "\($0)@receiver.test" }
        let result = try await bench.attempt(RouteBench.Mail(recipients: recipients))
        let place = "relay.test [127.0.8.2]:\(server.port)"
        #expect(
            result.gists == [
                Gist(.delivered, at: place), Gist(.failed, at: place), Gist(.deferred, .mailbox, at: place),
                Gist(.failed, at: place),
            ])
        #expect(
            result.replies == [
                "250 2.1.5 In the mailbox", "550 5.1.1 No such user", "452 4.2.2 Mailbox full", "550 5.1.1 Gone since",
            ])
        #expect(result.signal == .success)
        #expect(server.peers.map(\.hello) == ["mail.sender.test"])
        // Who has the mailboxes knows who has one.
        #expect(listener.words.contains(Listener.Word(recipient: "ada", code: 250, isOfOwnHost: true)))
        #expect(listener.words.contains(Listener.Word(recipient: "eve", code: 550, isOfOwnHost: true)))
        await bench.stop()
        await server.stop()
    }

    @Test("knows who has a mailbox, and a relay does not", arguments: [true, false])
    func ownHost(isMailboxServer: Bool) async throws {
        let dialect: SMTPServerConfiguration.Dialect = isMailboxServer ? .lmtp : .smtp
        let server = try await Self.server(dialect, [])
        let listener = Listener()
        let bench = try RouteBench(
            .relay([try RouteBench.relay(port: server.port, dialect: dialect)]), RouteBench.Parts(observer: listener))
        let result = try await bench.attempt(RouteBench.Mail(recipients: ["eve@receiver.test"]))
        #expect(result.outcomes.map(\.kind) == [.failed])
        #expect(listener.words == [Listener.Word(recipient: "eve", code: 550, isOfOwnHost: isMailboxServer)])
        await bench.stop()
        await server.stop()
    }

    @Test("is not spoken to in SMTP, nor a relay in LMTP", arguments: [true, false])
    func wrongDialect(isMailboxServer: Bool) async throws {
        let server = try await Self.server(isMailboxServer ? .lmtp : .smtp, [])
        let bench = try RouteBench(
            .relay([try RouteBench.relay(port: server.port, dialect: isMailboxServer ? .smtp : .lmtp)]))
        let result = try await bench.attempt()
        #expect(result.outcomes.map(\.kind) == [.deferred])
        #expect(server.messages.isEmpty && server.peers.isEmpty)
        await bench.stop()
        await server.stop()
    }
}
