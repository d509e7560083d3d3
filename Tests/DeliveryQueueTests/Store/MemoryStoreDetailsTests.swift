import DeliveryQueue
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct MemoryStoreDetailsTests {
    private let start = WallTime(milliseconds: 1_800_000_000_000)

    private func accept(_ number: Int64, key: String? = nil) throws -> QueueChange {
        let message = QueuedMessage(
            id: MessageID(number: number), reversePath: .null, recipients: [try Mailbox("ada@example.test")],
            acceptedAt: start, expiresAt: start + .seconds(86_400), size: 3, isEightBit: false, origin: "a check")
        return .accept(message, content: .octets([1, 2, 3]), key: key.flatMap { InjectionKey($0) })
    }

    private func cancel(_ number: Int64, after wait: Duration) -> QueueChange {
        .event(MessageID(number: number), recipients: [0], RecipientEvent(.cancelled, at: start + wait))
    }

    @Test func historyIsForgottenByAgeAndItsKeysWithIt() async throws {
        let store = MemoryQueueStore()
        for number in 1...3 as ClosedRange<Int64> {
            try await store.commit([try accept(number, key: "key \(number)"), cancel(number, after: .seconds(number))])
        }
        let limits = HistoryLimits(retention: .seconds(10))
        #expect(await store.maintain(limits, at: start + .seconds(11)).moved == 3)
        #expect(await store.maintain(limits, at: start + .seconds(12)).forgotten == 1)
        #expect(await store.message(MessageID(number: 1)) == nil)
        #expect(await store.events(of: MessageID(number: 2)).count == 2)
        try await store.commit([try accept(4, key: "key 1")])
        await #expect(throws: QueueStoreError.self) { try await store.commit([try accept(5, key: "key 2")]) }
    }

    @Test func theOldestHistoryGoesWhenThereIsTooMuch() async throws {
        let store = MemoryQueueStore()
        for number in 1...100 as ClosedRange<Int64> {
            try await store.commit([try accept(number), cancel(number, after: .seconds(number))])
        }
        let limits = HistoryLimits(maximumSize: 20_000)
        let done = await store.maintain(limits, at: start + .seconds(200))
        #expect(done.moved == 100)
        #expect((1..<100).contains(done.forgotten))
        let left = await store.messages(MessageQuery(includesSettled: true)).map(\.message.id.number)
        #expect(left == Array(Int64(done.forgotten + 1)...100))
    }

    @Test func twoMessagesUnderOneKeyInOneCommitAreRefused() async throws {
        let store = MemoryQueueStore()
        await #expect(throws: QueueStoreError.self) {
            try await store.commit([try accept(1, key: "same"), try accept(2, key: "same")])
        }
        #expect(await store.newestMessage() == nil)
    }

    @Test func keysOfStateAreOrderedAndToldApartByTheirOctets() async throws {
        let store = MemoryQueueStore()
        let space = StateSpace("a-check")
        // The first two are one text to Swift, and two keys.
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        try await store.write([composed: [1]], in: space)
        try await store.write([decomposed: [2], "z": [3], "": [4]], in: space)
        let page = await store.values(in: space, after: nil, limit: 10)
        #expect(page.map(\.value) == [[4], [2], [3], [1]])
        #expect(await store.value(of: composed, in: space) == [1])
        #expect(await store.values(in: space, after: "e", limit: 2).map(\.value) == [[2], [3]])
        try await store.write([decomposed: nil], in: space)
        #expect(await store.value(of: decomposed, in: space) == nil)
        #expect(await store.values(in: StateSpace("another"), after: nil, limit: 10).isEmpty)
    }

    @Test(arguments: [(256, 0), (1, 65_537)])
    func stateThatIsTooLongIsRefusedWhole(keyLength: Int, valueSize: Int) async throws {
        let store = MemoryQueueStore()
        let key = String(repeating: "k", count: keyLength)
        await #expect(throws: QueueStoreError.self) {
            try await store.write(
                ["fine": [1], key: Array(repeating: 0, count: valueSize)], in: StateSpace("a-check"))
        }
        #expect(await store.value(of: "fine", in: StateSpace("a-check")) == nil)
    }
}
