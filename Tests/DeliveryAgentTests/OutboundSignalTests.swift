import DeliveryAgent
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("What an attempt says of its path", .timeLimit(.minutes(15)))
struct OutboundSignalTests {
    /// Attempts at a host that answers every recipient, and the connection itself, by these.
    private func attempt(
        to recipients: [String] = ["bob@receiver.test"], isRecorded: Bool = true,
        _ rules: @escaping Receiver.Rules
    ) async throws -> AttemptResult {
        let receiver = try await Receiver(rules: rules)
        let result = try await AgentBench(port: receiver.port).attempt(to: recipients, isRecorded: isRecorded)
        await receiver.stop()
        return result
    }

    @Test("is nothing but success where recipients are judged one by one")
    func judged() async throws {
        let result = try await attempt(to: ["no@receiver.test", "full@receiver.test", "grey@receiver.test"]) {
            guard case .recipient(let recipient) = $0 else { return .accept }
            return switch recipient.mailbox.localPart {
            case "no": .reply(550, .init(5, 1, 1), "no such user")
            case "full": .reply(452, .init(4, 2, 2), "over quota")
            default: .reply(451, .init(4, 7, 1), "Greylisted, try again in 5 minutes")
            }
        }
        #expect(result.outcomes.map(\.kind) == [.failed, .deferred, .deferred])
        #expect(result.outcomes.map(\.errorClass) == [.other, .mailbox, .greylisted])
        #expect(result.outcomes.map(\.retryAfter) == [nil, nil, .seconds(300)])
        #expect(result.signal == .success)
    }

    @Test("is that the host wants less where it says so of one recipient")
    func throttled() async throws {
        let result = try await attempt(to: ["ada@receiver.test", "bob@receiver.test"]) {
            guard case .recipient(let recipient) = $0, recipient.mailbox.localPart == "bob" else { return .accept }
            return .reply(450, .init(4, 7, 1), "rate limited, retry after 90 seconds")
        }
        #expect(result.outcomes.map(\.kind) == [.delivered, .deferred])
        #expect(result.signal == .throttled(retryAfter: .seconds(90)))
    }

    @Test("is that we are refused where our address is, and no recipient fails by that", arguments: [true, false])
    func blocked(isAtConnection: Bool) async throws {
        let result = try await attempt {
            switch $0 {
            case .connect where isAtConnection: .reply(554, nil, "192.0.2.1 is on a block list")
            case .recipient: .reply(554, .init(5, 7, 1), "Client host [192.0.2.1] blocked using zen.spamhaus.org")
            default: .accept
            }
        }
        #expect(result.outcomes.map(\.kind) == [.deferred])
        #expect(result.outcomes.map(\.errorClass) == [.blocked])
        guard case .blocked(let text) = result.signal else {
            Issue.record("\(result)")
            return
        }
        #expect(text.contains("192.0.2.1"))
    }

    @Test("is that the site cannot be reached only where no host has opened a session")
    func unreachable() async throws {
        let first = try await Receiver { _ in .drop }
        let bench = try AgentBench(port: first.port)
        let result = try await bench.attempt(to: ["bob@receiver.test"])
        #expect(result.outcomes.map(\.errorClass) == [.unreachable])
        #expect(result.signal == .unreachable)
        let second = try await Receiver(host: "127.0.0.2", port: first.port) {
            if case .mail = $0 { .drop } else { .accept }
        }
        let later = try await bench.attempt(to: ["bob@receiver.test"])
        #expect(later.outcomes.map(\.errorClass) == [.other])
        #expect(later.signal == PathSignal.none)
        await first.stop()
        await second.stop()
    }

    @Test("keeps what a host has said though the next one says nothing")
    func rememberedWords() async throws {
        let receiver = try await Receiver { _ in .reply(421, nil, "too many connections, try again in 2 minutes") }
        let result = try await AgentBench(port: receiver.port).attempt(to: ["bob@receiver.test"])
        #expect(result.outcomes.map(\.errorClass) == [.throttled])
        #expect(result.outcomes.map(\.retryAfter) == [.seconds(120)])
        #expect(result.outcomes.first?.host?.hasPrefix("a.receiver.test") == true)
        #expect(result.signal == .throttled(retryAfter: .seconds(120)))
        await receiver.stop()
    }

    @Test("is nothing where TLS is not to be had, or we may not finish")
    func nothing() async throws {
        let unrecorded = try await attempt(isRecorded: false) { _ in .accept }
        #expect(unrecorded.outcomes.map(\.errorClass) == [.local])
        #expect(unrecorded.signal == PathSignal.none)
        let receiver = try await Receiver()
        let relay = RelayHost(
            host: .domain(try DomainName("a.receiver.test")), port: receiver.port,
            security: .startTLSRequired(try .verified()))
        let insecure = try await AgentBench(port: 1, relay: relay).attempt(to: ["bob@receiver.test"])
        #expect(insecure.outcomes.map(\.errorClass) == [.security])
        #expect(insecure.signal == PathSignal.none)
        await receiver.stop()
    }

    @Test("is nothing where the attempt was cancelled")
    func cancelled() async throws {
        let (arrived, arrive) = AsyncStream.makeStream(of: Void.self)
        let receiver = try await Receiver {
            guard case .mail = $0 else { return .accept }
            arrive.finish()
            return .later {
                let (never, end) = AsyncStream.makeStream(of: Never.self)
                for await _ in never {}
                withExtendedLifetime(end) {}
                return .accept
            }
        }
        let bench = try AgentBench(port: receiver.port)
        let running = Task { try await bench.attempt(to: ["bob@receiver.test"]) }
        for await _ in arrived {}
        running.cancel()
        let result = try await running.value
        #expect(result.outcomes.map(\.kind) == [.deferred])
        #expect(result.outcomes.map(\.errorClass) == [.local])
        #expect(result.signal == PathSignal.none)
        await receiver.stop()
    }
}
