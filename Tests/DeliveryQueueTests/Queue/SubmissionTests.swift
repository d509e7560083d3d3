import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct SubmissionTests {
    @Test func aMessageHandedInTwiceAtOnceUnderOneKeyIsAcceptedOnce() async throws {
        let bench = try await QueueBench()
        try await bench.queue.resume()
        let submission = try QueueBench.submission(to: ["ada@example.test"], key: "order 17")
        async let first = bench.queue.submit(submission)
        async let second = bench.queue.submit(submission)
        let names = try await [first, second]
        #expect(names[0] == names[1])
        try await bench.runUntil { try await bench.states(names[0]) == [.delivered] }
        #expect(try await bench.queue.submit(submission) == names[0])
        await bench.settleDown()
        #expect(await bench.deliverer.delivered.count == 1)
        #expect(await bench.queue.scheduler.backlog == 0)
    }

    @Test func aKeyIsKnownAfterARestartAndOthersAreTheirOwn() async throws {
        let store = MemoryQueueStore()
        let submission = try QueueBench.submission(to: ["ada@example.test"], key: "order 17")
        let first = try await QueueBench(store: store).queue.submit(submission)
        let second = try await QueueBench(store: store)
        #expect(try await second.queue.submit(submission) == first)
        let other = try await second.queue.submit(
            try QueueBench.submission(to: ["ada@example.test"], key: "order 18"))
        #expect(other != first)
        try await second.queue.resume()
        try await second.runUntil { await store.summary().recipients == [.delivered: 2] }
        #expect(await second.deliverer.delivered.count == 2)
    }

    @Test func contentThatCameInPiecesIsDeliveredBehindTheTraceFields() async throws {
        let bench = try await QueueBench()
        try await bench.queue.resume()
        #expect(bench.queue.spoolThreshold == bench.store.spoolThreshold)
        let spool = try await bench.queue.makeSpool()
        for piece in ["Subject: x\r\n", "", "\r\nböd", "y\r\n"] { try await spool.append(Array(piece.utf8)) }
        var submission = try QueueBench.submission(to: ["ada@example.test"])
        submission.content = .spooled(head: Array("A: b\r\n".utf8), try await spool.finish())
        submission.traceFields = { id, _ in Array("Received: \(id)\r\n".utf8) }
        let id = try await bench.queue.submit(submission)
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        let expected = Array("Received: \(id)\r\nA: b\r\nSubject: x\r\n\r\nbödy\r\n".utf8)
        #expect(await bench.deliverer.contents[id] == expected)
        let message = try #require(try await bench.store.message(id)?.message)
        #expect(message.size == expected.count)
        #expect(message.isEightBit)
    }

    @Test func spooledContentThatWasRefusedIsStillTheCallers() async throws {
        let bench = try await QueueBench(
            store: TroubledStore { $0 == .commit(1) ? QueueStoreError(.full, "the disk is full") : nil })
        let spool = try await bench.queue.makeSpool()
        try await spool.append([1, 2, 3])
        var submission = try QueueBench.submission(to: ["ada@example.test"])
        submission.content = .spooled(head: [], try await spool.finish())
        let refused = submission
        await #expect(throws: QueueStoreError.self) { try await bench.queue.submit(refused) }
        let id = try await bench.queue.submit(submission)
        #expect(try await bench.store.content(of: id) == [1, 2, 3])
    }

    @Test func discardedContentCannotBeSubmitted() async throws {
        let bench = try await QueueBench()
        let spool = try await bench.queue.makeSpool()
        try await spool.append([1])
        var submission = try QueueBench.submission(to: ["ada@example.test"])
        submission.content = .spooled(head: [], try await spool.finish())
        await spool.discard()
        let discarded = submission
        await #expect(throws: QueueStoreError.self) { try await bench.queue.submit(discarded) }
        #expect(try await bench.store.newestMessage() == nil)
    }

    @Test func whatIsKeptInMemoryIsBounded() async throws {
        let bench = try await QueueBench(contentMemory: 10_000)
        for _ in 0..<100 { _ = try await bench.submit(to: "ada@example.test") }
        #expect(await bench.queue.contentInMemory <= 10_000)
        #expect((1..<100).contains(await bench.queue.active.count))
        try await bench.queue.resume()
        try await bench.runUntil { try await bench.store.summary().recipients == [.delivered: 100] }
        try await bench.runUntil { await bench.isAtRest }
    }

    @Test func aKeyBelongsToOneReversePathAndItsRecipients() async throws {
        let bench = try await QueueBench()
        let two = ["ada@example.test", "bob@example.test"]
        let first = try await bench.queue.submit(try QueueBench.submission(to: two, key: "order 17"))
        let others = [
            try QueueBench.submission(to: ["ada@example.test"], key: "order 17"),
            try QueueBench.submission(from: "other@example.test", to: two, key: "order 17"),
        ]
        for other in others {
            let error = await #expect(throws: QueueStoreError.self) { try await bench.queue.submit(other) }
            #expect(error?.kind == .misuse)
            #expect(error?.reason.contains(first.description) == true)
        }
        let again = try QueueBench.submission(to: two.reversed(), key: "order 17")
        #expect(try await bench.queue.submit(again) == first)
        let key = "order 1\u{E9}"
        let composed = try await bench.queue.submit(try QueueBench.submission(to: two, key: key))
        let decomposed = try QueueBench.submission(to: ["eve@example.test"], key: "order 1e\u{301}")
        #expect(try await bench.queue.submit(decomposed) != composed)
    }

    @Test(arguments: [QueueStoreError.Kind.quarantined, .damaged, nil])
    func aFirstMessageThatCannotBeComparedWasAcceptedAllTheSame(kind: QueueStoreError.Kind?) async throws {
        let memory = MemoryQueueStore()
        let submission = try QueueBench.submission(to: ["ada@example.test"], key: "order 17")
        let first = try await QueueBench(store: memory).queue.submit(submission)
        let store = TroubledStore(over: memory) { call in
            call == .message(first) ? kind.map { QueueStoreError($0, "its row is damaged") } : nil
        }
        let bench = try await QueueBench(store: store)
        #expect(try await bench.queue.submit(submission) == first)
    }
}
