import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@Suite(.timeLimit(.minutes(15))) struct MailQueueTroubleTests {
    /// A store and what it holds from an earlier run.
    private func twoMessages() async throws -> (store: MemoryQueueStore, first: MessageID, second: MessageID) {
        let store = MemoryQueueStore()
        let bench = try await QueueBench(store: store)
        return (store, try await bench.submit(to: "ada@x.test"), try await bench.submit(to: "bob@x.test"))
    }

    @Test(arguments: [true, false])
    func aDamagedMessageIsLeftAloneAndTheOthersAreDelivered(isEnvelope: Bool) async throws {
        let (memory, damaged, sound) = try await twoMessages()
        let call = isEnvelope ? TroubledStore.Call.message(damaged) : .content(damaged)
        let store = TroubledStore(over: memory) {
            $0 == call ? QueueStoreError(.quarantined, "its octets are not those that were accepted") : nil
        }
        let bench = try await QueueBench(store: store)
        try await bench.queue.resume()
        try await bench.runUntil { await memory.message(sound)?.recipients.map(\.state) == [.delivered] }
        #expect(await store.calls.filter { $0 == call }.count == 1)
        bench.clock.advance(by: .seconds(86_400))
        await bench.settleDown()
        // Whoever looks at what waits for long finds the same, and lets it be.
        #expect(await store.calls.filter { $0 == call }.count <= 2)
        #expect(await memory.message(damaged)?.recipients.map(\.state) == [.queued])
        #expect(await bench.isAtRest)
    }

    @Test(arguments: [true, false])
    func whatCannotBeReadForNowIsTriedLaterAndCountsAsNoAttempt(isEnvelope: Bool) async throws {
        let (memory, first, second) = try await twoMessages()
        let clock = ManualClock()
        let (start, call) = (clock.now(), isEnvelope ? TroubledStore.Call.message(first) : .content(first))
        let store = TroubledStore(over: memory) {
            $0 == call && clock.now() == start ? QueueStoreError(.recovering, "a sync failed") : nil
        }
        let bench = try await QueueBench(store: store, clock: clock)
        try await bench.queue.resume()
        try await bench.runUntil { await memory.summary().recipients == [.delivered: 2] }
        let times = await memory.events(of: first).map(\.event).filter { $0.kind == .attemptBegan }.map(\.time)
        #expect(times == [start + .seconds(300)])
        #expect(await memory.events(of: second).map(\.event.kind) == [.accepted, .attemptBegan, .delivered])
    }

    @Test func anAttemptThatSomebodyElseWasFasterThanIsDropped() async throws {
        let bench = try await QueueBench()
        let (late, other) = (try await bench.submit(to: "ada@x.test"), try await bench.submit(to: "bob@x.test"))
        let held = RecipientEvent(.held, at: bench.clock.now())
        try await bench.store.commit([.event(late, recipients: [0], held)])
        try await bench.queue.resume()
        try await bench.runUntil { try await bench.states(other) == [.delivered] }
        await bench.settleDown()
        #expect(try await bench.kinds(late) == [.accepted, .held])
        #expect(await bench.deliverer.delivered.map(\.message) == [other])
    }

    @Test func anOutcomeThatCannotHappenAnyMoreIsDropped() async throws {
        let store = MemoryQueueStore()
        let queue = try await MailQueue.open(
            store: store, deliverer: Unrecorded(), clock: ManualClock(), random: SeededGenerator(seed: 1))
        let submission = try QueueBench.submission(to: ["ada@x.test"])
        let late = try await queue.submit(submission)
        try await store.commit([.event(late, recipients: [0], RecipientEvent(.held, at: .init(milliseconds: 0)))])
        let other = try await queue.submit(submission)
        try await queue.resume()
        await eventually { await store.events(of: other).count == 3 }
        await queue.drain()
        #expect(await store.events(of: late).map(\.event.kind) == [.accepted, .held])
        #expect(await store.events(of: other).map(\.event.kind) == [.accepted, .attemptBegan, .deferred])
    }

    /// A deliverer that never comes as far as the final dot.
    private struct Unrecorded: MessageDeliverer {
        func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
            .settled(attempt.recipients.map { _ in ScriptedDeliverer.deferral("451 4.4.1 nobody there") }, .none)
        }
    }
}
