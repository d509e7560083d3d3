import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueDelayTests {
    private let clock = ManualClock()

    /// Reports go through; the others are put off until so many attempts were made.
    private static func slow(_ attempts: Int) -> ScriptedDeliverer.Script {
        { mailbox, before in
            mailbox.localPart != "sender" && before < attempts
                ? ScriptedDeliverer.deferral("451 4.7.1 come again") : ScriptedDeliverer.success
        }
    }

    private func notices(_ bench: QueueBench) async throws -> [String] {
        let all = try await bench.store.messages(MessageQuery(includesSettled: true))
        var texts: [String] = []
        for stored in all where stored.message.origin.hasPrefix("delay of") {
            texts.append(String(decoding: await bench.deliverer.contents[stored.message.id] ?? [], as: UTF8.self))
        }
        return texts
    }

    @Test func theSenderIsToldOnceWhenARecipientIsDeferredAfterTheTime() async throws {
        let start = clock.now()
        let bench = try await QueueBench(clock: clock, script: Self.slow(12))
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test", "bob@x.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered, .delivered] }
        try await bench.runUntil { await bench.deliverer.delivered.count == 3 }
        #expect(
            try await notices(bench) == ["ada@x.test late: 451 4.7.1 come again,bob@x.test late: 451 4.7.1 come again"])
        let events = try await bench.store.events(of: id).filter { $0.recipient == 0 }.map(\.event)
        let told = try #require(events.filter { $0.kind == .delayReported }.first)
        #expect(events.count { $0.kind == .delayReported } == 1)
        #expect(told.time - start >= .seconds(4 * 3_600))
        #expect(
            events.last { $0.kind == .deferred && $0.time < told.time }.map { $0.time - start < .seconds(14_400) }
                == true)
        let report = try #require(told.report)
        #expect(try await bench.store.message(report)?.message.reversePath == .null)
        #expect(told.detail == "the sender is told of the delay by \(report)")
        // The reply that was given last is still what is shown.
        #expect(try await bench.store.message(id)?.recipients[0].isDelayReported == true)
    }

    @Test func whoeverIsTooEarlyOrWantsNoNoticeIsNotTold() async throws {
        var never = try QueueBench.submission(to: ["ada@x.test"])
        never.recipientOptions = [RecipientOptions(notify: .never)]
        let cases: [(RetrySchedule, MessageSubmission, Int)] = [
            (RetrySchedule(jitter: 0), try QueueBench.submission(to: ["ada@x.test"]), 4),
            (RetrySchedule(jitter: 0, delayNotice: nil), try QueueBench.submission(to: ["ada@x.test"]), 12),
            (RetrySchedule(jitter: 0), try QueueBench.submission(from: "", to: ["ada@x.test"]), 12),
            (RetrySchedule(jitter: 0), never, 12),
        ]
        for (retry, submission, attempts) in cases {
            let bench = try await QueueBench(clock: ManualClock(), retry: retry, script: Self.slow(attempts))
            try await bench.queue.resume()
            let id = try await bench.queue.submit(submission)
            try await bench.runUntil { try await bench.states(id) == [.delivered] }
            #expect(try await bench.store.messages(MessageQuery(includesSettled: true)).count == 1)
            #expect(try await bench.kinds(id).contains(.delayReported) == false)
        }
    }

    @Test func whatWaitsAtASuspendedSiteIsReportedWithoutAnAttempt() async throws {
        let start = clock.now()
        let bench = try await QueueBench(clock: clock)
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test", "bob@other.test")
        try await bench.runUntil { try await notices(bench) == ["ada@x.test late: not tried"] }
        #expect(clock.now() - start >= .seconds(4 * 3_600))
        #expect(clock.now() - start <= .seconds(4 * 3_600) + MailQueue.sweepInterval * 2)
        #expect(try await bench.states(id) == [.queued, .delivered])
        try await bench.runUntil { clock.now() - start > .seconds(20 * 3_600) }
        #expect(try await notices(bench).count == 1)
        try await bench.queue.resume(.site("x.test"))
        try await bench.runUntil { try await bench.states(id) == [.delivered, .delivered] }
        #expect(await bench.deliverer.delivered.count == 3)
    }

    @Test func aNoticeThatFindsNoRoomIsLeftToTheNextTimeAndHoldsNothingUp() async throws {
        let end = clock.now() + .seconds(8 * 3_600)
        let store = TroubledStore(refusal: { [clock] changes in
            let isNotice = changes.contains { change in
                if case .accept(let message, _, _) = change { message.reversePath == .null } else { false }
            }
            return isNotice && clock.now() < end ? QueueStoreError(.full, "the disk is full") : nil
        })
        let bench = try await QueueBench(store: store, clock: clock, script: Self.slow(12))
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.runUntil { try await bench.kinds(id).contains(.delayReported) }
        let told = try #require(try await bench.store.events(of: id).map(\.event).first { $0.kind == .delayReported })
        #expect(told.time >= end)
        // Every deferral was recorded though there was no room for the notice.
        let before = try await bench.store.events(of: id).map(\.event).filter { $0.time < end }
        #expect(before.filter { $0.kind == .deferred }.count == before.filter { $0.kind == .attemptBegan }.count)
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }

    @Test func aDeadlineOfWhichTheSenderWantsToHearIsReportedThenAndDeliveryGoesOn() async throws {
        for isSuspended in [false, true] {
            let clock = ManualClock()
            let start = clock.now()
            let bench = try await QueueBench(clock: clock, script: Self.slow(6))
            if isSuspended { try await bench.queue.suspend(.site("x.test"), because: "maintenance") }
            try await bench.queue.resume()
            var submission = try QueueBench.submission(to: ["ada@x.test"])
            submission.options.deliverBy = DeliverBy(seconds: 5_000, mode: .notify)
            let id = try await bench.queue.submit(submission)
            try await bench.runUntil { try await bench.kinds(id).contains(.delayReported) }
            let told = try #require(
                try await bench.store.events(of: id).map(\.event).first { $0.kind == .delayReported })
            #expect(told.time - start >= .seconds(5_000))
            #expect(told.time - start <= .seconds(5_000) + (isSuspended ? MailQueue.sweepInterval : .seconds(1)))
            try await bench.queue.resume(.site("x.test"))
            try await bench.runUntil { try await bench.states(id) == [.delivered] }
            #expect(try await bench.kinds(id).filter { $0 == .delayReported }.count == 1)
        }
    }
}
