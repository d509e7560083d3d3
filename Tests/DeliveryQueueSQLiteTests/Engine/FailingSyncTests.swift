import DeliveryQueue
import DeliveryQueueTesting
import Foundation
import GRDB
import Testing

@testable import DeliveryQueueSQLite

/// Syncs that fail at the moments at which the log is easily mistaken for another.
@Suite("A failing sync", .timeLimit(.minutes(15)))
struct FailingSyncTests {
    private let disk: ForgetfulDisk
    private let told = ToldEvents()

    init() throws { disk = try ForgetfulDisk() }

    private func open(_ disk: ForgetfulDisk) throws -> SQLiteQueueStore {
        try SQLiteQueueStore(at: disk.directory + "/data", options: .init(), disk: disk, events: told.add)
    }

    @Test(
        "loses nothing of a log that was copied as a whole and begun anew, by a smaller transaction or by a larger one",
        arguments: [Int64(20), 150], ForgetfulDisk.Loss.allCases)
    func logBegunAnew(count: Int64, loss: ForgetfulDisk.Loss) async throws {
        let store = try open(disk)
        try await store.accept(1...100, size: 3_000)
        let first = store.queue.synced.withLock { $0 }
        try store.queue.checkpoint(.restart)
        try await store.accept(1_001...(1_000 + count), size: 3_000)
        let second = store.queue.synced.withLock { $0 }
        try #require(second.salts != first.salts && (second.frames >= first.frames) == (count > 100))

        disk.failSync(after: 1, loss: loss)
        await #expect(throws: QueueStoreError.self) { try await store.accept([2_000]) }
        #expect(await told.waitsForRecovery())
        try await store.accept([2_001])
        try await expectAll(of: count, in: store)
        // And so after the power was cut.
        disk.powerOff()
        await store.close()
        let next = try disk.cut(seed: 1, survival: .nothing)
        try await expectAll(of: count, in: try open(next))
    }

    private func expectAll(of count: Int64, in store: SQLiteQueueStore) async throws {
        let acknowledged = Array(1...100) + Array(1_001...(1_000 + count)) + [2_001]
        #expect(try await store.missing(among: acknowledged) == [])
        #expect(try await store.message(MessageID(number: 2_000)) == nil)
        #expect(try await store.check().problems == [])
    }

    @Test("loses nothing where each commit has begun the log anew, as the disk was full")
    func logBegunAnewByEach() async throws {
        let store = try open(disk)
        try await store.accept(1...40)
        try store.queue.checkpoint(.restart)
        disk.setRoom(0)
        for number in Int64(1)...40 { try await store.attempt([number]) }
        disk.setRoom(nil)
        disk.failSync(after: 1)
        await #expect(throws: QueueStoreError.self) { try await store.accept([900]) }
        #expect(await told.waitsForRecovery())
        try await store.accept([901])
        for number in Int64(1)...40 {
            #expect(try await store.message(MessageID(number: number))?.recipients[0].state == .attempting)
        }
        #expect(try await store.check().problems == [])
    }

    @Test("refuses for a while whoever reads meanwhile, and does them no harm")
    func readingsMeanwhile() async throws {
        let store = try open(disk)
        try await store.accept([1])
        let isOver = Locked(false)
        try await withThrowingTaskGroup(of: [QueueStoreError].self) { group in
            for _ in 1...6 {
                group.addTask { await OwnThread.run { Self.read(store) { isOver.withLock { $0 } } } }
            }
            for number in Int64(2)...21 {
                disk.failSync(after: 1)
                await #expect(throws: QueueStoreError.self) { try await store.accept([number]) }
                #expect(await told.waitsForRecovery())
                told.forget()
            }
            isOver.withLock { $0 = true }
            for try await refusals in group { #expect(refusals.allSatisfy { $0.kind == .recovering }) }
        }
        #expect(try await store.openRecipients(after: nil, limit: 100).map(\.place.message.number) == [1])
    }

    /// Reads until it is over; gives each kind of refusal once.
    private static func read(_ store: SQLiteQueueStore, isOver: () -> Bool) -> [QueueStoreError] {
        var refusals: [QueueStoreError] = []
        while !isOver() {
            do throws(QueueStoreError) {
                _ = try store.queue.readNow { try QueueRows.message(MessageID(number: 1), in: $0) }
            } catch {
                if !refusals.contains(where: { $0.kind == error.kind }) { refusals.append(error) }
            }
        }
        return refusals
    }

    @Test(
        "has nothing come back that was refused, after an orderly end on a disk that works again",
        arguments: ForgetfulDisk.Loss.allCases)
    func refusedStaysAway(loss: ForgetfulDisk.Loss) async throws {
        do {
            let store = try open(disk)
            try await store.accept([1])
            disk.failEverySync(true, loss: loss)
            await #expect(throws: QueueStoreError.self) { try await store.accept([2]) }
            // Refused as long as the store cannot repair itself.
            await #expect(throws: QueueStoreError.self) { try await store.accept([3]) }
            disk.failEverySync(false)
            await store.close()
        }
        disk.restartProcess()
        let store = try open(disk)
        #expect(try await store.openRecipients(after: nil, limit: 10).map(\.place.message.number) == [1])
        try await store.accept([2])
        #expect(try await store.check().problems == [])
    }

    /// The process ends while no sync succeeds, and the power is cut at an operation of the next start: one of four
    /// operations for each way to survive, so that each operation has its turn.
    @Test(
        "leaves a store that opens whole, also when the power is cut while it opens after the end of the process",
        arguments: zip(ForgetfulDisk.Survival.allCases, 1...4))
    func cutWhileOpening(survival: ForgetfulDisk.Survival, first: Int) async throws {
        var struck = 0
        for operation in stride(from: first, through: 400, by: 4) {
            let loss = ForgetfulDisk.Loss.allCases[struck % ForgetfulDisk.Loss.allCases.count]
            let disk = try ForgetfulDisk()
            try await leaveUnsynced(on: disk, loss)
            disk.armCut(afterOperations: operation)
            let opened = try? open(disk)
            let isCut = disk.isCut
            disk.powerOff()
            await opened?.close()
            let next = try disk.cut(seed: UInt64(operation), survival: survival)
            try await expectWhole(on: next, "operation \(operation), \(loss)")
            guard isCut else { break }
            struck += 1
        }
        #expect(struck >= 4)
    }

    /// Leaves a log with acknowledged frames, and refused ones that are on no disk and may be read all the same.
    private func leaveUnsynced(on disk: ForgetfulDisk, _ loss: ForgetfulDisk.Loss) async throws {
        let store = try open(disk)
        try await store.accept(1...40, size: 3_000)
        try await store.deliver(1...10)
        try store.queue.checkpoint(.restart)
        try await store.accept([99])
        disk.failEverySync(true, loss: loss)
        await #expect(throws: QueueStoreError.self) { try await store.deliver(11...40) }
        await store.close()
        disk.failEverySync(false)
        disk.restartProcess()
    }

    private func expectWhole(on disk: ForgetfulDisk, _ moment: String) async throws {
        let store = try open(disk)
        #expect(try await store.check().problems == [], "\(moment)")
        // The end of the process came before it was known what became of the last commit: all of it or nothing.
        let open = try await store.openRecipients(after: nil, limit: 100).map(\.place.message.number)
        #expect(open == [99] || open == Array(11...40) + [99], "\(moment)")
        let delivered = try await store.summary().recipients[.delivered]
        #expect(delivered == 41 - open.count, "\(moment)")
        let content = try await store.content(of: MessageID(number: 99))
        #expect(content == TrialMessages.octets(10, number: 99), "\(moment)")
        await store.close()
    }
}
