import DeliveryAgent
import DeliveryQueue
import DeliveryQueueTesting
import MXResolver
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("What an agent tells of attempts", .timeLimit(.minutes(15)))
struct AttemptObserverTests {
    @Test("is what was done at each host, and what became of each recipient")
    func trials() async throws {
        let receiver = try await Receiver(host: "127.0.8.1") { question in
            guard case .recipient(let recipient) = question, recipient.mailbox.localPart == "eve" else {
                return .accept
            }
            return .reply(550, .init(5, 1, 1), "No such user")
        }
        let (listener, clock) = (AttemptListener(), ManualClock())
        let bench = try RouteBench(
            .direct(port: receiver.port, tls: try SMTPClientTLS.opportunistic()),
            RouteBench.Parts(clock: clock, preference: .ipv4Only, attempts: listener))
        var mail = RouteBench.Mail(recipients: ["bob@two.test", "eve@two.test"])
        let result = try await bench.attempt(mail)
        #expect(result.outcomes.map(\.kind) == [.delivered, .failed])
        let report = try #require(listener.reports.first)
        #expect(listener.reports.count == 1)
        #expect(report.message == MessageID(number: 1) && report.recipients == [0, 1])
        #expect(report.site == "test" && report.source == "default")
        #expect(report.way == .usual && report.rule == nil)
        #expect(report.began == clock.now() && report.routing == .zero)
        #expect(report.outcomes == result.outcomes)
        let (gone, there) = (try #require(report.trials.first), try #require(report.trials.last))
        #expect(report.trials.count == 2)
        #expect(gone.host == "two.test [127.0.8.9]:\(receiver.port)")
        #expect(gone.outcomes.map(\.errorClass) == [.unreachable, .unreachable])
        #expect(gone.opening.connect != nil && gone.transaction == SMTPStageTimings())
        #expect(gone.tlsVersion == nil && !gone.isReused && !gone.isFallback)
        #expect(there.host == "mx.receiver.test [127.0.8.1]:\(receiver.port)")
        #expect(there.outcomes == result.outcomes)
        #expect(there.tlsVersion == "TLSv1.3" && !there.isReused && !there.isFallback)
        #expect(there.opening.connect != nil && there.opening.startTLS != nil && there.transaction.finalDot != nil)
        // The connection is kept, and there was no opening.
        (mail.recipients, mail.number) = (["bob@receiver.test"], 2)
        _ = try await bench.attempt(mail)
        let second = try #require(listener.reports.last?.trials.first)
        #expect(second.isReused && second.tlsVersion == "TLSv1.3")
        #expect(second.opening == SMTPStageTimings() && second.transaction.finalDot != nil)
        await bench.stop()
        await receiver.stop()
    }

    @Test("has the relay that took what the hosts did not")
    func fallback() async throws {
        let relay = try await Receiver(host: "127.0.8.2")
        let (listener, relays) = (AttemptListener(), [try RouteBench.relay(port: relay.port)])
        let bench = try RouteBench(.direct(port: relay.port, tls: nil), RouteBench.Parts(attempts: listener)) {
            ($0.relays, $0.fallsBack) = (relays, true)
        }
        let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@dead.test"]))
        let report = try #require(listener.reports.last)
        #expect(report.trials.map(\.isFallback) == [false, true])
        #expect(report.trials.map { $0.outcomes.map(\.kind) } == [[.deferred], [.delivered]])
        #expect(report.outcomes == result.outcomes)
        #expect(report.outcomes.map(\.way) == [.overflow])
        var mail = RouteBench.Mail()
        mail.way = .overflow
        _ = try await bench.attempt(mail)
        #expect(listener.reports.last?.way == .overflow)
        await bench.stop()
        await relay.stop()
    }

    @Test("has the rule of the route")
    func rule() async throws {
        let relay = try await Receiver(host: "127.0.8.2")
        let listener = AttemptListener()
        let route = DeliveryRoute.relay([try RouteBench.relay(port: relay.port)])
        let bench = try RouteBench(
            .direct(port: 1, tls: nil), rules: [RouteRule(name: "shop", route: route)],
            RouteBench.Parts(attempts: listener))
        _ = try await bench.attempt()
        #expect(listener.reports.map(\.rule) == ["shop"])
        await bench.stop()
        await relay.stop()
    }

    @Test("has attempts without a host, and nothing where nothing was attempted")
    func noHost() async throws {
        let listener = AttemptListener()
        let bench = try RouteBench(.direct(port: 1, tls: nil), RouteBench.Parts(attempts: listener))
        let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@absent.test"]))
        #expect(listener.reports.map(\.trials.isEmpty) == [true])
        #expect(listener.reports.map(\.outcomes) == [result.outcomes])
        #expect(result.outcomes.map(\.kind) == [.failed])
        let rerouted = try await bench.attempt(RouteBench.Mail(mayReroute: true))
        #expect(rerouted.otherSite == "mx.receiver.test")
        #expect(listener.reports.count == 1)
    }

    @Test("stands in the outcome as well where that is wished", arguments: [true, false])
    func tellsTimings(isTold: Bool) async throws {
        let receiver = try await Receiver(host: "127.0.8.1")
        let bench = try RouteBench(.direct(port: receiver.port, tls: nil)) { $0.tellsTimings = isTold }
        let result = try await bench.attempt()
        let detail = try #require(result.details.first ?? nil)
        #expect(detail.hasPrefix("in the clear, in ") == isTold, "\(detail)")
        #expect(isTold || detail == "in the clear")
        let dead = try await bench.attempt(RouteBench.Mail(recipients: ["bob@dead.test"]))
        let failed = try #require(dead.details.first ?? nil)
        #expect(failed.hasPrefix("at connecting, in ") == isTold && failed.hasPrefix("at connecting"), "\(failed)")
        await bench.stop()
        await receiver.stop()
    }
}
