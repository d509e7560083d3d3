import DeliveryAgent
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("A delivery that may fall back on a relay", .timeLimit(.minutes(15)))
struct HybridDeliveryTests {
    private static let blockPage = SMTPReply(
        554, EnhancedStatusCode(5, 7, 1), "Client host [192.0.2.1] blocked using zen.spamhaus.org")

    /// A destination with an answer for each of its recipients, and a relay.
    private struct Bench {
        let destination: Receiver
        let relay: Receiver
        let agent: AgentBench

        init(
            relayed: @escaping Receiver.Rules = { _ in .accept }, _ rules: @escaping Receiver.Rules
        ) async throws {
            destination = try await Receiver(rules: rules)
            relay = try await Receiver(rules: relayed)
            agent = try AgentBench(
                port: destination.port,
                relays: [RelayHost(host: try MailHost("[127.0.0.1]"), port: relay.port, security: .none)],
                fallsBack: true)
        }

        func stop() async {
            await destination.stop()
            await relay.stop()
        }
    }

    /// A rule that answers the recipients by their local parts.
    private static func replies(_ replies: [String: SMTPReply]) -> Receiver.Rules {
        { question in
            guard case .recipient(let recipient) = question, let reply = replies[recipient.mailbox.localPart] else {
                return .accept
            }
            return .answer(.reply(reply))
        }
    }

    @Test("does so at once for whom our address is refused, and the queue does not bounce")
    func blockPage() async throws {
        let bench = try await Bench(Self.replies(["bob": Self.blockPage]))
        let result = try await bench.agent.attempt(to: ["ada@receiver.test", "bob@receiver.test"])
        #expect(result.outcomes.map(\.kind) == [.delivered, .delivered])
        #expect(result.outcomes.last?.detail?.contains("by way of the relay") == true)
        #expect(result.outcomes.last?.detail?.contains("zen.spamhaus.org") == true)
        #expect(bench.destination.messages.map(\.recipients) == [["ada@receiver.test"]])
        #expect(bench.relay.messages.map(\.recipients) == [["bob@receiver.test"]])
        // One was taken, so that the site does not refuse everything.
        #expect(result.signal == .success)
        await bench.stop()
    }

    @Test(
        "does not for what another way cannot cure",
        arguments: [
            ("550 5.1.1 No such user", DeliveryOutcome.Kind.failed), ("552 5.3.4 Message too big", .failed),
            ("550 5.7.1 Message refused as spam", .failed), ("452 4.2.2 Mailbox full", .deferred),
            ("451 4.7.1 Greylisted, come back later", .deferred), ("450 4.7.1 Too many messages, slow down", .deferred),
        ])
    func incurable(text: String, kind: DeliveryOutcome.Kind) async throws {
        let bench = try await Bench(Self.replies(["bob": try #require(SMTPReply(parsing: text))]))
        let result = try await bench.agent.attempt(to: ["bob@receiver.test"])
        #expect(result.outcomes.map(\.kind) == [kind])
        #expect(bench.relay.connectionCount == 0)
        await bench.stop()
    }

    @Test("does so for a host that greylists again and again, and for one that does not answer")
    func patience() async throws {
        let reply = SMTPReply(451, EnhancedStatusCode(4, 7, 1), "Greylisted, come back later")
        let bench = try await Bench(Self.replies(["bob": reply]))
        for (earlier, isRelayed) in [(0, false), (1, false), (2, true)] {
            let result = try await bench.agent.attempt(to: ["bob@receiver.test"], earlierAttempts: earlier)
            #expect(result.outcomes.map(\.kind) == [isRelayed ? .delivered : .deferred], "\(earlier)")
        }
        await bench.destination.stop()
        let result = try await bench.agent.attempt(to: ["bob@receiver.test"])
        #expect(result.outcomes.map(\.kind) == [.delivered])
        #expect(result.signal == .unreachable)
        await bench.relay.stop()
    }

    @Test("never does so where a host could not prove what is demanded, whatever the next one does")
    func demands() async throws {
        let relay = try await Receiver()
        let bench = try await SecurityBench(
            relay: RelayHost(host: try MailHost("[127.0.0.1]"), port: relay.port, security: .none)
        ) { port in
            """
            $ORIGIN test.
            $SECURE signed
            d.signed                MX 10 a.d.signed
                                    MX 20 gone.d.signed
            a.d.signed              A 127.0.0.1
            gone.d.signed           A 127.0.0.9
            _\(port)._tcp.a.d.signed TLSA 3 0 1 \(String(repeating: "0a", count: 32))
            """
        }
        let outcome = try #require(try await bench.deliver(to: "bob@d.signed.test"))
        #expect(outcome.kind == .deferred && outcome.errorClass == .security)
        #expect(relay.connectionCount == 0)
        await bench.stop()
        await relay.stop()
    }

    @Test("waits where the queue has given the relay what the relay cannot take at all")
    func unfit() async throws {
        let bench = try await Bench { _ in .accept }
        // The relay does not offer SMTPUTF8.
        let result = try await bench.agent.attempt(to: ["b\u{F8}b@receiver.test"], way: .overflow)
        #expect(result.outcomes.map(\.kind) == [.deferred])
        #expect(result.outcomes.first?.detail?.contains("by way of the relay") == true)
        #expect(bench.destination.connectionCount == 0)
        await bench.stop()
    }

    @Test("fails where the queue has given the relay a message that no host may get")
    func malformed() async throws {
        let bench = try await Bench { _ in .accept }
        let content = Array("From: <ada@sender.test>\r\n\r\na bare\nline feed\r\n".utf8)
        let result = try await bench.agent.attempt(to: ["bob@receiver.test"], content: content, way: .overflow)
        #expect(result.outcomes.map(\.kind) == [.failed])
        #expect(bench.relay.messages.isEmpty)
        await bench.stop()
    }

    @Test("never does so for a message that may have been taken")
    func ambiguous() async throws {
        let bench = try await Bench { question in
            if case .message = question { .drop } else { .accept }
        }
        let result = try await bench.agent.attempt(to: ["bob@receiver.test"])
        #expect(result.outcomes.map(\.isAmbiguous) == [true])
        #expect(bench.relay.connectionCount == 0)
        await bench.stop()
    }

    @Test("waits where the relay is down, and fails where the relay refuses the recipient; both answers are told")
    func relayTrouble() async throws {
        let refusing = try await Bench(
            relayed: Self.replies(["bob": SMTPReply(550, EnhancedStatusCode(5, 1, 1), "No such user there")]),
            Self.replies(["bob": Self.blockPage]))
        let refused = try await refusing.agent.attempt(to: ["bob@receiver.test"])
        #expect(refused.outcomes.map(\.kind) == [.failed])
        #expect(refused.outcomes.first?.reply.description.contains("No such user there") == true)
        await refusing.relay.stop()
        let down = try await refusing.agent.attempt(to: ["bob@receiver.test"])
        #expect(down.outcomes.map(\.kind) == [.deferred])
        #expect(down.outcomes.first?.detail?.contains("zen.spamhaus.org") == true)
        guard case .blocked = down.signal else {
            Issue.record("\(down)")
            return
        }
        await refusing.destination.stop()
    }
}
