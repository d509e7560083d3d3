import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct SortedIdentifiersTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func itAnswersAsASortedSetDoes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var identifiers = SortedIdentifiers()
        var model: Set<MessageID> = []
        for step in 0..<1_500 {
            // First it grows, then it shrinks, and the greatest come last most of the time.
            let isOld = Int.random(in: 0..<4, using: &random) == 0
            let number = isOld ? Int.random(in: 0...(step + 1), using: &random) : step
            let id = MessageID(number: Int64(number))
            if Int.random(in: 0..<1_500, using: &random) > step {
                identifiers.insert(id)
                model.insert(id)
            } else {
                let victim = identifiers.first(notBefore: id) ?? id
                identifiers.remove(victim)
                model.remove(victim)
            }
            #expect(identifiers.count == model.count)
            #expect(identifiers.first(after: id) == model.filter { $0 > id }.min())
            #expect(identifiers.first(notBefore: id) == model.filter { $0 >= id }.min())
            guard step % 50 == 0 else { continue }
            #expect(identifiers.first == model.min())
            #expect(identifiers.last == model.max())
            #expect(Array(identifiers.descending) == model.sorted(by: >))
        }
    }
}
