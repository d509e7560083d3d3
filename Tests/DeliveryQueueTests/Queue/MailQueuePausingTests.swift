import DeliveryQueueTesting
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueuePausingTests {
    /// Does not try what some sources are to deliver; delivers the rest.
    private actor Choosy: MessageDeliverer {
        let pause: PathPause
        let isRecorded: Bool
        /// How often each source is not tried.
        var times: [String: Int]
        /// The sources that were asked, in order.
        private(set) var asked: [String] = []

        init(_ pause: PathPause, times: [String: Int], isRecorded: Bool = false) {
            self.pause = pause
            self.times = times
            self.isRecorded = isRecorded
        }

        func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
            let source = attempt.source.name
            asked.append(source)
            guard times[source, default: 0] > 0 else {
                _ = await attempt.awaitRecord()
                return .settled(attempt.recipients.map { _ in ScriptedDeliverer.success }, .success)
            }
            times[source, default: 0] -= 1
            if isRecorded { _ = await attempt.awaitRecord() }
            return .notTried(pause, otherwise: ScriptedDeliverer.deferral("451 4.4.4 no way from \(source)", .local))
        }
    }

    private static func bench(_ choosy: Choosy, _ sources: String..., warmUp: WarmUpPlan? = nil) async throws
        -> QueueBench
    {
        let scheduling = SchedulerConfiguration(
            shaping: QueueBench.scheduling.shaping,
            sources: sources.map { DeliverySource(name: $0, warmUp: warmUp) })
        let bench = try await QueueBench(scheduling: scheduling, through: choosy)
        try await bench.queue.resume()
        return bench
    }

    @Test func anotherSourceTakesAtOnceWhatTheFirstHasNoWayTo() async throws {
        let choosy = Choosy(.noWay, times: ["a": 9])
        let bench = try await Self.bench(choosy, "a", "b", warmUp: WarmUpPlan(firstDay: 50))
        for number in 0..<6 {
            let id = try await bench.submit(to: "ada\(number)@x.test")
            try await bench.wait { try await bench.states(id) == [.delivered] }
            #expect(try await bench.kinds(id) == [.accepted, .attemptBegan, .delivered])
        }
        // The first source has been asked once, and its warm-up counts nothing.
        #expect(await choosy.asked.filter { $0 == "a" }.count == 1)
        #expect(await choosy.asked.count == 7)
        let sent = await bench.queue.scheduler.warmUps.map { $0?.progress(at: bench.clock.now()).sentToday }
        #expect(sent == [0, 6])
        #expect(bench.clock.now() == ManualClock().now())
        // An hour later it is asked again.
        bench.clock.advance(to: bench.clock.now() + .seconds(3_601))
        for number in 0..<2 {
            let id = try await bench.submit(to: "eve\(number)@x.test")
            try await bench.wait { try await bench.states(id) == [.delivered] }
        }
        #expect(await choosy.asked.filter { $0 == "a" }.count == 2)
        #expect(await bench.isAtRest)
    }

    @Test(arguments: [["a"], ["a", "b"], ["a", "b", "c"]])
    func whereNoSourceHasAWayTheRecipientIsDeferredAndSaysWhy(sources: [String]) async throws {
        let choosy = Choosy(.noWay, times: ["a": 1, "b": 1, "c": 1])
        let scheduling = SchedulerConfiguration(
            shaping: QueueBench.scheduling.shaping, sources: sources.map { DeliverySource(name: $0) })
        let bench = try await QueueBench(scheduling: scheduling, through: choosy)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.wait { try await bench.kinds(id).last == .deferred }
        #expect(try await bench.kinds(id) == [.accepted, .attemptBegan, .deferred])
        #expect(await choosy.asked.sorted() == sources)
        let last = try #require(await choosy.asked.last)
        #expect(try await bench.store.message(id)?.recipients[0].lastReply?.contains("no way from \(last)") == true)
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }

    @Test func whereThereIsNoRoomItWaitsForSecondsWithoutAnAttempt() async throws {
        let choosy = Choosy(.noRoom, times: ["a": 3])
        let bench = try await Self.bench(choosy, "a")
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await choosy.asked.count == 4)
        #expect(try await bench.kinds(id) == [.accepted, .attemptBegan, .delivered])
        #expect(bench.clock.now() == ManualClock().now() + .seconds(15))
    }

    @Test(arguments: [PathPause.noWay, .noRoom])
    func whatIsRecordedAsBegunIsDeferred(pause: PathPause) async throws {
        let choosy = Choosy(pause, times: ["a": 1, "b": 1], isRecorded: true)
        let bench = try await Self.bench(choosy, "a", "b")
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.wait { try await bench.kinds(id) == [.accepted, .attemptBegan, .deferred] }
        #expect(await choosy.asked.count == 1)
    }
}
