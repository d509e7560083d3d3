import DeliveryQueue
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@testable import DeliveryAgent

@Suite("The metrics of attempts")
struct AttemptMetricsTests {
    private let factory = CountingMetrics()

    private static func outcome(_ kind: DeliveryOutcome.Kind) -> DeliveryOutcome {
        DeliveryOutcome(kind, reply: SMTPReply(250, nil, "x"), isRemoteReply: true)
    }

    private static func report(_ way: DeliveryWay, _ trials: [AttemptReport.Trial]) -> AttemptReport {
        AttemptReport(
            message: MessageID(number: 1), recipients: [0], site: "test", source: "default", way: way, rule: nil,
            began: WallTime(milliseconds: 0), routing: .milliseconds(7), trials: trials, outcomes: [])
    }

    private static func trials() -> [AttemptReport.Trial] {
        var direct = AttemptTimingTests.trial([\.connect: 20, \.hello: 3], [\.mail: 5])
        direct.outcomes = [outcome(.deferred), outcome(.deferred), outcome(.failed)]
        var relay = AttemptTimingTests.trial([:], [\.mail: 6, \.finalDot: 30])
        (relay.outcomes, relay.isRelay) = ([outcome(.delivered)], true)
        return [direct, relay]
    }

    @Test("count what became of recipients at each host, by the way")
    func counts() {
        AttemptMetrics(factory: factory).attempted(Self.report(.usual, Self.trials()))
        #expect(
            factory.counts == [
                "waxwing_attempts way=direct outcome=deferred": 2, "waxwing_attempts way=direct outcome=failed": 1,
                "waxwing_attempts way=direct outcome=delivered": 0, "waxwing_attempts way=relay outcome=delivered": 1,
                "waxwing_attempts way=relay outcome=deferred": 0, "waxwing_attempts way=relay outcome=failed": 0,
            ])
    }

    @Test("time the stages that were reached, at each host")
    func times() {
        AttemptMetrics(factory: factory).attempted(Self.report(.usual, Self.trials()))
        func name(_ stage: String) -> String { "waxwing_attempt_stage stage=\(stage)" }
        #expect(
            factory.times == [
                name("routing"): [7_000_000], name("connect"): [20_000_000], name("hello"): [3_000_000],
                name("mail"): [5_000_000, 6_000_000], name("finalDot"): [30_000_000],
            ])
    }

    @Test("have a name for each stage")
    func stages() {
        let trial = AttemptTimingTests.trial(
            [\.connect: 1, \.greeting: 2, \.hello: 3, \.startTLS: 4, \.authentication: 5],
            [\.mail: 6, \.recipient: 7, \.data: 8, \.message: 9, \.finalDot: 10])
        AttemptMetrics(factory: factory).attempted(Self.report(.usual, [trial]))
        let names = [
            "connect", "greeting", "hello", "startTLS", "authentication", "mail", "recipient", "data", "message",
            "finalDot",
        ]
        for (index, name) in names.enumerated() {
            #expect(factory.times["waxwing_attempt_stage stage=\(name)"] == [Int64(index + 1) * 1_000_000], "\(name)")
        }
        #expect(factory.times.count == names.count + 1)
        #expect(factory.counts.values.allSatisfy { $0 == 0 })
    }

    @Test("time the search alone where no host was tried")
    func noTrial() {
        AttemptMetrics(factory: factory).attempted(Self.report(.usual, []))
        #expect(factory.counts.values.allSatisfy { $0 == 0 })
        #expect(factory.times == ["waxwing_attempt_stage stage=routing": [7_000_000]])
    }
}
