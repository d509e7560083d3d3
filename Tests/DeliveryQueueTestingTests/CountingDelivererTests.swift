import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite("A deliverer that counts") struct CountingDelivererTests {
    /// What is expected of a step: whether the record is awaited, what is counted, and what comes back.
    struct Expectation: Sendable {
        var step: CountingDeliverer.Step
        var deliveries: Int
        var kind: DeliveryOutcome.Kind
        var isAmbiguous = false
        var crash: CountingDeliverer.CrashPoint?
        var awaitsRecord = true
    }

    @Test(
        "Each step is counted as it happens",
        arguments: [
            Expectation(step: .take, deliveries: 1, kind: .delivered),
            Expectation(step: .defer, deliveries: 0, kind: .deferred),
            Expectation(step: .refuse, deliveries: 0, kind: .failed),
            Expectation(step: .loseReply, deliveries: 1, kind: .deferred, isAmbiguous: true),
            Expectation(
                step: .crash(.beforeRecord), deliveries: 0, kind: .deferred, crash: .beforeRecord, awaitsRecord: false),
            Expectation(step: .crash(.afterRecord), deliveries: 0, kind: .deferred, crash: .afterRecord),
            Expectation(step: .crash(.afterTaking), deliveries: 1, kind: .deferred, crash: .afterTaking),
        ])
    func steps(_ expected: Expectation) async throws {
        let seen = Seen()
        let deliverer = CountingDeliverer(script: { _, _ in expected.step }, crash: { await seen.crashed($0) })
        let message = try TrialMessages.message(1)
        let attempt = DeliveryAttempt(message: message, recipients: [0], content: [1], site: "example.test") {
            await seen.recorded()
            return true
        }
        let outcomes = Self.outcomes(await deliverer.deliver(attempt))
        #expect(outcomes.map(\.kind) == [expected.kind])
        #expect(outcomes.map(\.isAmbiguous) == [expected.isAmbiguous])
        let place = RecipientPlace(message: message.id, recipient: 0)
        #expect(await deliverer.deliveries[place] ?? 0 == expected.deliveries)
        #expect(await seen.crash == expected.crash)
        #expect(await seen.isRecorded == expected.awaitsRecord)
    }

    @Test("Nothing is delivered when the attempt cannot be recorded") func unrecorded() async throws {
        let deliverer = CountingDeliverer()
        let attempt = DeliveryAttempt(
            message: try TrialMessages.message(1), recipients: [0], content: [], site: "example.test"
        ) { false }
        #expect(Self.outcomes(await deliverer.deliver(attempt)).map(\.kind) == [.deferred])
        #expect(await deliverer.deliveries.isEmpty)
    }

    @Test("Where a recipient belongs elsewhere nothing is tried and nothing counted") func rerouting() async throws {
        let deliverer = CountingDeliverer(routing: { $0.site == "mx.test" ? nil : "mx.test" })
        let message = try TrialMessages.message(1)
        for (site, mayReroute, expected) in [
            ("a.test", true, "mx.test"), ("a.test", false, nil), ("mx.test", true, nil),
        ] {
            let attempt = DeliveryAttempt(
                message: message, recipients: [0], content: [1], site: site, mayReroute: mayReroute
            ) { true }
            switch await deliverer.deliver(attempt) {
            case .rerouted(let site): #expect(site == expected)
            case .settled(let outcomes, let signal):
                #expect(expected == nil)
                #expect(outcomes.map(\.kind) == [.delivered])
                #expect(signal == .success)
            case .notTried: Issue.record("not tried")
            }
        }
        #expect(await deliverer.deliveries.values.reduce(0, +) == 2)
    }

    private static func outcomes(_ result: AttemptResult) -> [DeliveryOutcome] {
        guard case .settled(let outcomes, _) = result else { return [] }
        return outcomes
    }

    private actor Seen {
        var crash: CountingDeliverer.CrashPoint?
        var isRecorded = false

        func crashed(_ point: CountingDeliverer.CrashPoint) { crash = point }
        func recorded() { isRecorded = true }
    }
}
