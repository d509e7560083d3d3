import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@Suite(.timeLimit(.minutes(15))) struct MailQueueTests {
    @Test func aMessageIsDeliveredAndItsLedgerSaysSo() async throws {
        let bench = try await QueueBench()
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test", "bob@example.test", "eve@other.test")
        try await bench.runUntil { try await bench.states(id).allSatisfy { $0 == .delivered } }
        let kinds = try await bench.store.events(of: id).filter { $0.recipient == 2 }.map(\.event.kind)
        #expect(kinds == [.accepted, .attemptBegan, .delivered])
        #expect(try await bench.store.content(of: id) == nil)
        try await bench.runUntil { await bench.isAtRest }
    }

    @Test func nothingIsDeliveredBeforeTheQueueResumes() async throws {
        let bench = try await QueueBench()
        let id = try await bench.submit(to: "ada@example.test")
        #expect(try await bench.states(id) == [.queued])
        try await bench.queue.resume()
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await bench.deliverer.delivered.count == 1)
    }

    @Test func aDeferredRecipientIsTriedAgainWithGrowingWaits() async throws {
        let bench = try await QueueBench { _, before in
            before < 2 ? ScriptedDeliverer.deferral("451 4.7.1 later") : ScriptedDeliverer.success
        }
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        let events = try await bench.store.events(of: id).map(\.event)
        #expect(
            events.map(\.kind) == [
                .accepted, .attemptBegan, .deferred, .attemptBegan, .deferred, .attemptBegan, .delivered,
            ])
        let attempts = events.filter { $0.kind == .attemptBegan }.map(\.time)
        #expect(attempts[1] - attempts[0] >= .seconds(300))
        #expect(attempts[2] - attempts[1] >= .seconds(600))
        #expect(events[2].reply?.description == "451 4.7.1 later")
    }

    @Test func aRefusedRecipientIsReportedToTheSenderAndTheOthersAreDelivered() async throws {
        let bench = try await QueueBench { mailbox, _ in
            mailbox.localPart == "nobody"
                ? ScriptedDeliverer.refusal("550 5.1.1 no such user") : ScriptedDeliverer.success
        }
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test", "nobody@example.test")
        try await bench.runUntil { await bench.deliverer.delivered.count == 2 }
        #expect(try await bench.states(id) == [.delivered, .bounced])
        let delivered = await bench.deliverer.delivered
        let report = try #require(delivered.last)
        #expect(report.recipient.description == "sender@example.test")
        let octets = try #require(await bench.deliverer.contents[report.message])
        #expect(String(decoding: octets, as: UTF8.self) == "nobody@example.test refused")
        #expect(try await bench.store.message(report.message)?.message.reversePath == .null)
        let bounced = try #require(try await bench.store.events(of: id).map(\.event).first { $0.kind == .bounced })
        #expect(bounced.report == report.message)
        #expect(bounced.detail?.contains("the sender is told by \(report.message)") == true)
    }

    @Test func aBounceOfABounceIsDroppedAndRecorded() async throws {
        let bench = try await QueueBench { _, _ in ScriptedDeliverer.refusal("550 5.1.1 no such user") }
        try await bench.queue.resume()
        let id = try await bench.submit(from: "", to: "nobody@example.test")
        try await bench.runUntil { try await bench.kinds(id).contains(.reportDropped) }
        #expect(try await bench.states(id) == [.bounced])
        #expect(try await bench.store.messages(MessageQuery(includesSettled: true)).count == 1)
    }

    @Test func aFailureOfAMessageThatNothingSpeaksForIsToldToNobodyAndTheTraceSaysWhy() async throws {
        let bench = try await QueueBench { _, _ in ScriptedDeliverer.refusal("550 5.1.1 no such user") }
        try await bench.queue.resume()
        var submission = try QueueBench.submission(to: ["nobody@example.test"])
        submission.senderProof = .missing
        let id = try await bench.queue.submit(submission)
        try await bench.runUntil { try await bench.kinds(id).contains(.reportDropped) }
        #expect(try await bench.store.message(id)?.message.senderProof == .missing)
        #expect(try await bench.store.messages(MessageQuery(includesSettled: true)).count == 1)
        let last = try #require(try await bench.store.events(of: id).last?.event)
        #expect(last.detail?.contains("nothing shows that the message came from its sender") == true)
    }

    @Test func aMessageThatIsNeverTakenExpiresAndIsReported() async throws {
        let retry = RetrySchedule(jitter: 0, expiry: .seconds(86_400), delayNotice: nil)
        let bench = try await QueueBench(retry: retry) { mailbox, _ in
            mailbox.localPart == "slow" ? ScriptedDeliverer.deferral("451 4.0.0 later") : ScriptedDeliverer.success
        }
        try await bench.queue.resume()
        let id = try await bench.submit(to: "slow@example.test")
        try await bench.runUntil { await bench.deliverer.delivered.count == 1 }
        #expect(try await bench.states(id) == [.expired])
        let last = try #require(try await bench.store.events(of: id).last?.event)
        let accepted = try #require(try await bench.store.message(id)?.message.acceptedAt)
        #expect(last.time - accepted >= .seconds(86_400))
        #expect(last.time - accepted < .seconds(86_460))
        let report = try #require(await bench.deliverer.delivered.first)
        #expect(await bench.deliverer.contents[report.message] == Array("slow@example.test expired".utf8))
    }

    @Test func anotherProcessTakesUpWhatIsLeftAndMarksWhatIsAmbiguous() async throws {
        let store = MemoryQueueStore()
        let clock = ManualClock()
        let first = try await QueueBench(store: store, clock: clock)
        let waiting = try await first.submit(to: "ada@example.test")
        let unknown = try await first.submit(to: "bob@example.test")
        try await store.commit([.event(unknown, recipients: [0], RecipientEvent(.attemptBegan, at: clock.now()))])

        let second = try await QueueBench(store: store, clock: clock)
        let resumed = try await second.queue.resume()
        #expect(resumed == (2, 1, 0))
        let fresh = try await second.submit(to: "eve@example.test")
        #expect(fresh > unknown)
        try await second.runUntil { await store.summary().recipients == [.delivered: 3] }
        #expect(try await second.kinds(unknown) == [.accepted, .attemptBegan, .interrupted, .attemptBegan, .delivered])
        #expect(Set(await second.deliverer.delivered.map(\.message)) == [waiting, unknown, fresh])
    }

    @Test func contentThatDoesNotFitIntoMemoryIsReadFromTheStore() async throws {
        let bench = try await QueueBench(contentMemory: 0)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await bench.deliverer.contents[id] == Array("Subject: x\r\n\r\nbody\r\n".utf8))
    }

    @Test func anOutcomeThatCannotBeRecordedForNowIsRecordedLater() async throws {
        let bench = try await QueueBench(
            store: TroubledStore { call in
                [.commit(3), .commit(4)].contains(call) ? QueueStoreError(.recovering, "a sync failed") : nil
            })
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await bench.deliverer.delivered.count == 1)
    }

    @Test func aClosedStoreEndsTheTryingToRecord() async throws {
        let bench = try await QueueBench(
            store: TroubledStore { call in
                if case .commit(3...) = call { QueueStoreError(.stopped, "the store was closed") } else { nil }
            })
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.runUntil { await bench.isAtRest }
        #expect(try await bench.states(id) == [.attempting])
    }

    @Test func aMessageThatCannotBeStoredIsRefusedAndNotDelivered() async throws {
        let bench = try await QueueBench(
            store: TroubledStore { $0 == .commit(1) ? QueueStoreError(.full, "the disk is full") : nil })
        try await bench.queue.resume()
        await #expect(throws: QueueStoreError.self) { try await bench.submit(to: "ada@example.test") }
        #expect(await bench.deliverer.contents.isEmpty)
    }

    @Test func withoutARecordOfTheAttemptNothingIsDelivered() async throws {
        let bench = try await QueueBench(
            store: TroubledStore { call in
                [.commit(2), .commit(3)].contains(call) ? QueueStoreError(.full, "the disk is full") : nil
            })
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        // The records of the first attempts fail; each time the delivery waits, and at last it is made once.
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await bench.deliverer.delivered.count == 1)
    }

    @Test func drainingWaitsForNothingWhenNothingIsUnderWay() async throws {
        let bench = try await QueueBench()
        try await bench.queue.resume()
        await bench.queue.drain()
        let id = try await bench.submit(to: "ada@example.test")
        #expect(try await bench.states(id) == [.queued])
    }
}
