import DeliveryQueue
import DeliveryQueueTesting
import Foundation
import GRDB
import Testing

@testable import DeliveryQueueSQLite

@Suite("A closed store", .timeLimit(.minutes(15)))
struct ClosedStoreTests {
    private let directory: TemporaryDirectory
    private static let id = MessageID(number: 1)

    init() throws { directory = try TemporaryDirectory() }

    typealias Call = @Sendable (SQLiteQueueStore, TemporaryDirectory) async throws -> Void

    /// What can be asked of a store.
    static let calls: [(name: String, call: Call)] = [
        ("commit", { store, _ in try await store.accept([2]) }),
        ("commit of a large message", { store, _ in try await store.accept([2], size: 100_000) }),
        ("commit with a key", { store, _ in try await store.accept([2], isKeyed: true) }),
        ("makeSpool", { store, _ in _ = try await store.makeSpool() }),
        ("openRecipients", { store, _ in _ = try await store.openRecipients(after: nil, limit: 1) }),
        ("content", { store, _ in _ = try await store.content(of: id) }),
        ("message", { store, _ in _ = try await store.message(id) }),
        ("events", { store, _ in _ = try await store.events(of: id) }),
        ("messages", { store, _ in _ = try await store.messages(MessageQuery(includesSettled: true)) }),
        ("summary", { store, _ in _ = try await store.summary() }),
        (
            "statistics",
            { store, _ in
                _ = try await store.statistics(from: TrialMessages.start, until: TrialMessages.start + .seconds(1))
            }
        ),
        ("newestMessage", { store, _ in _ = try await store.newestMessage() }),
        ("maintain", { store, _ in try await store.maintain(HistoryLimits(), at: TrialMessages.start) }),
        ("check", { store, _ in _ = try await store.check() }),
        ("backup", { store, directory in _ = try await store.backup(to: directory.fresh) }),
        ("write", { store, _ in try await store.write(["a": [1]], in: StateSpace("test")) }),
        ("value", { store, _ in _ = try await store.value(of: "a", in: StateSpace("test")) }),
        ("values", { store, _ in _ = try await store.values(in: StateSpace("test"), after: nil, limit: 1) }),
    ]

    @Test("refuses what it is asked as stopped, and writes nothing", arguments: calls)
    func refuses(call: (name: String, call: Call)) async throws {
        let store = try SQLiteQueueStore(at: directory.data)
        try await store.accept([1])
        await store.close()
        let before = try FileManager.default.subpathsOfDirectory(atPath: directory.data).sorted()
        await #expect { try await call.call(store, directory) } throws: { ($0 as? QueueStoreError)?.kind == .stopped }
        #expect(try FileManager.default.subpathsOfDirectory(atPath: directory.data).sorted() == before)
    }

    @Test("takes nothing more of a message that was coming in, as the directory may be another's by then")
    func refusesPieces() async throws {
        let store = try SQLiteQueueStore(at: directory.data)
        let spool = try await store.makeSpool()
        try await spool.append([1, 2, 3])
        await store.close()
        await #expect { try await spool.append([UInt8](repeating: 1, count: 500_000)) } throws: {
            ($0 as? QueueStoreError)?.kind == .stopped
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.data + "/spool") == [])
    }

    @Test("is closed for whoever closes it a second time, too, once the first has closed it")
    func closedTwice() async throws {
        let store = try SQLiteQueueStore(at: directory.data)
        try await store.accept([1])
        let pool = try store.queue.current().pool
        let (began, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        // A reading holds the first one up.
        let reading = try StoreThread {
            _ = try? pool.read { _ in
                began.signal()
                mayEnd.wait()
            }
        }
        reading.detach()
        await OwnThread.run { began.wait() }
        let first = Task { await store.close() }
        // From this refusal on the first one is under way.
        while (try? await store.write(["a": [1]], in: StateSpace("test"))) != nil { await Task.yield() }
        let hasReturned = Locked(false)
        let second = Task {
            await store.close()
            hasReturned.withLock { $0 = true }
            return Result { try SQLiteQueueStore(at: directory.data) }
        }
        // As long as a second one would need that does not wait.
        for _ in 0..<1_000 where !hasReturned.withLock({ $0 }) { await Task.yield() }
        #expect(!hasReturned.withLock { $0 })
        mayEnd.signal()
        await first.value
        let again = try await second.value.get()
        #expect(try await again.missing(among: [1]) == [])
    }

    @Test("answers or refuses whoever reads while it is being closed")
    func readingsMeanwhile() async throws {
        for _ in 1...40 {
            let store = try SQLiteQueueStore(at: directory.fresh)
            try await store.accept([1])
            let refusals = await withTaskGroup(of: QueueStoreError?.self) { group in
                for _ in 1...6 { group.addTask { await OwnThread.run { Self.read(store) } } }
                group.addTask {
                    await store.close()
                    return nil
                }
                return await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
            }
            #expect(refusals.count == 6 && refusals.allSatisfy { $0.kind == .stopped })
        }
    }

    /// Reads until it is refused.
    private static func read(_ store: SQLiteQueueStore) -> QueueStoreError {
        while true {
            do throws(QueueStoreError) {
                _ = try store.queue.readNow { try QueueRows.message(id, in: $0) }
            } catch {
                return error
            }
        }
    }
}
