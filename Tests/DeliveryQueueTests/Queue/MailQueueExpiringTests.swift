import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueExpiringTests {
    private let clock = ManualClock()
    private static let day = RetrySchedule(jitter: 0, expiry: .seconds(86_400), delayNotice: nil)

    @Test(arguments: [0, 1_000_000])
    func whatWaitsAtASuspendedSiteExpiresAndIsReported(contentMemory: Int) async throws {
        let start = clock.now()
        let bench = try await QueueBench(clock: clock, retry: Self.day, contentMemory: contentMemory)
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test", "bob@x.test", "eve@other.test")
        try await bench.runUntil { try await bench.states(id) == [.expired, .expired, .delivered] }
        try await bench.runUntil { await bench.deliverer.delivered.count == 2 }
        #expect(clock.now() - start <= .seconds(86_400) + MailQueue.sweepInterval * 2)
        let event = try #require(try await bench.store.events(of: id).map(\.event).first { $0.kind == .expired })
        #expect(event.reply?.enhancedStatusCode?.description == "5.4.7")
        let report = try #require(event.report)
        #expect(
            await bench.deliverer.contents[report] == Array("ada@x.test expired,bob@x.test expired".utf8))
        // Nothing of it is left to be tried.
        try await bench.queue.resume(.site("x.test"))
        await bench.settleDown()
        #expect(await bench.deliverer.delivered.count == 2)
        #expect(await bench.queue.scheduler.backlog == 0)
    }

    @Test func aMessageOfNobodyExpiresInSilence() async throws {
        let bench = try await QueueBench(clock: clock, retry: Self.day)
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        try await bench.queue.resume()
        let id = try await bench.submit(from: "", to: "ada@x.test")
        try await bench.runUntil { try await bench.states(id) == [.expired] }
        #expect(try await bench.kinds(id) == [.accepted, .expired, .reportDropped])
    }

    @Test func whatOnlyWaitsForItsNextAttemptIsAttemptedALastTime() async throws {
        let bench = try await QueueBench(clock: clock, retry: Self.day) { mailbox, _ in
            mailbox.localPart == "sender" ? ScriptedDeliverer.success : ScriptedDeliverer.deferral("451 4.0.0 later")
        }
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.runUntil { try await bench.states(id) == [.expired] }
        #expect(try await bench.kinds(id).suffix(2) == [.attemptBegan, .expired])
    }

    @Test func manyThatAreOverAreGoneThroughPageByPage() async throws {
        let bench = try await QueueBench(clock: clock, retry: Self.day)
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        try await bench.queue.resume()
        let count = MailQueue.sweepPageSize * 2 + 500
        for number in 0..<(count / 5) {
            let to = (0..<5).map { "r\(number)x\($0)@x.test" }
            _ = try await bench.queue.submit(try QueueBench.submission(from: number % 2 == 0 ? "" : "s@y.test", to: to))
        }
        try await bench.runUntil { try await bench.store.summary().recipients[.expired] == count }
        try await bench.runUntil { await bench.deliverer.delivered.count == count / 10 }
        try await bench.wait { await bench.isAtRest }
    }

    @Test(arguments: [false, true])
    func aMessageWithADeadlineComesBackThenWithoutAnotherAttempt(isSuspended: Bool) async throws {
        let start = clock.now()
        let bench = try await QueueBench(clock: clock) { mailbox, _ in
            mailbox.localPart == "sender" ? ScriptedDeliverer.success : ScriptedDeliverer.deferral("451 4.0.0 later")
        }
        if isSuspended { try await bench.queue.suspend(.site("x.test"), because: "maintenance") }
        try await bench.queue.resume()
        var submission = try QueueBench.submission(to: ["ada@x.test"])
        submission.options.deliverBy = DeliverBy(seconds: 1_000, mode: .return)
        let id = try await bench.queue.submit(submission)
        #expect(try await bench.store.message(id)?.message.expiresAt == start + .seconds(1_000))
        try await bench.runUntil { await bench.deliverer.delivered.count == 1 }
        let events = try await bench.store.events(of: id).map(\.event)
        let last = try #require(events.last)
        #expect(last.kind == .expired)
        #expect(last.reply?.enhancedStatusCode?.description == "5.4.7")
        #expect(last.time >= start + .seconds(1_000))
        if isSuspended {
            #expect(events.map(\.kind) == [.accepted, .expired])
            #expect(last.time <= start + .seconds(1_000) + MailQueue.sweepInterval)
        } else {
            let tried: [RecipientEvent.Kind] = [.attemptBegan, .deferred]
            #expect(events.map(\.kind) == [.accepted] + tried + tried + tried + [.expired])
            #expect(last.time == start + .seconds(1_000))
        }
    }

    @Test func aScheduleOfItsOwnCanGiveUpEarlier() async throws {
        let rules = RetryRules(
            standard: RetrySchedule(jitter: 0),
            classes: [.unreachable: RetrySchedule(jitter: 0, expiry: .seconds(3_600))])
        let start = clock.now()
        let bench = try await QueueBench(clock: clock, rules: rules) { mailbox, before in
            mailbox.localPart == "sender"
                ? ScriptedDeliverer.success
                : ScriptedDeliverer.deferral("451 4.4.1 no answer", mailbox.localPart == "dead" ? .unreachable : .other)
        }
        try await bench.queue.resume()
        let id = try await bench.submit(to: "dead@x.test", "slow@y.test")
        try await bench.runUntil { try await bench.states(id).first == .expired }
        #expect(clock.now() - start == .seconds(3_600))
        #expect(try await bench.states(id) == [.expired, .queued])
    }

    @Test func aWishOfTheOtherSideAndTheKindOfTroubleDecideTheWait() async throws {
        let rules = RetryRules(
            standard: RetrySchedule(jitter: 0), classes: [.greylisted: RetrySchedule(first: .seconds(60), jitter: 0)])
        let bench = try await QueueBench(clock: clock, rules: rules) { mailbox, before in
            guard before == 0 else { return ScriptedDeliverer.success }
            switch mailbox.localPart {
            case "grey": return ScriptedDeliverer.deferral("451 4.7.1 greylisted", .greylisted)
            case "polite": return ScriptedDeliverer.deferral("451 4.7.1 wait", retryAfter: .seconds(1_000))
            default: return ScriptedDeliverer.deferral("451 4.0.0 later")
            }
        }
        try await bench.queue.resume()
        let id = try await bench.submit(to: "grey@x.test", "polite@x.test", "plain@x.test", "plain2@x.test")
        try await bench.runUntil { try await bench.states(id).allSatisfy { $0 == .delivered } }
        let began = try await bench.store.events(of: id).filter { $0.event.kind == .attemptBegan }
        let waits = (0..<4).map { index in
            let times = began.filter { $0.recipient == index }.map(\.event.time)
            return (times[1] - times[0]).components.seconds
        }
        #expect(waits == [60, 1_000, 300, 300])
        // Those to whom the same happened go together.
        #expect(await bench.deliverer.attempts.map(\.recipients) == [[0, 1, 2, 3], [0], [2, 3], [1]])
    }
}
