import DeliveryQueue
import HeapModule

/// The time of a simulated world: it moves on only when nothing may run, to the next moment at which something happens.
///
/// It counts from the beginning of the run and knows by how much civil time is ahead of that, which jumps when somebody
/// sets the clock.
final class VirtualTime: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// A moment, in milliseconds from the beginning of the run.
    typealias Moment = Int64

    private enum Action {
        case event(() -> Void)
        case wait(owner: Int, UnsafeContinuation<Bool, Never>)
        case sleep(owner: Int, until: WallTime, UnsafeContinuation<Bool, Never>)
    }

    private struct Entry {
        var at: Moment
        var action: Action
    }

    private struct Alarm: Comparable {
        var at: Moment
        var id: UInt64

        static func < (left: Alarm, right: Alarm) -> Bool { (left.at, left.id) < (right.at, right.id) }
    }

    /// How soon whoever sleeps notices that the clock was set forward, as with the clock of a machine.
    private static let noticing: Moment = 60_000

    /// How much time has passed.
    private(set) var now: Moment = 0
    /// When civil time jumped last, and by how much in all.
    private(set) var lastJump: Moment = -1_000_000_000
    private var latest = WallTime(milliseconds: 0)
    private var offset: Moment
    private var alarms: Heap<Alarm> = []
    private var entries: [UInt64: Entry] = [:]
    private var count: UInt64 = 0
    private var ended: Set<Int> = []

    /// Makes a time that stands at its beginning.
    ///
    /// - Parameter start: civil time then.
    init(start: WallTime) { offset = start.milliseconds }

    /// Civil time, as a machine's clock shows it.
    var wall: WallTime { WallTime(milliseconds: now + offset) }

    /// The latest civil time that there ever was.
    var latestWall: WallTime { max(latest, wall) }

    /// Whether something will happen.
    var hasNext: Bool { !entries.isEmpty }

    /// Moves on to the next moment at which something happens, and has it happen.
    func advance() {
        while let alarm = alarms.popMin() {
            guard let entry = entries[alarm.id], entry.at == alarm.at else { continue }
            entries[alarm.id] = nil
            now = max(now, alarm.at)
            switch entry.action {
            case .event(let action): action()
            case .wait(_, let continuation), .sleep(_, _, let continuation): continuation.resume(returning: true)
            }
            return
        }
    }

    /// Has something happen at a moment; at once where it has passed.
    func at(_ moment: Moment, _ action: @escaping () -> Void) {
        _ = add(Entry(at: max(now, moment), action: .event(action)))
    }

    /// Has something happen after a time.
    func after(_ wait: Moment, _ action: @escaping () -> Void) { at(now + wait, action) }

    private func add(_ entry: Entry) -> UInt64 {
        count += 1
        entries[count] = entry
        alarms.insert(Alarm(at: entry.at, id: count))
        return count
    }

    /// Forgets what would have happened, as the run is over.
    func clear() {
        entries = [:]
        alarms = []
    }

    /// Sets civil time forward, or back.
    func jump(by step: Moment) {
        latest = max(latest, wall)
        offset += step
        lastJump = now
        for (id, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard case .sleep(_, let until, _) = entry.action else { continue }
            let left = until.milliseconds - offset - now
            let at = left > 0 ? now + left : now + Moment(id % UInt64(Self.noticing))
            guard at != entry.at else { continue }
            entries[id]?.at = at
            alarms.insert(Alarm(at: at, id: id))
        }
    }
}

extension VirtualTime {
    /// Waits.
    ///
    /// - Parameters:
    ///   - time: how long.
    ///   - owner: the process that waits.
    ///   - isCancellable: whether the end of the task ends it.
    /// - Returns: false when it was ended before its time, as the process or the task was.
    func wait(_ time: Moment, for owner: Int, isCancellable: Bool = true) async -> Bool {
        guard !ended.contains(owner) else { return await isEnded() }
        guard isCancellable else {
            return await suspend(for: owner) {
                .wait(owner: owner, $0)
            } until: {
                now + time
            }
        }
        return await cancellable { id in
            await suspend(for: owner, id) {
                .wait(owner: owner, $0)
            } until: {
                now + time
            }
        }
    }

    /// Sleeps until the clock of the machine shows a time.
    ///
    /// - Returns: false when it was ended before its time, as the process or the task was.
    func sleep(until moment: WallTime, for owner: Int) async -> Bool {
        guard !ended.contains(owner) else { return await isEnded() }
        guard moment > wall else { return !Task.isCancelled }
        return await cancellable { id in
            await suspend(for: owner, id) {
                .sleep(owner: owner, until: moment, $0)
            } until: {
                moment.milliseconds - offset
            }
        }
    }

    /// Lets others run: a process that has ended must not go round in a circle within one job.
    private func isEnded() async -> Bool {
        // A yield would go past the hook, to the runtime's own threads.
        await Task.detached {}.value
        return false
    }

    /// Ends all waits of a process, and those that it will want.
    func end(_ owner: Int) {
        ended.insert(owner)
        for (id, entry) in entries.sorted(by: { $0.key < $1.key }) {
            switch entry.action {
            case .wait(owner, let continuation), .sleep(owner, _, let continuation):
                entries[id] = nil
                continuation.resume(returning: false)
            default: break
            }
        }
    }

    /// Where the number of a wait is noted, for its cancellation.
    private final class Place: @unchecked Sendable {
        var id: UInt64?
    }

    private func cancellable(_ wait: (Place) async -> Bool) async -> Bool {
        let place = Place()
        return await withTaskCancellationHandler {
            Task.isCancelled ? false : await wait(place)
        } onCancel: {
            guard let id = place.id, let entry = entries.removeValue(forKey: id) else { return }
            switch entry.action {
            case .wait(_, let continuation), .sleep(_, _, let continuation): continuation.resume(returning: false)
            case .event: break
            }
        }
    }

    private func suspend(
        for owner: Int, _ place: Place? = nil, _ action: (UnsafeContinuation<Bool, Never>) -> Action,
        until moment: () -> Moment
    ) async -> Bool {
        await withUnsafeContinuation { continuation in
            let id = add(Entry(at: max(now, moment()), action: action(continuation)))
            place?.id = id
        }
    }
}

/// The clock of a process in a simulated world.
struct VirtualClock: QueueClock {
    /// The world's time.
    let time: VirtualTime
    /// The process.
    let owner: Int
    /// What is wrong on purpose.
    let plant: Plant

    /// By how much a clock is late that is wrong on purpose.
    private static let delay = Duration.seconds(2 * 3_600)

    func now() -> WallTime { time.wall }

    func sleep(until moment: WallTime) async throws {
        let moment = plant.strikes(.lateAlarm) ? moment + Self.delay : moment
        guard await time.sleep(until: moment, for: owner) else { throw CancellationError() }
    }
}
