import DKIM
import DeliveryAgent
import DeliveryQueue
import MXResolver
import MXResolverTesting
import MailAddressing
import MailCryptography
import SMTPProtocol
import SMTPTransport
import Testing

@Suite struct OutboundAgentTests {
    @Test func aMessageIsDeliveredOverTLSAndTheOutcomeSaysWhere() async throws {
        let receiver = try await Receiver()
        let bench = try AgentBench(port: receiver.port, tls: try .opportunistic())
        let outcomes = try await bench.deliver(to: "bob@receiver.test")
        #expect(outcomes.map(\.kind) == [.delivered])
        #expect(outcomes.first?.host == "a.receiver.test [127.0.0.1]:\(receiver.port)")
        #expect(outcomes.first?.detail == "over TLSv1.3")
        #expect(receiver.messages.first?.content == AgentBench.content)
        await receiver.stop()
    }

    @Test func whenTheFirstHostRefusesTheSessionTheSecondGetsTheMessage() async throws {
        let first = try await Receiver { _ in .reply(554, .init(5, 7, 1), "we do not like your address") }
        let second = try await Receiver(host: "127.0.0.2", port: first.port)
        let bench = try AgentBench(port: first.port)
        #expect(try await bench.deliver(to: "bob@receiver.test").map(\.kind) == [.delivered])
        #expect(first.connectionCount == 1)
        await first.stop()
        await second.stop()
    }

    @Test func aRefusalOfTheSessionEverywhereIsNoRefusalOfTheRecipient() async throws {
        let receiver = try await Receiver { _ in .reply(554, .init(5, 7, 1), "we do not like your address") }
        let bench = try AgentBench(port: receiver.port)
        let outcomes = try await bench.deliver(to: "bob@receiver.test")
        #expect(outcomes.map(\.kind) == [.deferred])
        await receiver.stop()
    }

    @Test func eachRecipientHasItsOwnOutcomeAndAnotherHostIsNotAskedAboutARefusal() async throws {
        let first = try await Receiver { question in
            guard case .recipient(let recipient) = question else { return .accept }
            return switch recipient.mailbox.localPart {
            case "nobody": .reply(550, .init(5, 1, 1), "no such user")
            case "full": .reply(452, .init(4, 2, 2), "over quota")
            default: .accept
            }
        }
        let second = try await Receiver(host: "127.0.0.2", port: first.port)
        let bench = try AgentBench(port: first.port)
        let outcomes = try await bench.deliver(
            to: "nobody@receiver.test", "bob@receiver.test", "full@receiver.test")
        #expect(outcomes.map(\.kind) == [.failed, .delivered, .deferred])
        #expect(outcomes.map(\.reply.description).first == "550 5.1.1 no such user")
        #expect(first.messages.first?.recipients == ["bob@receiver.test"])
        #expect(second.connectionCount == 0)
        await first.stop()
        await second.stop()
    }

    @Test func aConnectionLostAfterTheFinalDotIsAmbiguousAndNotTriedElsewhere() async throws {
        let first = try await Receiver { question in
            if case .message = question { .drop } else { .accept }
        }
        let second = try await Receiver(host: "127.0.0.2", port: first.port)
        let bench = try AgentBench(port: first.port)
        let outcomes = try await bench.deliver(to: "bob@receiver.test")
        #expect(outcomes.map(\.kind) == [.deferred])
        #expect(outcomes.first?.detail?.hasPrefix("ambiguous") == true)
        #expect(outcomes.map(\.isAmbiguous) == [true])
        #expect(second.connectionCount == 0)
        await first.stop()
        await second.stop()
    }

    @Test func anAttemptThatCannotBeRecordedIsNotFinished() async throws {
        let receiver = try await Receiver()
        let bench = try AgentBench(port: receiver.port)
        let outcomes = try await bench.deliver(to: "bob@receiver.test", isRecorded: false)
        #expect(outcomes.map(\.kind) == [.deferred])
        await receiver.stop()
        #expect(receiver.messages.isEmpty)
    }

    @Test(arguments: [
        ("bob@nothing.test", DeliveryOutcome.Kind.failed, "556 5.1.10"),
        ("bob@absent.test", .failed, "550 5.1.2"), ("bob@nohost.test", .failed, "550 5.4.4"),
        ("bob@broken.test", .deferred, "451 4.4.3"), ("bob@late.test", .deferred, "451 4.4.3"),
    ])
    func whatTheDNSSaysDecidesWhetherItBouncesOrWaits(
        recipient: String, kind: DeliveryOutcome.Kind, reply: String
    ) async throws {
        let bench = try AgentBench(port: 9)
        bench.zone.fail(try DomainName("broken.test"), with: .serverFailure)
        bench.zone.fail(try DomainName("late.test"), with: .timeout)
        let outcomes = try await bench.deliver(to: recipient)
        #expect(outcomes.map(\.kind) == [kind])
        #expect(outcomes.first?.reply.description.hasPrefix(reply) == true, "\(outcomes)")
        #expect(outcomes.first?.isRemoteReply == false)
    }

    @Test func aRelayGetsEverythingAndItsAbsenceIsNoWordOnTheRecipient() async throws {
        let receiver = try await Receiver()
        let address = try #require(IPAddress("127.0.0.1"))
        let relay = RelayHost(host: .literal(address), port: receiver.port, security: .none)
        let bench = try AgentBench(port: 1, relay: relay)
        #expect(try await bench.deliver(to: "bob@absent.test").map(\.kind) == [.delivered])
        await receiver.stop()
        let gone = RelayHost(host: .domain(try DomainName("absent.test")), port: 25, security: .none)
        #expect(try await AgentBench(port: 1, relay: gone).deliver(to: "bob@receiver.test").map(\.kind) == [.deferred])
    }

    @Test func whatIsSignedIsWhatArrives() async throws {
        let key = try PrivateKey.generate(.rsa(bits: 1_024))
        let domain = try DomainName("sender.test")
        let signer = MessageSigner([try DKIMSigner(domain: domain, selector: "s1", key: key)])
        let receiver = try await Receiver()
        let bench = try AgentBench(port: receiver.port, signer: signer)
        _ = try await bench.deliver(to: "bob@receiver.test")
        let arrived = try #require(receiver.messages.first?.content)
        #expect(Array(arrived.suffix(AgentBench.content.count)) == AgentBench.content)
        let zone = try ZoneResolver(
            parsing: DKIMKeyRecord.zoneLine(for: key.publicKey, at: try DomainName("s1._domainkey.sender.test")))
        let verdicts = await DKIMVerifier(keys: zone).verify(arrived, at: SystemQueueClock().now().seconds)
        #expect(verdicts.map(\.result) == [.pass])
        await receiver.stop()
    }

    @Test(arguments: [
        "From: ada@sender.test\r\nX: a\nFrom: eve@other.test\r\n\r\nx\r\n", "no field\r\n\r\nx\r\n",
    ])
    func aMessageThatNoKeyCanSignFailsAtOnceAndIsNotSent(text: String) async throws {
        let key = try PrivateKey.generate(.ed25519)
        let signer = MessageSigner([try DKIMSigner(domain: "sender.test", selector: "s1", key: key)])
        let receiver = try await Receiver()
        let bench = try AgentBench(port: receiver.port, signer: signer)
        let outcomes = try await bench.deliver(to: "bob@receiver.test", content: Array(text.utf8))
        #expect(outcomes.map(\.kind) == [.failed])
        #expect(outcomes.first?.reply.code == 554)
        #expect(receiver.messages.isEmpty)
        await receiver.stop()
    }
}
