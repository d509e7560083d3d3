import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueResumingTests {
    private let clock = ManualClock()

    /// Fills a store as an earlier run would have; the first messages are due, the others a day later.
    private func filled(_ store: MemoryQueueStore, messages: Int, due: Int) async throws {
        let recipients = try (0..<100).map { try Mailbox("ada@a-domain-with-a-long-name-\($0).example") }
        let changes = (0..<messages).map { number in
            let acceptedAt = number < due ? clock.now() : clock.now() + .seconds(86_400)
            let message = QueuedMessage(
                id: MessageID(number: Int64(number + 1)), reversePath: .null, recipients: [recipients[number % 100]],
                acceptedAt: acceptedAt, expiresAt: acceptedAt + .seconds(86_400), size: 1, isEightBit: false,
                origin: "test")
            return QueueChange.accept(message, content: .octets([1]))
        }
        try await store.commit(changes)
    }

    @Test func manyRecipientsAreTakenUpAndLittleOfThemIsInMemory() async throws {
        let store = MemoryQueueStore()
        try await filled(store, messages: 50_000, due: 100)
        let bench = try await QueueBench(store: store, clock: clock)
        #expect(try await bench.queue.resume() == (50_000, 0, 0))
        try await bench.wait { await bench.deliverer.delivered.count == 100 }
        try await bench.wait { await bench.isAtRest }
        #expect(await bench.queue.scheduler.backlog == 49_900)
        #expect(await bench.queue.scheduler.siteCount == 100)
        #expect(try await bench.queue.resume() == (0, 0, 0))
        #expect(await bench.queue.scheduler.backlog == 49_900)
    }

    @Test func deliveriesBeginBeforeEverythingIsRead() async throws {
        let memory = MemoryQueueStore()
        try await filled(memory, messages: MailQueue.resumePageSize + 1, due: 1)
        let gate = GatedDeliverer()
        let store = TroubledStore(
            over: memory,
            beforePage: { number in
                guard number == 2 else { return }
                await eventually { await gate.begun > 0 }
                #expect(await gate.begun == 1)
            })
        let bench = try await QueueBench(store: store, clock: clock, through: gate)
        #expect(try await bench.queue.resume().messages == MailQueue.resumePageSize + 1)
        await gate.open()
    }

    @Test func aMessageAcceptedWhileOthersAreReadIsDeliveredOnce() async throws {
        let memory = MemoryQueueStore()
        try await filled(memory, messages: 3, due: 3)
        let (submitted, onSubmit) = AsyncStream.makeStream(of: Void.self)
        let (reading, onRead) = AsyncStream.makeStream(of: Void.self)
        let store = TroubledStore(
            over: memory,
            beforePage: { _ in
                onRead.finish()
                for await _ in submitted {}
            })
        let bench = try await QueueBench(store: store, clock: clock)
        async let resumed = bench.queue.resume()
        for await _ in reading {}
        let id = try await bench.submit(to: "ada@example.test")
        onSubmit.finish()
        #expect(try await resumed == (3, 0, 0))
        try await bench.runUntil { await memory.summary().recipients == [.delivered: 4] }
        #expect(await bench.deliverer.delivered.filter { $0.message == id }.count == 1)
        #expect(await bench.queue.scheduler.backlog == 0)
    }

    @Test func aMessageOnTwoPagesIsOneMessage() async throws {
        let store = MemoryQueueStore()
        let mailbox = try Mailbox("ada@example.test")
        let message = QueuedMessage(
            id: MessageID(number: 1), reversePath: .null,
            recipients: Array(repeating: mailbox, count: MailQueue.resumePageSize + 1), acceptedAt: clock.now(),
            expiresAt: clock.now() + .seconds(86_400), size: 1, isEightBit: false, origin: "test")
        try await store.commit([.accept(message, content: .octets([1]))])
        let bench = try await QueueBench(store: store, clock: clock)
        #expect(try await bench.queue.resume().messages == 1)
        try await bench.runUntil { await store.message(message.id)?.recipients.allSatisfy(\.state.isSettled) == true }
    }

    @Test func heldRecipientsStayHeld() async throws {
        let store = MemoryQueueStore()
        let first = try await QueueBench(store: store, clock: clock)
        let id = try await first.submit(to: "ada@example.test", "bob@other.test")
        try await store.commit([.event(id, recipients: [0], RecipientEvent(.held, at: clock.now()))])
        let second = try await QueueBench(store: store, clock: clock)
        #expect(try await second.queue.resume() == (1, 0, 1))
        try await second.runUntil { try await second.states(id) == [.held, .delivered] }
    }

    @Test func whatCouldNotBeReadForEverIsReadWhenAskedAgain() async throws {
        let memory = MemoryQueueStore()
        try await filled(memory, messages: MailQueue.resumePageSize + 5, due: 1)
        let store = TroubledStore(over: memory) { $0 == .page(2) ? QueueStoreError(.damaged, "an index is") : nil }
        let bench = try await QueueBench(store: store, clock: clock)
        await #expect(throws: QueueStoreError.self) { try await bench.queue.resume() }
        try await bench.wait { await bench.deliverer.delivered.count == 1 }
        #expect(try await bench.queue.resume().messages == 5)
    }

    @Test(arguments: [1, 2])
    func aStoreThatFailsForNowIsAskedAgain(page: Int) async throws {
        let memory = MemoryQueueStore()
        try await filled(memory, messages: MailQueue.resumePageSize + 5, due: 1)
        let store = TroubledStore(over: memory) { call in
            [.page(page), .page(page + 1)].contains(call) ? QueueStoreError(.recovering, "a sync failed") : nil
        }
        let bench = try await QueueBench(store: store, clock: clock)
        let resuming = Task { try await bench.queue.resume() }
        try await bench.wait { clock.nextWake == clock.now() + .milliseconds(100) }
        clock.advance(by: .milliseconds(100))
        try await bench.wait { clock.nextWake == clock.now() + .milliseconds(200) }
        clock.advance(by: .milliseconds(200))
        #expect(try await resuming.value == (MailQueue.resumePageSize + 5, 0, 0))
        try await bench.wait { await bench.deliverer.delivered.count == 1 }
    }

    @Test(arguments: [true, false])
    func whoeverEndsItNeedNotWaitForAStoreThatFails(isDrained: Bool) async throws {
        let store = TroubledStore { _ in QueueStoreError(.recovering, "a sync failed") }
        let bench = try await QueueBench(store: store, clock: clock)
        let resuming = Task { try await bench.queue.resume() }
        try await bench.wait { clock.nextWake != nil }
        if isDrained { await bench.queue.drain() } else { resuming.cancel() }
        #expect(try await resuming.value == (0, 0, 0))
        #expect(await !bench.queue.isRunning)
    }

    @Test func anEndThatComesWhileOthersAreReadIsNotUndone() async throws {
        let memory = MemoryQueueStore()
        try await filled(memory, messages: 3, due: 3)
        let (ended, onEnd) = AsyncStream.makeStream(of: Void.self)
        let (reading, onRead) = AsyncStream.makeStream(of: Void.self)
        let store = TroubledStore(
            over: memory,
            beforePage: { _ in
                onRead.finish()
                for await _ in ended {}
            })
        let bench = try await QueueBench(store: store, clock: clock)
        async let resumed = bench.queue.resume()
        for await _ in reading {}
        async let drained: Void = bench.queue.drain()
        try await bench.wait { await bench.queue.resumption?.isStopped == true }
        // One that is asked for behind the end goes on from there.
        async let again = bench.queue.resume()
        onEnd.finish()
        #expect(try await resumed.messages == 3)
        await drained
        #expect(try await again == (0, 0, 0))
        try await bench.runUntil { await memory.summary().recipients == [.delivered: 3] }
        await bench.queue.drain()
        let id = try await bench.submit(to: "ada@example.test")
        #expect(try await bench.states(id) == [.queued])
        #expect(await bench.queue.attempts.isEmpty)
    }

    @Test func whoAsksTwiceAtOnceIsAnsweredTogether() async throws {
        let memory = MemoryQueueStore()
        try await filled(memory, messages: 3, due: 3)
        let store = TroubledStore(over: memory, beforePage: { _ in for _ in 0..<100 { await Task.yield() } })
        let bench = try await QueueBench(store: store, clock: clock)
        async let first = bench.queue.resume()
        async let second = bench.queue.resume()
        #expect(try await first == (3, 0, 0))
        _ = try await second
        #expect(await store.calls.filter { $0 == .page(1) || $0 == .page(2) }.count == 1)
        try await bench.runUntil { await memory.summary().recipients == [.delivered: 3] }
        #expect(await bench.deliverer.delivered.count == 3)
    }
}
