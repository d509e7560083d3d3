import DeliveryQueue
import Testing

@testable import DeliveryQueueSQLite

@Suite("The room on the disk")
struct RoomWatchTests {
    private let disk = MemoryDisk()
    private let told = ToldEvents()

    private func watch(keeping minimum: Int) -> RoomWatch {
        RoomWatch(path: "/data", disk: disk, minimum: minimum, events: told.add)
    }

    @Test(
        "is enough for mail that leaves what is kept",
        arguments: [
            (free: nil, minimum: 100, octets: .max, isEnough: true), (free: 0, minimum: 0, octets: 0, isEnough: true),
            (free: 0, minimum: 0, octets: 1, isEnough: false), (free: 99, minimum: 100, octets: 0, isEnough: false),
            (free: 100, minimum: 100, octets: 0, isEnough: true), (free: 100, minimum: 100, octets: 1, isEnough: false),
            (free: 300, minimum: 100, octets: 200, isEnough: true),
            (free: 300, minimum: 100, octets: 201, isEnough: false),
            (free: 300, minimum: 100, octets: .max, isEnough: false),
            (free: 300, minimum: .max, octets: .max, isEnough: false),
        ] as [(free: Int?, minimum: Int, octets: Int, isEnough: Bool)])
    func enough(free: Int?, minimum: Int, octets: Int, isEnough: Bool) {
        disk.controls.withLock { $0.free = free }
        let lack = watch(keeping: minimum).lack(for: octets)
        #expect(isEnough ? lack == nil : lack?.kind == .full)
    }

    @Test("is told of when it is used up, and when a look finds some again")
    func usedUp() {
        let watch = watch(keeping: 100)
        for free in [50, 40, 200, 300] {
            disk.controls.withLock { $0.free = free }
            _ = watch.lack()
        }
        #expect(told.all.count == 2 && told.all.last == .hasRoom)
        #expect(!watch.isTight)
    }

    @Test("is not said to be used up by a message that is too large for it alone")
    func tooLarge() {
        let watch = watch(keeping: 100)
        disk.controls.withLock { $0.free = 300 }
        #expect(watch.lack(for: 1_000) != nil)
        #expect(told.all.isEmpty && !watch.isTight)
    }

    @Test("is not found by a look after a write that found none, but by mail that is taken")
    func failedWrite() {
        let watch = watch(keeping: 100)
        disk.controls.withLock { $0.free = 300 }
        watch.becameFull("no room")
        // The look does not refuse: else nobody would ever try again.
        #expect(watch.lack() == nil && watch.isTight)
        watch.becameRoomy()
        #expect(!watch.isTight && told.all == [.full("no room"), .hasRoom])
    }
}
