import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct AttemptRecordTests {
    @Test func itIsWrittenOnceHoweverManyWait() async {
        let (writes, onWrite) = AsyncStream.makeStream(of: Void.self)
        let record = AttemptRecord {
            onWrite.yield()
            return .written
        }
        async let first = record.value()
        async let second = record.value()
        #expect(await first)
        #expect(await second)
        #expect(await record.close() == .written)
        onWrite.finish()
        var count = 0
        for await _ in writes { count += 1 }
        #expect(count == 1)
    }

    @Test(arguments: [AttemptRecord.Outcome.failed, .late, .quarantined, .stopped])
    func whatWasNotWrittenIsNoBeginning(outcome: AttemptRecord.Outcome) async {
        let record = AttemptRecord { outcome }
        #expect(await record.value() == false)
        #expect(await record.close() == outcome)
    }

    @Test func afterTheEndOfTheAttemptNothingIsWritten() async {
        let record = AttemptRecord {
            Issue.record("written behind the outcome")
            return .written
        }
        #expect(await record.close() == nil)
        #expect(await record.value() == false)
    }

    @Test func anAttemptThatNeedsNoRecordIsRecordedWithItsOutcome() async throws {
        let store = MemoryQueueStore()
        let clock = ManualClock()
        let queue = try await MailQueue.open(
            store: store, deliverer: Refuser(),
            configuration: MailQueueConfiguration(retry: RetryRules(standard: RetrySchedule(jitter: 0))),
            clock: clock, random: SeededGenerator(seed: 1))
        try await queue.resume()
        let id = try await queue.submit(
            MessageSubmission(
                reversePath: .null, recipients: [try Mailbox("ada@example.test")], content: [], origin: "test"))
        await eventually { await store.events(of: id).count >= 3 }
        let stored = try #require(await store.message(id))
        #expect(await store.events(of: id).map(\.event.kind).prefix(3) == [.accepted, .attemptBegan, .deferred])
        #expect(stored.recipients.map(\.attempts) == [1])
        #expect(stored.recipients.map(\.state) == [.queued])
    }

    /// A deliverer that never comes as far as the final dot.
    private struct Refuser: MessageDeliverer {
        func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
            .settled(attempt.recipients.map { _ in ScriptedDeliverer.deferral("451 4.4.1 nobody there") }, .none)
        }
    }
}
