import MailAddressing
import SMTPProtocol
import TestSupport
import Testing

@Suite("Client and server against each other")
struct SessionPairTests {
    /// How the two are set up; everything follows from the seed.
    struct Setting {
        var generator: SeededGenerator
        var policy: SMTPClientConfiguration.TLSPolicy
        var offersStartTLS: Bool
        /// Whether the server knows HELO only, so that there are no extensions.
        var isOld: Bool

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            let policies: [SMTPClientConfiguration.TLSPolicy] = [.never, .whenOffered, .required]
            let chosen = policies.randomElement(using: &random) ?? .never
            let isGenerous = Bool.random(using: &random)
            let isAncient = UInt8.random(in: 0..<4, using: &random) == 0
            policy = chosen
            offersStartTLS = chosen == .required || isGenerous
            isOld = chosen != .required && isAncient
            generator = random
        }

        var isEncryptedAtEnd: Bool { offersStartTLS && policy != .never && !isOld }

        mutating func orders() -> [SessionPair.Order] {
            var orders: [SessionPair.Order] = []
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let message = generator.message(isEightBit: Bool.random(using: &generator))
                var recipients: [Mailbox] = []
                for number in 0..<Int.random(in: 1...4, using: &generator) {
                    let isRefused = UInt8.random(in: 0..<3, using: &generator) == 0
                    recipients.append(mailbox("\(isRefused ? "refused" : "user").\(number)@example.test"))
                }
                let isRefused = UInt8.random(in: 0..<8, using: &generator) == 0
                let sender = isRefused ? "refused@example.com" : "ada@example.com"
                let transaction = SMTPTransaction(
                    reversePath: .mailbox(mailbox(sender)), recipients: recipients, size: message.count,
                    isEightBit: message.contains { $0 > 127 })
                orders.append(SessionPair.Order(transaction: transaction, message: message))
            }
            return orders
        }
    }

    private static func isRefused(_ mailbox: Mailbox) -> Bool { mailbox.localPart.hasPrefix("refused") }

    private func server(_ setting: Setting) -> ServerDriver {
        let configuration = SMTPServerConfiguration.with {
            $0.offersStartTLS = setting.offersStartTLS
            // Refusals are counted; here there may be many.
            $0.maximumErrors = 1_000
        }
        return ServerDriver(configuration) { question in
            switch question {
            case .hello(_, let isExtended) where isExtended && setting.isOld: .reply(reply("502 5.5.1 What"))
            case .mail(let mail) where mail.reversePath.mailbox.map(Self.isRefused) == true:
                .reply(reply("550 5.7.1 Not from you"))
            case .recipient(let recipient) where Self.isRefused(recipient.mailbox):
                .reply(reply("550 5.1.1 No such user"))
            default: .accept
            }
        }
    }

    /// What must become of each recipient.
    private func expected(_ order: SessionPair.Order, isOld: Bool) -> [String] {
        let transaction = order.transaction
        if isOld, transaction.isEightBit { return transaction.recipients.map { _ in "lost at mail" } }
        if transaction.reversePath.mailbox.map(Self.isRefused) == true {
            return transaction.recipients.map { _ in "refused 550 at mail" }
        }
        return transaction.recipients.map { Self.isRefused($0.mailbox) ? "refused 550 at recipient" : "accepted 250" }
    }

    @Test("deliver every message as it is to those who are accepted", arguments: 0..<600 as Range<UInt64>)
    func sessions(seed: UInt64) {
        var setting = Setting(seed: seed)
        let orders = setting.orders()
        let client = SMTPClientMachine(configuration: .init(helloName: "client.test", tls: setting.policy))
        var pair = SessionPair(client: client, server: server(setting), orders: orders, seed: seed &* 31)
        pair.run()

        let outcomes = orders.map { expected($0, isOld: setting.isOld) }
        #expect(pair.outcomes.map { $0.map(\.text) } == outcomes)
        let delivered = zip(orders, outcomes).filter { $0.1.contains("accepted 250") }.map { $0.0.message.ended }
        #expect(pair.server.messages == delivered)
        #expect(pair.failures.isEmpty)
        #expect(pair.isClosed)
        #expect(pair.server.isClosed)
        #expect(pair.isEncrypted == setting.isEncryptedAtEnd)
        #expect(pair.server.replies.last?.code == 221)
    }

    @Test("deliver nothing of a message that is malformed", arguments: 0..<100 as Range<UInt64>)
    func malformed(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let mistake = ["\n", "\rx", "\0", "\n.\n", "\r.\r", "\r\n.\n"].randomElement(using: &generator) ?? "\n"
        let message = generator.message() + octets(mistake) + generator.message()
        let order = SessionPair.Order(transaction: .usual, message: message)
        var setting = Setting(seed: 0)
        setting.policy = .never
        setting.isOld = false
        let client = SMTPClientMachine(configuration: .init(helloName: "client.test", tls: .never))
        var pair = SessionPair(client: client, server: server(setting), orders: [order], seed: seed)
        pair.run()
        #expect(pair.outcomes.map { $0.map(\.text) } == [["lost at message", "lost at message"]])
        #expect(pair.failures.map(\.text) == ["malformed"])
        #expect(pair.server.messages.isEmpty)
        #expect(!pair.server.questions.contains { QuestionPoint($0) == .message })
    }
}
