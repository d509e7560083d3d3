import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

/// A queue over a store, with a clock to be moved and a deliverer to be told.
struct QueueBench {
    let queue: MailQueue
    let store: any QueueStore
    let clock: ManualClock
    let deliverer: ScriptedDeliverer

    init(
        store: any QueueStore = MemoryQueueStore(), clock: ManualClock = ManualClock(),
        retry: RetrySchedule = RetrySchedule(jitter: 0), contentMemory: Int = 1_000_000,
        script: @escaping ScriptedDeliverer.Script = { _, _ in ScriptedDeliverer.success }
    ) async throws {
        self.store = store
        self.clock = clock
        deliverer = ScriptedDeliverer(script: script)
        queue = try await MailQueue.open(
            store: store, deliverer: deliverer, reporter: PlainReporter(),
            configuration: MailQueueConfiguration(retry: retry, contentMemory: contentMemory), clock: clock,
            random: SeededGenerator(seed: 1))
    }

    func submit(from: String = "sender@example.test", to: String...) async throws -> MessageID {
        try await queue.submit(
            MessageSubmission(
                reversePath: try ReversePath(from), recipients: try to.map { try Mailbox($0) },
                content: Array("Subject: x\r\n\r\nbody\r\n".utf8), origin: "test"))
    }

    /// Moves the clock from alarm to alarm until a condition holds; bounded in steps, not in time.
    func runUntil(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<200_000 {
            if try await condition() { return }
            if let wake = clock.nextWake { clock.advance(to: wake) }
            await Task.yield()
        }
        Issue.record("the condition was never met")
    }

    func states(_ id: MessageID) async throws -> [RecipientState] {
        try await store.message(id)?.recipients.map(\.state) ?? []
    }

    func kinds(_ id: MessageID) async throws -> [RecipientEvent.Kind] {
        try await store.events(of: id).map(\.event.kind)
    }
}

/// A reporter whose report names the recipients.
struct PlainReporter: FailureReporter {
    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = message.reversePath.mailbox else { return nil }
        let text = failures.map { "\($0.mailbox) \($0.isExpired ? "expired" : "refused")" }.joined(separator: ",")
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: Array(text.utf8), origin: "report on \(message.id)")
    }
}

@Suite struct MailQueueTests {
    @Test func aMessageIsDeliveredAndItsLedgerSaysSo() async throws {
        let bench = try await QueueBench()
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test", "bob@example.test", "eve@other.test")
        try await bench.runUntil { try await bench.states(id).allSatisfy { $0 == .delivered } }
        let kinds = try await bench.store.events(of: id).filter { $0.recipient == 2 }.map(\.event.kind)
        #expect(kinds == [.accepted, .attemptBegan, .delivered])
        #expect(try await bench.store.content(of: id) == nil)
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
    }

    @Test func aBounceOfABounceIsDroppedAndRecorded() async throws {
        let bench = try await QueueBench { _, _ in ScriptedDeliverer.refusal("550 5.1.1 no such user") }
        try await bench.queue.resume()
        let id = try await bench.submit(from: "", to: "nobody@example.test")
        try await bench.runUntil { try await bench.kinds(id).contains(.reportDropped) }
        #expect(try await bench.states(id) == [.bounced])
        #expect(try await bench.store.list(includesSettled: true, limit: 10).count == 1)
    }

    @Test func aMessageThatIsNeverTakenExpiresAndIsReported() async throws {
        let bench = try await QueueBench(retry: RetrySchedule(jitter: 0, expiry: .seconds(86_400))) { mailbox, _ in
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
        #expect(resumed == (2, 1))
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

    @Test func aMessageThatCannotBeStoredIsRefusedAndNotDelivered() async throws {
        let bench = try await QueueBench(store: FailingStore(failsAfter: 0))
        try await bench.queue.resume()
        await #expect(throws: QueueStoreError.self) { try await bench.submit(to: "ada@example.test") }
        #expect(await bench.deliverer.contents.isEmpty)
    }

    @Test func withoutARecordOfTheAttemptNothingIsDelivered() async throws {
        let store = FailingStore(failsAfter: 1, recovers: 3)
        let bench = try await QueueBench(store: store)
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

/// A store whose commits fail from one on, and perhaps succeed again later.
actor FailingStore: QueueStore {
    private let store = MemoryQueueStore()
    private let failsAfter: Int
    private let recovers: Int
    private var commits = 0

    init(failsAfter: Int, recovers: Int = .max) {
        self.failsAfter = failsAfter
        self.recovers = recovers
    }

    func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        commits += 1
        if commits > failsAfter, commits <= recovers { throw QueueStoreError(.full, "the disk is full") }
        try await store.commit(changes)
    }

    func unsettledMessages(after: MessageID?, limit: Int) async -> [StoredMessage] {
        await store.unsettledMessages(after: after, limit: limit)
    }
    func content(of id: MessageID) async -> [UInt8]? { await store.content(of: id) }
    func message(_ id: MessageID) async -> StoredMessage? { await store.message(id) }
    func events(of id: MessageID) async -> [LedgerEntry] { await store.events(of: id) }
    func list(includesSettled: Bool, limit: Int) async -> [StoredMessage] {
        await store.list(includesSettled: includesSettled, limit: limit)
    }
    func summary() async -> QueueSummary { await store.summary() }
    func purgeHistory(before moment: WallTime) async -> Int { await store.purgeHistory(before: moment) }
}
