import MailAddressing
import TestSupport
import Testing

@testable import MTASTS

/// The parts that the table is made of.
struct TablePartsTests {
    private static let times: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (951_868_800, "2000-03-01T00:00:00Z"), (1_700_000_000, "2023-11-14T22:13:20Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"), (-1, "1970-01-01T00:00:00Z"), (Int64.max, "9999-12-31T23:59:59Z"),
    ]

    @Test("times are shown as people write them", arguments: times)
    func showsTimes(seconds: Int64, text: String) {
        #expect(CivilTime(seconds).description == text)
    }

    @Test("the heap gives what is due first, whatever was set and taken out", arguments: UInt64(1)...8)
    func ordersWhatIsDue(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var heap = DueHeap()
        var times: [Int: Int64] = [:]
        for _ in 0..<3_000 {
            let place = Int.random(in: 0..<60, using: &generator)
            let time = Int.random(in: 0..<4, using: &generator) == 0 ? nil : Int64.random(in: 0...50, using: &generator)
            heap.set(place, to: time)
            times[place] = time
            #expect(heap.first?.time == times.values.min())
            if let first = heap.first { #expect(times[first.place] == first.time) }
        }
    }

    @Test("the lists keep the order of use", arguments: UInt64(1)...8)
    func keepsTheOrderOfUse(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var lists = RecencyLists()
        var model: [[Int]] = [[], []]
        for _ in 0..<3_000 {
            let place = Int.random(in: 0..<20, using: &generator)
            let number = Int.random(in: 0...1, using: &generator)
            let list: RecencyLists.List = number == 0 ? .ordinary : .guarded
            let isThere = model.contains { $0.contains(place) }
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                lists.remove(place)
                model = model.map { $0.filter { $0 != place } }
            case 1 where isThere:
                lists.move(place, to: list)
                if !model[number].contains(place) {
                    model = model.map { $0.filter { $0 != place } }
                    model[number].append(place)
                }
            default:
                lists.use(place, in: list)
                model = model.map { $0.filter { $0 != place } }
                model[number].append(place)
            }
            for (list, order) in [(RecencyLists.List.ordinary, model[0]), (.guarded, model[1])] {
                var found: [Int] = []
                var next = lists.oldest(in: list)
                while let place = next {
                    found.append(place)
                    next = lists.newer(than: place)
                }
                #expect(found == order)
            }
        }
    }

    @Test("the line serves in the order of coming, and forgets who has left")
    func servesInOrder() {
        var line = WaitingLine<Int>()
        var next = 0
        for number in 0..<1_000 {
            line.append(number)
            if number % 3 > 0 {
                #expect(line.popFirst() == next)
                next += 1
            }
            #expect(line.count == number + 1 - next)
        }
        while let number = line.popFirst() {
            #expect(number == next)
            next += 1
        }
        #expect(next == 1_000 && line.count == 0)
    }

    @Test("slots are as many as said, with a line, a number of slow ones, and others beside", arguments: UInt64(1)...8)
    func countsSlots(seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        var slots = FetchSlots(limit: 3, lineLimit: 40, slowLimit: 2)
        var inSlots: Set<UInt64> = []
        var others: Set<UInt64> = []
        var slow: Set<UInt64> = []
        var line: [(UInt64, Waiter<Bool>)] = []
        func isServed(_ next: Waiter<Bool>?) -> Bool {
            guard inSlots.count < 3, !line.isEmpty else { return next == nil }
            let (number, waiter) = line.removeFirst()
            inSlots.insert(number)
            return next === waiter
        }
        for number in UInt64(1)...3_000 {
            let old = UInt64.random(in: max(1, number - min(number - 1, 60))...number, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0...2:
                let mayWait = Int.random(in: 0..<8, using: &generator) > 0
                switch slots.take(number, mayWait: mayWait) {
                case .now: #expect(inSlots.count < 3 && inSlots.insert(number).inserted)
                case .never: #expect(inSlots.count == 3 && (!mayWait || line.count == 40))
                case .later(let waiter):
                    #expect(inSlots.count == 3 && line.count < 40)
                    line.append((number, waiter))
                }
            case 3:
                let isSlow = slow.count < 2 && (inSlots.contains(old) || others.contains(old))
                let (becameSlow, next) = slots.slowDown(old)
                #expect(becameSlow == isSlow)
                if isSlow { slow.insert(old) }
                let hadSlot = isSlow && inSlots.remove(old) != nil
                if isSlow { others.remove(old) }
                #expect(hadSlot ? isServed(next) : next == nil)
            case 4 where Bool.random(using: &generator):
                let index = line.firstIndex { $0.0 == old }
                let waiter = index.map { line.remove(at: $0).1 }
                if waiter != nil, Bool.random(using: &generator) {
                    #expect(slots.runBeside(old) === waiter)
                    others.insert(old)
                } else {
                    #expect(slots.leave(old) === waiter)
                }
            default:
                slow.remove(old)
                others.remove(old)
                let hadSlot = inSlots.remove(old) != nil
                let next = slots.giveBack(old)
                #expect(hadSlot ? isServed(next) : next == nil)
            }
            #expect(slots.count == inSlots.count + others.count + slow.count)
            #expect(slots.waiting == line.count)
        }
    }
}
