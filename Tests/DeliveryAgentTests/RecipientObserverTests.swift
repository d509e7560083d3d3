import BounceClassification
import DeliveryAgent
import DeliveryQueue
import MailAddressing
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("What an observer hears of recipients", .timeLimit(.minutes(15)))
struct RecipientObserverTests {
    /// Notes what it hears.
    private final class Listener: RecipientObserver {
        private let heard = NIOLockedValueBox<[RecipientAnswer]>([])
        private let calls = NIOLockedValueBox(0)

        /// Who was named, and the cause of the refusal, or `taken`.
        var answers: [String: String] {
            heard.withLockedValue { heard in
                Dictionary(heard.map { ($0.recipient.localPart, $0.refusal?.cause.rawValue ?? "taken") }) { $1 }
            }
        }
        var callCount: Int { calls.withLockedValue { $0 } }
        var isOfOwnHost: Bool { heard.withLockedValue { $0.allSatisfy(\.isOfOwnHost) } }

        func answered(_ answers: [RecipientAnswer]) async {
            calls.withLockedValue { $0 += 1 }
            heard.withLockedValue { $0 += answers }
        }
    }

    private static let unknown = SMTPReply(550, EnhancedStatusCode(5, 1, 1), "No such user here")

    /// The stage at which the host refuses, and for whom.
    enum Stage: String, CaseIterable { case mail, recipient, data, message, nowhere }

    @Test(
        "is who was refused at RCPT and who has the message, and nothing of a refused message",
        arguments: Stage.allCases)
    func stages(stage: Stage) async throws {
        let listener = Listener()
        let receiver = try await Receiver { question in
            switch (question, stage) {
            case (.mail, .mail), (.data, .data), (.message, .message): .answer(.reply(Self.unknown))
            case (.recipient(let recipient), .recipient) where recipient.mailbox.localPart == "bob":
                .answer(.reply(Self.unknown))
            default: .accept
            }
        }
        let bench = try AgentBench(port: receiver.port, observer: listener)
        _ = try await bench.deliver(to: "ada@receiver.test", "bob@receiver.test", "eve@receiver.test")
        let taken = ["ada": "taken", "bob": "taken", "eve": "taken"]
        switch stage {
        case .mail, .data, .message: #expect(listener.answers.isEmpty)
        case .recipient:
            #expect(listener.answers == taken.merging(["bob": "unknownRecipient"]) { $1 })
            #expect(listener.callCount == 1)
        case .nowhere: #expect(listener.answers == taken)
        }
        await receiver.stop()
    }

    @Test("is told once where a second host takes the message, and says whether a relay spoke")
    func hosts() async throws {
        let receiver = try await Receiver(host: "127.0.0.2")
        let listener = Listener()
        // The first host, on 127.0.0.1, is not there.
        let bench = try AgentBench(port: receiver.port, observer: listener)
        _ = try await bench.deliver(to: "ada@receiver.test")
        #expect(listener.answers.count == 1 && listener.isOfOwnHost)
        let relayed = Listener()
        let relay = RelayHost(host: try MailHost("[127.0.0.2]"), port: receiver.port, security: .none)
        let other = try AgentBench(port: receiver.port, relay: relay, observer: relayed)
        _ = try await other.deliver(to: "ada@receiver.test")
        #expect(relayed.answers.count == 1 && !relayed.isOfOwnHost)
        await receiver.stop()
    }
}
