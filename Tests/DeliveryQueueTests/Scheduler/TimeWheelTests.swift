import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct TimeWheelTests {
    private func insert(_ due: Int64, in arena: inout DeliveryArena, _ wheel: inout TimeWheel) -> Int32 {
        let place = arena.insert(
            DeliveryArena.Entry(
                message: MessageID(number: 1), due: due, sequence: 0, recipients: 0, site: 0, sender: 0, domain: -1,
                priority: .normal, postponements: 0, stage: .waiting))
        wheel.insert(place, in: &arena)
        return place
    }

    private func dues(_ chain: Chain, in arena: inout DeliveryArena) -> [Int64] {
        var (chain, dues) = (chain, [Int64]())
        while let place = arena.popFirst(from: &chain) {
            dues.append(arena[place].due)
            arena.remove(place)
        }
        return dues
    }

    @Test(arguments: [.min + 1, -1_000, -1, 0, 1, 63, 64, 4_095, 1_700_000_000_000, .max] as [Int64])
    func anyMomentIsGivenOutWhenItHasComeAndNotBefore(due: Int64) {
        var (arena, wheel) = (DeliveryArena(), TimeWheel())
        _ = insert(due, in: &arena, &wheel)
        var early = Chain()
        wheel.advance(to: due - 1, in: &arena, into: &early)
        #expect(early.isEmpty && wheel.next == due)
        var chain = Chain()
        wheel.advance(to: due, in: &arena, into: &chain)
        #expect(dues(chain, in: &arena) == [due] && wheel.next == nil)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func itGivesOutInOrderWhatASortedListWould(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (arena, wheel) = (DeliveryArena(), TimeWheel())
        var expected: [Int64] = []
        var now: Int64 = 1_700_000_000_000
        for _ in 0..<3_000 {
            let distance = Int64(1) << Int64.random(in: 0..<40, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<6:
                let due = max(now, wheel.reached) + 1 + Int64.random(in: 0..<distance, using: &random)
                _ = insert(due, in: &arena, &wheel)
                expected.append(due)
            case 6 where wheel.reached > .min:
                now = wheel.reached - Int64.random(in: 1...max(1, distance >> 16), using: &random)
                wheel.rewind(to: now, in: &arena)
            default:
                now = max(now, wheel.reached) + Int64.random(in: 0..<max(1, distance >> 4), using: &random)
                var chain = Chain()
                wheel.advance(to: now, in: &arena, into: &chain)
                let due = expected.filter { $0 <= now }.sorted()
                expected.removeAll { $0 <= now }
                #expect(dues(chain, in: &arena) == due)
            }
            #expect(wheel.next == expected.min())
        }
        #expect(arena.count == expected.count)
    }

    @Test func whatIsDueTogetherKeepsItsOrder() {
        var (arena, wheel) = (DeliveryArena(), TimeWheel())
        let places = (0..<200).map { insert(5_000 + Int64($0 % 3), in: &arena, &wheel) }
        var chain = Chain()
        wheel.advance(to: 4_990, in: &arena, into: &chain)
        wheel.advance(to: 6_000, in: &arena, into: &chain)
        var given: [Int32] = []
        while let place = arena.popFirst(from: &chain) { given.append(place) }
        #expect(
            given == (0..<3).flatMap { rest in places.enumerated().filter { $0.offset % 3 == rest }.map(\.element) })
    }
}
