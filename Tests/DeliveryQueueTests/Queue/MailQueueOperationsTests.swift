import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueOperationsTests {
    @Test(arguments: [0, 1_000_000])
    func whatIsHeldIsNotTriedUntilItIsReleased(contentMemory: Int) async throws {
        let bench = try await QueueBench(contentMemory: contentMemory)
        let id = try await bench.submit(to: "ada@example.test", "bob@other.test")
        #expect(try await bench.queue.hold([id], because: "looks odd") == [id: 2])
        try await bench.queue.resume()
        await bench.settleDown()
        #expect(await bench.deliverer.contents.isEmpty)
        #expect(try await bench.states(id) == [.held, .held])
        #expect(try await bench.store.message(id)?.recipients.first?.lastReply == "looks odd")
        #expect(await bench.isAtRest)
        bench.clock.advance(by: .seconds(30 * 86_400))
        #expect(try await bench.queue.release([id]) == [id: 2])
        try await bench.runUntil { try await bench.states(id) == [.delivered, .delivered] }
        #expect(await bench.deliverer.delivered.count == 2)
    }

    @Test func whatIsCancelledIsNeverTriedAndNobodyIsTold() async throws {
        let bench = try await QueueBench()
        let (waiting, held) = (try await bench.submit(to: "ada@example.test"), try await bench.submit(to: "b@x.test"))
        try await bench.queue.hold([held], because: "looks odd")
        let counts = try await bench.queue.cancel([waiting, held], because: "sent by mistake")
        #expect(counts == [waiting: 1, held: 1])
        try await bench.queue.resume()
        await bench.settleDown()
        #expect(try await bench.kinds(held) == [.accepted, .held, .cancelled])
        #expect(try await bench.store.content(of: waiting) == nil)
        #expect(await bench.deliverer.contents.isEmpty)
        #expect(try await bench.store.messages(MessageQuery(includesSettled: true)).count == 2)
        #expect(await bench.isAtRest)
    }

    @Test func whatWaitsIsTriedNowAndThenAsOftenAsBefore() async throws {
        let bench = try await QueueBench(retry: RetrySchedule(factor: 1, jitter: 0, expiry: .seconds(3_600))) { _, _ in
            ScriptedDeliverer.deferral("451 4.7.1 later")
        }
        try await bench.queue.resume()
        let id = try await bench.submit(from: "", to: "ada@example.test")
        try await bench.wait { try await bench.kinds(id).last == .deferred }
        bench.clock.advance(by: .seconds(100))
        #expect(try await bench.queue.retry([id]) == [id: 1])
        try await bench.stepUntil { try await bench.states(id) == [.expired] }
        let attempts = try await bench.store.events(of: id).map(\.event).filter { $0.kind == .attemptBegan }
        let waits = zip(attempts, attempts.dropFirst()).map { ($1.time - $0.time).components.seconds }
        // The delivery that was due before the retry is not made beside the one that follows it.
        #expect(waits == [100] + Array(repeating: 300, count: 11) + [200])
    }

    @Test func whatIsUnderWayIsLeftAlone() async throws {
        let gate = GatedDeliverer()
        let bench = try await QueueBench(through: gate)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.wait { await gate.begun == 1 }
        #expect(try await bench.queue.hold([id], because: "too late") == [id: 0])
        #expect(try await bench.queue.cancel([id], because: "too late") == [id: 0])
        #expect(try await bench.queue.retry([id]) == [id: 0])
        #expect(try await bench.queue.release([id]) == [id: 0])
        await gate.open()
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(try await bench.queue.cancel([id], because: "too late") == [id: 0])
        #expect(try await bench.kinds(id) == [.accepted, .attemptBegan, .delivered])
    }

    @Test func onlyRecipientsInAFittingStateAreChangedAndUnknownMessagesAreAbsent() async throws {
        let bench = try await QueueBench { mailbox, _ in
            mailbox.localPart == "slow" ? ScriptedDeliverer.deferral("451 4.7.1 later") : ScriptedDeliverer.success
        }
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test", "slow@example.test")
        try await bench.wait { try await bench.states(id) == [.delivered, .queued] }
        try await bench.wait { await bench.isAtRest }
        let unknown = MessageID(number: 42)
        #expect(try await bench.queue.hold([unknown, id, id], because: "why not") == [id: 1])
        #expect(try await bench.states(id) == [.delivered, .held])
        #expect(try await bench.queue.hold([id], because: "again") == [id: 0])
    }

    @Test func manyMessagesAreChangedTogether() async throws {
        let bench = try await QueueBench()
        var ids: [MessageID] = []
        for number in 0..<600 { ids.append(try await bench.submit(to: "ada@example\(number % 7).test")) }
        #expect(try await bench.queue.hold(ids, because: "all of them").values.reduce(0, +) == 600)
        #expect(try await bench.store.summary().recipients == [.held: 600])
    }

    @Test func anOperationThatCannotBeRecordedChangesNothing() async throws {
        let bench = try await QueueBench(
            store: TroubledStore { $0 == .commit(2) ? QueueStoreError(.full, "the disk is full") : nil })
        let id = try await bench.submit(to: "ada@example.test")
        await #expect(throws: QueueStoreError.self) { try await bench.queue.cancel([id], because: "no room") }
        #expect(try await bench.states(id) == [.queued])
        try await bench.queue.resume()
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await bench.deliverer.delivered.count == 1)
    }

    @Test(arguments: [QueueStoreError.Kind.quarantined, .damaged])
    func aDamagedMessageDoesNotHoldUpAnOperationOnOthers(kind: QueueStoreError.Kind) async throws {
        let store = MemoryQueueStore()
        let first = try await QueueBench(store: store)
        let (damaged, sound) = (try await first.submit(to: "ada@x.test"), try await first.submit(to: "bob@x.test"))
        let second = try await QueueBench(
            store: TroubledStore(over: store) {
                $0 == .message(damaged) ? QueueStoreError(kind, "its row is damaged") : nil
            })
        #expect(try await second.queue.hold([damaged, sound], because: "why not") == [sound: 1])
        try await second.queue.resume()
        #expect(try await second.queue.cancel([damaged, sound], because: "why not") == [sound: 1])
    }

    @Test func aMessageThatSomebodyElseHasChangedDoesNotHoldUpAnOperationOnOthers() async throws {
        let bench = try await QueueBench()
        let (changed, other) = (try await bench.submit(to: "ada@x.test"), try await bench.submit(to: "bob@x.test"))
        try await bench.store.commit([.event(changed, recipients: [0], RecipientEvent(.held, at: bench.clock.now()))])
        #expect(try await bench.queue.hold([changed, other], because: "why not") == [changed: 0, other: 1])
        #expect(try await bench.queue.release([changed, other]) == [changed: 1, other: 1])
        try await bench.queue.resume()
        try await bench.runUntil { await bench.deliverer.delivered.count == 2 }
    }

    @Test func whatIsChangedAgainAndAgainTakesNoMoreMemory() async throws {
        let bench = try await QueueBench()
        var ids: [MessageID] = []
        for number in 0..<20 { ids.append(try await bench.submit(to: "ada@example\(number).test")) }
        for round in 0..<100 {
            if round % 2 == 0 { bench.clock.advance(by: .seconds(1)) }
            try await bench.queue.retry(ids)
            try await bench.queue.hold(ids, because: "to and fro")
            try await bench.queue.release(ids)
        }
        #expect(await bench.queue.scheduler.backlog == 20)
        #expect(await bench.queue.scheduler.stored <= 200)
        try await bench.queue.resume()
        try await bench.runUntil { await bench.deliverer.delivered.count == 20 }
        await bench.settleDown()
        #expect(await bench.queue.scheduler.stored == 0)
        #expect(await bench.queue.scheduler.siteCount == 0)
    }

    @Test func whatIsRefusedSchedulesNothing() async throws {
        let bench = try await QueueBench(
            store: TroubledStore { call in
                if case .commit(2...200) = call { QueueStoreError(.full, "the disk is full") } else { nil }
            })
        let id = try await bench.submit(to: "ada@example.test")
        for _ in 2...200 {
            await #expect(throws: QueueStoreError.self) { try await bench.queue.retry([id]) }
        }
        #expect(await bench.queue.scheduler.stored == 1)
        try await bench.queue.resume()
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }

    @Test func aDeliveryThatCameDuringAnOperationThatIsRefusedComesAgain() async throws {
        let (asked, onAsk) = AsyncStream.makeStream(of: Void.self)
        let (answered, onAnswer) = AsyncStream.makeStream(of: Void.self)
        let store = TroubledStore(
            trouble: { $0 == .commit(2) ? QueueStoreError(.full, "the disk is full") : nil },
            beforeCommit: { number in
                guard number == 2 else { return }
                onAsk.finish()
                for await _ in answered {}
            })
        let bench = try await QueueBench(store: store)
        let id = try await bench.submit(to: "ada@example.test")
        let held = Task { try await bench.queue.hold([id], because: "no room") }
        for await _ in asked {}
        try await bench.queue.resume()
        try await bench.wait {
            let (backlog, attempts) = (await bench.queue.scheduler.backlog, await bench.queue.attempts.count)
            return backlog == 0 && attempts == 0
        }
        onAnswer.finish()
        await #expect(throws: QueueStoreError.self) { try await held.value }
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }

    @Test func whatWasHeldBeforeItsAcceptanceWasKnownStaysHeld() async throws {
        let (accepted, onAccept) = AsyncStream.makeStream(of: Void.self)
        let (answered, onAnswer) = AsyncStream.makeStream(of: Void.self)
        let store = TroubledStore(afterCommit: { number in
            guard number == 1 else { return }
            onAccept.finish()
            for await _ in answered {}
        })
        let bench = try await QueueBench(store: store)
        try await bench.queue.resume()
        async let submitted = bench.submit(to: "ada@example.test")
        for await _ in accepted {}
        let id = try #require(try await store.newestMessage())
        await bench.queue.beginUse(of: id)
        #expect(try await bench.queue.hold([id], because: "found early") == [id: 1])
        onAnswer.finish()
        #expect(try await submitted == id)
        await bench.queue.endUse(of: id)
        await bench.settleDown()
        #expect(try await bench.kinds(id) == [.accepted, .held])
        #expect(try await bench.queue.release([id]) == [id: 1])
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await bench.deliverer.delivered.count == 1)
    }
}
