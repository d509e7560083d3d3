import DeliveryQueue
import MailAddressing
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

@Suite("Rests of the maintenance")
struct MaintenanceRestTests {
    @Test("are short while something happens, and longer while nothing does")
    func lengths() async throws {
        let (rest, clock) = (MaintenanceRest(), NotingClock())
        await rest.rest(by: clock)
        await rest.rest(by: clock)
        #expect(clock.sleeps == [10_000, 10_000, 50_000])
        try happen(to: rest)
        await rest.rest(by: clock)
        #expect(clock.sleeps.dropFirst(3) == [10_000])
    }

    @Test("end with the first event, and with the task")
    func ends() async throws {
        let (rest, clock) = (MaintenanceRest(), NotingClock(isLong: true))
        await rest.rest(by: clock)
        async let resting: Void = rest.rest(by: clock)
        // Returns when the long rest has begun.
        await clock.begins()
        try happen(to: rest)
        await resting
        await rest.rest(by: clock)
        let cancelled = Task { await rest.rest(by: clock) }
        cancelled.cancel()
        await cancelled.value
    }

    private func happen(to rest: MaintenanceRest) throws {
        let now = WallTime(milliseconds: 0)
        let message = QueuedMessage(
            id: try #require(MessageID("0sah336mg7mr3")), reversePath: .null,
            recipients: [try Mailbox("ada@example.org")], acceptedAt: now, expiresAt: now, size: 1, isEightBit: false,
            origin: "")
        rest.recorded(RecipientEvent(.accepted, at: now), of: message, recipients: [0])
    }
}

/// A clock that stands still and notes how long somebody sleeps: short sleeps end at once, long ones when they are
/// cancelled.
private final class NotingClock: QueueClock {
    private let noted = NIOLockedValueBox<[Int64]>([])
    private let isLong: Bool
    private let (beginning, continuation) = AsyncStream.makeStream(of: Void.self)

    init(isLong: Bool = false) { self.isLong = isLong }

    var sleeps: [Int64] { noted.withLockedValue { $0 } }

    func now() -> WallTime { WallTime(milliseconds: 0) }

    func begins() async { for await _ in beginning { return } }

    func sleep(until moment: WallTime) async throws {
        noted.withLockedValue { $0.append(moment.milliseconds) }
        guard isLong, moment.milliseconds > 10_000 else { return }
        continuation.yield()
        try await ContinuousClock().sleep(for: .seconds(3_600))
    }
}
