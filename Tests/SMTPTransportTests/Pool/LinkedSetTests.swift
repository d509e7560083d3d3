import TestSupport
import Testing

@testable import SMTPTransport

@Suite("A set that knows its order")
struct LinkedSetTests {
    @Test("is what an array without duplicates would be", arguments: 0..<50 as Range<UInt64>)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var set = LinkedSet<Int>()
        var model: [Int] = []
        for _ in 0..<200 {
            let element = Int.random(in: 0..<8, using: &generator)
            if Bool.random(using: &generator) {
                set.append(element)
                if !model.contains(element) { model.append(element) }
            } else {
                set.remove(element)
                model.removeAll { $0 == element }
            }
            #expect(set.first == model.first)
            #expect(set.last == model.last)
            #expect(set.isEmpty == model.isEmpty)
        }
        while let first = set.first {
            #expect(first == model.removeFirst())
            set.remove(first)
        }
        #expect(model.isEmpty)
    }
}
