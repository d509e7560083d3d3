import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueExplainingTests {
    private let clock = ManualClock()

    private func only(_ bench: QueueBench, _ id: MessageID) async throws -> RecipientExplanation {
        let all = try await bench.queue.explain(id)
        #expect(all.count == 1)
        return try #require(all.first)
    }

    @Test func whatWaitsForItsNextAttemptSaysWhenThatIs() async throws {
        let bench = try await QueueBench(clock: clock) { _, _ in ScriptedDeliverer.deferral("451 4.7.1 later") }
        let id = try await bench.submit(to: "ada@x.test")
        #expect(try await only(bench, id).next.hasPrefix("it is tried when deliveries begin"))
        try await bench.queue.resume()
        try await bench.wait { try await bench.kinds(id).last == .deferred }
        try await bench.wait { await bench.isAtRest }
        let due = clock.now() + .seconds(300)
        let explanation = try await only(bench, id)
        #expect(explanation.nextAt == due)
        #expect(explanation.next.hasPrefix("attempt 2 is due at \(due); it is given up at"))
        #expect(explanation.lastReply == "451 4.7.1 later")
        #expect(explanation.attempts == 1 && explanation.site == "x.test" && explanation.limits.isEmpty)
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        #expect(try await only(bench, id).next.contains("if it is no longer held up then"))
    }

    @Test func whatIsHeldUpSaysByWhatAndWhatWouldLiftIt() async throws {
        let bench = try await QueueBench(clock: clock)
        try await bench.queue.resume()
        let end = clock.now() + .seconds(3_600)
        try await bench.queue.suspend(.site("x.test"), for: .seconds(3_600), because: "maintenance")
        let id = try await bench.submit(to: "ada@x.test")
        await bench.settleDown()
        let explanation = try await only(bench, id)
        #expect(explanation.limits.map(\.kind) == [.suspension])
        #expect(explanation.nextAt == end)
        #expect(explanation.next.hasPrefix("it is due and held up: "))
        #expect(explanation.next.contains("maintenance"))
        let report = await bench.queue.explain(site: "X.test")
        #expect(report.site == "x.test" && report.ready == 1)
        #expect(report.limits.contains { $0.kind == .suspension && $0.isLimiting })
        let overview = await bench.queue.overview()
        #expect(overview.map(\.site) == ["x.test"])
        #expect(overview.first?.isHeldUp == true)
    }

    @Test func whatASuspendedSenderSentSaysSo() async throws {
        let bench = try await QueueBench(clock: clock)
        try await bench.queue.resume()
        try await bench.queue.suspend(.sender("@example.test"), because: "abuse")
        let id = try await bench.submit(to: "ada@x.test")
        await bench.settleDown()
        let explanation = try await only(bench, id)
        #expect(explanation.next.contains("the sender is suspended"))
        #expect(explanation.next.contains("abuse (an operator), lifted by somebody who resumes it"))
        #expect(explanation.nextAt == nil)
    }

    @Test func whatIsHeldOrUnderWaySaysSo() async throws {
        let gate = GatedDeliverer()
        let bench = try await QueueBench(clock: clock, through: gate)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.wait { await gate.begun == 1 }
        #expect(try await only(bench, id).next.hasPrefix("an attempt is "))
        await gate.open()
        try await bench.wait { try await bench.states(id) == [.delivered] }
        #expect(try await bench.queue.explain(id).isEmpty)
        #expect(try await bench.queue.explain(MessageID(number: 42)).isEmpty)
        let held = try await QueueBench(clock: clock)
        let other = try await held.submit(to: "ada@x.test")
        try await held.queue.hold([other], because: "looks odd")
        #expect(try await only(held, other).next == "it waits until somebody releases or cancels it")
    }

    @Test func aDomainIsExplainedByTheSiteThatItsMailGoesTo() async throws {
        let bench = try await QueueBench(
            clock: clock, routing: { $0.site == "mx.provider.test" ? nil : "mx.provider.test" })
        try await bench.queue.resume()
        _ = try await bench.submit(to: "ada@a.test")
        try await bench.runUntil { await bench.deliverer.delivered.count == 1 }
        #expect(await bench.queue.explain(site: "a.test").site == "mx.provider.test")
        try await bench.queue.suspend(.site("a.test"), because: "maintenance")
        let id = try await bench.submit(to: "ada@a.test", "ada@b.test")
        try await bench.runUntil { try await bench.states(id) == [.queued, .delivered] }
        #expect(await bench.queue.explain(site: "A.test").limits.contains { $0.numbers.hasPrefix("the domain is") })
        #expect(try await only(bench, id).next.contains("the domain is suspended"))
    }
}
