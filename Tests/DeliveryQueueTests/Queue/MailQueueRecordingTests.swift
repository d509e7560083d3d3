import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueRecordingTests {
    private let clock = ManualClock()

    /// Whether changes have an outcome among them.
    @Sendable private static func haveOutcome(_ changes: [QueueChange]) -> Bool {
        changes.contains { change in
            guard case .event(_, _, let event) = change else { return false }
            return [.delivered, .bounced, .deferred].contains(event.kind)
        }
    }

    /// Whether changes have a new message among them that is a report.
    @Sendable private static func haveReport(_ changes: [QueueChange]) -> Bool {
        changes.contains { change in
            guard case .accept(let message, _, _) = change else { return false }
            return message.reversePath == .null
        }
    }

    @Test(arguments: [QueueStoreError.Kind.recovering, .full, .failed, .inUse, .inaccessible, .damaged])
    func whatMayPassIsTriedAgain(kind: QueueStoreError.Kind) async throws {
        let bench = try await QueueBench(
            store: TroubledStore { call in
                [.commit(3), .commit(4)].contains(call) ? QueueStoreError(kind, "not now") : nil
            })
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await bench.deliverer.delivered.count == 1)
    }

    @Test func whatNeedsNoReportIsRecordedWhileThereIsNoRoomForOne() async throws {
        let end = clock.now() + .seconds(100)
        let store = TroubledStore(refusal: { [clock] changes in
            Self.haveReport(changes) && clock.now() < end ? QueueStoreError(.full, "the disk is full") : nil
        })
        let bench = try await QueueBench(store: store, clock: clock) { mailbox, before in
            switch mailbox.localPart {
            case "nobody": ScriptedDeliverer.refusal("550 5.1.1 no such user")
            case "slow" where before == 0: ScriptedDeliverer.deferral("451 4.7.1 later")
            default: ScriptedDeliverer.success
            }
        }
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test", "nobody@example.test", "slow@example.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered, .attempting, .queued] }
        #expect(clock.now() < end)
        try await bench.runUntil { try await bench.states(id) == [.delivered, .bounced, .delivered] }
        #expect(clock.now() >= end)
        try await bench.runUntil { await bench.deliverer.delivered.count == 3 }
        try await bench.wait { await bench.isAtRest }
    }

    @Test func whatWasGivenUpIsTakenUpByTheNextResume() async throws {
        let store = TroubledStore { $0 == .commit(3) ? QueueStoreError(.misuse, "our mistake") : nil }
        let bench = try await QueueBench(store: store, clock: clock)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.runUntil { await store.calls.contains(.commit(3)) }
        try await bench.wait { await bench.isAtRest }
        #expect(try await bench.states(id) == [.attempting])
        #expect(try await bench.queue.resume() == (1, 1, 0))
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(try await bench.kinds(id) == [.accepted, .attemptBegan, .interrupted, .attemptBegan, .delivered])
        #expect(try await bench.queue.resume() == (0, 0, 0))
    }

    @Test func anOutcomeIsStillRecordedWhenDeliveriesAreEnded() async throws {
        let repaired = clock.now() + .seconds(30)
        let store = TroubledStore(refusal: { [clock] changes in
            Self.haveOutcome(changes) && clock.now() < repaired ? QueueStoreError(.recovering, "a sync failed") : nil
        })
        let bench = try await QueueBench(store: store, clock: clock)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.wait { await bench.queue.pauses.count == 1 }
        let draining = Task { await bench.queue.drain() }
        try await bench.wait { await !bench.queue.idleWaiters.isEmpty }
        // The attempt's task is cancelled, and the outcome is tried all the same.
        clock.advance(by: .seconds(5))
        try await bench.wait { await bench.queue.attempts.values.allSatisfy(\.isCancelled) }
        try await bench.wait { await bench.queue.pauses.count == 1 }
        clock.advance(to: repaired)
        await draining.value
        #expect(try await bench.states(id) == [.delivered])
        try await bench.wait { await bench.isAtRest }
    }

    @Test func theStoreIsNotWaitedForLongerThanTheGrace() async throws {
        let start = clock.now()
        let store = TroubledStore(refusal: { [clock] changes in
            Self.haveOutcome(changes) && clock.now() < start + .seconds(3_600)
                ? QueueStoreError(.recovering, "a sync failed") : nil
        })
        let bench = try await QueueBench(store: store, clock: clock)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.wait { await bench.queue.pauses.count == 1 }
        let draining = Task { await bench.queue.drain() }
        try await bench.wait { await !bench.queue.idleWaiters.isEmpty }
        try await bench.runUntil { await bench.isAtRest }
        await draining.value
        #expect(clock.now() == start + .seconds(60))
        #expect(try await bench.states(id) == [.attempting])
        clock.advance(to: start + .seconds(3_600))
        #expect(try await bench.queue.resume() == (1, 1, 0))
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }

    @Test func whatTheStoreSaysOfALateAttemptIsBelieved() async throws {
        let bench = try await QueueBench(clock: clock)
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.store.commit([.event(id, recipients: [0], RecipientEvent(.held, at: clock.now()))])
        try await bench.queue.resume()
        await bench.settleDown()
        #expect(try await bench.queue.release([id]) == [id: 1])
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(try await bench.kinds(id) == [.accepted, .held, .released, .attemptBegan, .delivered])
    }
}
