import DeliveryAgent
import DeliveryQueue
import MXResolver
import MXResolverTesting
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("The site that an attempt belongs to", .timeLimit(.minutes(15)))
struct OutboundSiteTests {
    private func relay(at port: Int, host: String = "127.0.0.1") throws -> RelayHost {
        RelayHost(host: .literal(try #require(IPAddress(host))), port: port, security: .none)
    }

    @Test(
        "is that of all mail hosts, and nothing is tried for another one",
        arguments: [
            ("bob@receiver.test", "a,b.receiver.test"), ("bob@cloned.test", "a,b.receiver.test"),
            ("bob@itself.test", "itself.test"), ("bob@[127.0.0.1]", "[127.0.0.1]"),
        ])
    func rerouted(recipient: String, site: String) async throws {
        let receiver = try await Receiver()
        let bench = try AgentBench(port: receiver.port)
        let domain = try Mailbox(recipient).host.description
        if domain != site {
            let rerouted = try await bench.attempt(to: [recipient], site: domain, mayReroute: true)
            #expect(rerouted.otherSite == site)
            #expect(receiver.connectionCount == 0)
        }
        for mayReroute in [true, false] {
            let result = try await bench.attempt(to: [recipient], site: site, mayReroute: mayReroute)
            #expect(result.outcomes.map(\.kind) == [.delivered])
            #expect(result.signal == .success)
        }
        #expect(receiver.messages.count == 2)
        await receiver.stop()
    }

    @Test("may be wrong where it must not be told")
    func wrong() async throws {
        let receiver = try await Receiver()
        let bench = try AgentBench(port: receiver.port)
        let result = try await bench.attempt(to: ["bob@receiver.test"], site: "elsewhere.test", mayReroute: false)
        #expect(result.outcomes.map(\.kind) == [.delivered])
        await receiver.stop()
    }

    @Test("is none where no host is known, and the DNS is to blame", arguments: ["broken.test", "late.test"])
    func unknown(domain: String) async throws {
        let bench = try AgentBench(port: 9)
        bench.zone.fail(try DomainName("broken.test"), with: .serverFailure)
        bench.zone.fail(try DomainName("late.test"), with: .timeout)
        let result = try await bench.attempt(to: ["bob@\(domain)"], site: "elsewhere.test", mayReroute: true)
        #expect(result.outcomes.map(\.errorClass) == [.resolution])
        #expect(result.signal == PathSignal.none)
    }

    @Test("is the relay's where everything goes to a relay, without a look-up")
    func relayed() async throws {
        let receiver = try await Receiver()
        let bench = try AgentBench(port: 1, relay: try relay(at: receiver.port))
        let site = "[127.0.0.1]:\(receiver.port)"
        let first = try await bench.attempt(to: ["bob@receiver.test"], site: "receiver.test", mayReroute: true)
        #expect(first.otherSite == site)
        #expect(bench.zone.questions.isEmpty)
        let second = try await bench.attempt(to: ["bob@receiver.test"], site: site, mayReroute: true)
        #expect(second.outcomes.map(\.kind) == [.delivered])
        await receiver.stop()
        let gone = RelayHost(host: .domain(try DomainName("absent.test")), port: 25, security: .none)
        let lost = try await AgentBench(port: 1, relay: gone).attempt(to: ["bob@receiver.test"])
        #expect(lost.outcomes.map(\.errorClass) == [.local])
        #expect(lost.signal == PathSignal.none)
    }

    @Test("is not asked for where the overflow relay takes the message")
    func overflow() async throws {
        let (receiver, other) = (try await Receiver(), try await Receiver())
        let bench = try AgentBench(port: other.port, relays: [try relay(at: receiver.port)])
        let source = DeliverySource(
            name: "new", address: IPAddress("::1"), helloName: "new.sender.test")
        let result = try await bench.attempt(
            to: ["bob@absent.test"], site: "elsewhere.test", mayReroute: true, source: source, way: .overflow)
        #expect(result.outcomes.map(\.kind) == [.delivered])
        // The relay knows nothing of the source, which has no way to it.
        #expect(receiver.peers == [.init(address: "127.0.0.1", hello: "mail.sender.test")])
        #expect(other.connectionCount == 0)
        await receiver.stop()
        await other.stop()
    }

    @Test("does not matter where there is no overflow relay: the message waits")
    func noOverflow() async throws {
        let bench = try AgentBench(port: 1)
        let result = try await bench.attempt(to: ["bob@receiver.test"], mayReroute: true, way: .overflow)
        #expect(result.outcomes.map(\.kind) == [.deferred])
        #expect(result.outcomes.map(\.errorClass) == [.local])
        #expect(result.outcomes.map(\.isRemoteReply) == [false])
        #expect(result.signal == PathSignal.none)
    }
}
