import DeliveryQueue
import DeliveryQueueSQLite
import DeliveryQueueTesting
import Foundation

/// A `SQLiteQueueStore` on a disk that forgets.
///
/// Each failing sync loses its data in another way, in turn: all or some of it, and still read or not.
final class SQLitePowerCutBench: PowerCutBench {
    private struct State {
        var disk: ForgetfulDisk
        var losses = 0
    }

    private let options: SQLiteQueueStore.Options
    private let events: @Sendable (QueueStoreEvent) -> Void
    private let lock = NSLock()
    // Under the lock.
    nonisolated(unsafe) private var state: State

    /// Puts an empty disk on the bench.
    ///
    /// - Parameters:
    ///   - options: how the store works.
    ///   - events: is told what the store says of itself.
    init(
        options: SQLiteQueueStore.Options = .init(),
        events: @escaping @Sendable (QueueStoreEvent) -> Void = { _ in }
    ) throws {
        self.options = options
        self.events = events
        state = State(disk: try ForgetfulDisk())
    }

    /// The disk that is on the bench now.
    var disk: ForgetfulDisk { lock.withLock { state.disk } }

    /// The store's directory on it.
    var directory: String { disk.directory + "/data" }

    var isCut: Bool { disk.isCut }

    func open() async throws -> any QueueStore {
        let disk = disk
        return try SQLiteQueueStore(at: disk.directory + "/data", options: options, disk: disk, events: events)
    }

    func abandon(_ store: any QueueStore) async {
        disk.powerOff()
        await (store as? SQLiteQueueStore)?.close()
        disk.restartProcess()
    }

    func armCut(afterOperations operations: Int) { disk.armCut(afterOperations: operations) }

    func failSync(after syncs: Int) {
        let ways = ForgetfulDisk.Loss.allCases
        let (disk, loss) = lock.withLock {
            defer { state.losses += 1 }
            return (state.disk, ways[state.losses % ways.count])
        }
        disk.failSync(after: syncs, loss: loss)
    }

    func setFull(_ octets: Int?) { disk.setRoom(octets) }

    func cut(seed: UInt64) async throws {
        let next = try disk.cut(seed: seed)
        lock.withLock { state.disk = next }
    }

    /// The store repairs itself on a thread of its own, which needs its time on a machine that does much else.
    func pause() async { try? await Task.sleep(for: .milliseconds(1)) }

    func remove() async {
        let disk = disk
        disk.powerOff()
        try? FileManager.default.removeItem(atPath: disk.directory)
    }
}
