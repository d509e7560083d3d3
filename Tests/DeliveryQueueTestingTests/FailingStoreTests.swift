import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite("A store that fails when told to") struct FailingStoreTests {
    private static let full = QueueStoreError(.full, "no room")

    @Test(
        "It fails the writes that it was told to",
        arguments: [
            (0, FailingStore.Extent.once, [false, true, true, true, true]),
            (2, .once, [true, true, false, true, true]),
            (1, .times(2), [true, false, false, true, true]),
            (3, .fromThenOn, [true, true, true, false, false]),
        ])
    func writes(_ after: Int, _ extent: FailingStore.Extent, _ expected: [Bool]) async throws {
        let store = FailingStore(MemoryQueueStore(), with: Self.full, after: after, extent)
        var outcomes: [Bool] = []
        for number in 1...expected.count {
            let message = try TrialMessages.message(Int64(number))
            do throws(QueueStoreError) {
                try await store.commit([.accept(message, content: .octets([1]))])
                outcomes.append(true)
            } catch {
                #expect(error == Self.full)
                outcomes.append(false)
            }
            #expect((try await store.message(message.id) != nil) == outcomes.last)
        }
        #expect(outcomes == expected)
        #expect(await store.taken == expected.count { $0 })
        #expect(await store.failed == expected.count { !$0 })
    }

    @Test("It works again when told to") func recovery() async throws {
        let store = FailingStore(MemoryQueueStore())
        let change = QueueChange.accept(try TrialMessages.message(1), content: .octets([1]))
        await store.fail(with: Self.full, .fromThenOn)
        await #expect(throws: Self.full) { try await store.commit([change]) }
        await store.recover()
        try await store.commit([change])
    }

    @Test("State and spooled octets fail as well") func otherWrites() async throws {
        let store = FailingStore(MemoryQueueStore())
        let space = StateSpace("test")
        let spool = try await store.makeSpool()
        await store.fail(with: Self.full, .times(2))
        await #expect(throws: Self.full) { try await store.write(["a": [1]], in: space) }
        await #expect(throws: Self.full) { try await spool.append([1]) }
        try await store.write(["a": [2]], in: space)
        #expect(try await store.value(of: "a", in: space) == [2])
    }

    @Test("State is kept in memory where the other store keeps none") func stateOfItsOwn() async throws {
        struct Stateless: QueueStoreDecorator { let base: any QueueStore }
        let store = FailingStore(Stateless(base: MemoryQueueStore()))
        let space = StateSpace("test")
        try await store.write(["a": [1]], in: space)
        #expect(try await store.value(of: "a", in: space) == [1])
        await store.fail(with: Self.full, .once)
        await #expect(throws: Self.full) { try await store.write(["a": [2]], in: space) }
        #expect(try await store.values(in: space, after: nil, limit: 9).map(\.value) == [[1]])
    }

    @Test("While it does not fail it keeps the contract") func contract() async throws {
        #expect(try await QueueStoreConformance { FailingStore(MemoryQueueStore()) }.problems() == [])
        #expect(try await StateStoreConformance { FailingStore(MemoryQueueStore()) }.problems() == [])
    }
}
