import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueSweepingTests {
    /// A recipient that only waits, and how long after its first attempt is due it is given up.
    struct Waiting: Sendable, CustomTestStringConvertible {
        var recipient: String
        var sender = "sender@example.test"
        var release: Int = 0
        var end: Int

        var testDescription: String { "\(sender) to \(recipient), \(release) s later" }
    }

    private let clock = ManualClock()

    /// Reports go through; the others are put off.
    private static let deferring: ScriptedDeliverer.Script = { mailbox, _ in
        mailbox.localPart == "sender" ? ScriptedDeliverer.success : ScriptedDeliverer.deferral("451 4.7.1 come again")
    }

    private static func schedule(expiry: Int) -> RetrySchedule {
        RetrySchedule(jitter: 0, expiry: .seconds(expiry), delayNotice: nil)
    }

    /// Begins deliveries; it is looked only when the test says so, as a look that the clock overtakes is one too late.
    private func begin(_ bench: QueueBench) async throws {
        try await bench.queue.resume()
        await bench.queue.stopSweeping()
    }

    /// Moves the clock on from look to look, up to a moment.
    private func look(_ bench: QueueBench, until end: WallTime) async {
        while clock.now() < end {
            clock.advance(by: MailQueue.sweepInterval)
            await bench.settleDown()
            await bench.queue.sweep()
            await bench.settleDown()
        }
    }

    private func times(
        _ kind: RecipientEvent.Kind, _ bench: QueueBench, _ id: MessageID, recipient: Int = 0
    ) async throws -> [WallTime] {
        try await bench.store.events(of: id).filter { $0.recipient == recipient && $0.event.kind == kind }
            .map(\.event.time)
    }

    @Test(arguments: [
        Waiting(recipient: "ada@x.test", end: 3_600),
        Waiting(recipient: "ada@x.test", sender: "", end: 3_600),
        Waiting(recipient: "ada@x.test", release: 86_400, end: 3_600),
        Waiting(recipient: "ada@moved.test", end: 7_200),
        Waiting(recipient: "ada@longer.test", end: 86_400),
        Waiting(recipient: "ada@other.test", end: 86_400),
        Waiting(recipient: "ada@other.test", release: 86_400, end: 86_400),
    ])
    func whatOnlyWaitsIsGivenUpByItsSitesScheduleAndSaysSo(waiting: Waiting) async throws {
        let rules = RetryRules(
            standard: Self.schedule(expiry: 86_400), classes: [.other: Self.schedule(expiry: 60)],
            sites: [
                .init("x.test", Self.schedule(expiry: 3_600)),
                .init("*.provider.test", Self.schedule(expiry: 7_200)),
                .init("longer.test", Self.schedule(expiry: 864_000)),
            ])
        let bench = try await QueueBench(
            clock: clock, rules: rules,
            routing: { $0.site == "moved.test" ? "mx.provider.test" : nil })
        try await begin(bench)
        // So that the domain's site is known.
        _ = try await bench.submit(from: "", to: waiting.recipient)
        try await bench.wait { await bench.deliverer.delivered.count == 1 }
        let host = try Mailbox(waiting.recipient).host.description
        try await bench.queue.suspend(.site(host == "moved.test" ? "mx.provider.test" : host), because: "maintenance")
        var submission = try QueueBench.submission(from: waiting.sender, to: [waiting.recipient])
        if waiting.release > 0 { submission.options.futureRelease = .after(seconds: waiting.release) }
        let end = clock.now() + .seconds(waiting.release + waiting.end)
        let id = try await bench.queue.submit(submission)
        let explanation = try #require(try await bench.queue.explain(id).first)
        #expect(explanation.expiresAt == end)
        #expect(explanation.next.hasSuffix("it is given up at \(end)"))
        await look(bench, until: end)
        #expect(try await bench.states(id) == [.expired])
        #expect(try await times(.expired, bench, id) == [end])
        #expect(try await times(.attemptBegan, bench, id).isEmpty)
    }

    @Test func whatTheLastAttemptMetCountsOnlyWhenAnAttemptEnds() async throws {
        let start = clock.now()
        let rules = RetryRules(
            standard: Self.schedule(expiry: 86_400), classes: [.other: Self.schedule(expiry: 3_600)])
        let bench = try await QueueBench(clock: clock, rules: rules, script: Self.deferring)
        try await begin(bench)
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.wait { try await bench.kinds(id).last == .deferred }
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        await look(bench, until: start + .seconds(7_200))
        #expect(try await bench.states(id) == [.queued])
        #expect(try await bench.queue.explain(id).first?.expiresAt == start + .seconds(86_400))
        try await bench.queue.resume(.site("x.test"))
        try await bench.wait { try await bench.states(id) == [.expired] }
    }

    @Test func anAttemptThatIsDueAfterTheEndIsTheLastOne() async throws {
        let start = clock.now()
        let store = MemoryQueueStore()
        let before = try await QueueBench(store: store, clock: clock, script: Self.deferring)
        try await before.queue.resume()
        let id = try await before.submit(to: "ada@x.test")
        try await before.wait { try await before.kinds(id).last == .deferred }
        await before.queue.drain()
        // The next attempt is due after 300 seconds; now a site gives up sooner.
        let rules = RetryRules(sites: [.init("x.test", Self.schedule(expiry: 60))])
        let bench = try await QueueBench(store: store, clock: clock, rules: rules, script: Self.deferring)
        try await bench.queue.resume()
        #expect(try await bench.queue.explain(id).first?.expiresAt == start + .seconds(300))
        try await bench.runUntil { try await bench.states(id) == [.expired] }
        #expect(try await times(.expired, bench, id) == [start + .seconds(300)])
        #expect(try await times(.attemptBegan, bench, id).count == 2)
    }

    @Test(arguments: [false, true], [nil, Duration.seconds(4 * 3_600)])
    func aDeadlineIsReportedInTimeAfterARestart(isTried: Bool, delayNotice: Duration?) async throws {
        let (store, start) = (MemoryQueueStore(), clock.now())
        // What was tried waits for its next attempt yet when it is first looked at after the restart.
        let retry = RetrySchedule(first: .seconds(6_000), jitter: 0, delayNotice: delayNotice)
        var bench = try await QueueBench(store: store, clock: clock, retry: retry, script: Self.deferring)
        try await begin(bench)
        if !isTried { try await bench.queue.suspend(.site("x.test"), because: "maintenance") }
        var submission = try QueueBench.submission(to: ["ada@x.test"])
        submission.options.deliverBy = DeliverBy(seconds: 7_200, mode: .notify)
        let id = try await bench.queue.submit(submission)
        if isTried { try await bench.wait { try await bench.kinds(id).last == .deferred } }
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        await look(bench, until: start + .seconds(3_600))
        await bench.queue.drain()
        bench = try await QueueBench(store: store, clock: clock, retry: retry, script: Self.deferring)
        try await begin(bench)
        await look(bench, until: start + .seconds(5 * 3_600))
        #expect(try await times(.delayReported, bench, id) == [start + .seconds(7_200)])
        #expect(try await times(.attemptBegan, bench, id).count == (isTried ? 1 : 0))
    }

    @Test(arguments: [false, true])
    func aDeadlineIsReportedForARecipientThatBeginsToWaitAfterOthers(isRestarted: Bool) async throws {
        let (store, start) = (MemoryQueueStore(), clock.now())
        let retry = RetrySchedule(first: .seconds(8_000), jitter: 0, delayNotice: nil)
        var bench = try await QueueBench(store: store, clock: clock, retry: retry, script: Self.deferring)
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        try await begin(bench)
        var submission = try QueueBench.submission(to: ["ada@x.test", "bob@y.test"])
        submission.options.deliverBy = DeliverBy(seconds: 7_200, mode: .notify)
        let id = try await bench.queue.submit(submission)
        try await bench.wait { try await bench.kinds(id).last == .deferred }
        // It is due at the deadline, which is when the other one is reported.
        try await bench.queue.suspend(.site("y.test"), because: "maintenance")
        if isRestarted {
            await bench.queue.drain()
            bench = try await QueueBench(store: store, clock: clock, retry: retry, script: Self.deferring)
            try await begin(bench)
        }
        await look(bench, until: start + .seconds(9_000))
        var waits: [[Int64]] = []
        for recipient in 0...1 {
            let told = try await times(.delayReported, bench, id, recipient: recipient)
            waits.append(told.map { ($0 - start).components.seconds })
        }
        #expect(waits == [[7_200], [8_100]])
    }

    @Test(arguments: [nil, 7_200])
    func aNoticeThatSomebodyWasFasterThanFollows(deadline: Int?) async throws {
        let start = clock.now()
        let (due, again) = (start + .seconds(7_200), start + .seconds(7_200) + MailQueue.sweepInterval)
        let store = TroubledStore(refusal: { [clock] changes in
            let isNotice = changes.contains { change in
                if case .event(_, _, let event) = change { event.kind == .delayReported } else { false }
            }
            return isNotice && clock.now() == due ? QueueStoreError(.conflict, "it was changed meanwhile") : nil
        })
        let bench = try await QueueBench(
            store: store, clock: clock,
            retry: RetrySchedule(jitter: 0, delayNotice: deadline == nil ? .seconds(7_200) : nil))
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        try await begin(bench)
        var submission = try QueueBench.submission(to: ["ada@x.test"])
        submission.options.deliverBy = deadline.flatMap { DeliverBy(seconds: $0, mode: .notify) }
        let id = try await bench.queue.submit(submission)
        await look(bench, until: again + MailQueue.sweepInterval)
        #expect(try await times(.delayReported, bench, id) == [again])
    }
}
