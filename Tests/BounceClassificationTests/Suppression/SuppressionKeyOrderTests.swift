import MailAddressing
import TestSupport
import Testing

@testable import BounceClassification

@Suite("Keys in order")
struct SuppressionKeyOrderTests {
    @Test("stand as sorting would put them, whatever comes and goes", arguments: [2, 3, 7, 256])
    func model(longestRun: Int) throws {
        var generator = SeededGenerator(seed: UInt64(longestRun))
        let keys = try (0..<100).map { try SuppressionSamples.key("u\($0 * 7_919 % 100)@d\($0 % 3).example") }
        var order = SuppressionKeyOrder(longestRun: longestRun)
        var model: Set<SuppressionKey> = []
        for step in 0..<1_000 {
            let key = keys[Int.random(in: 0..<keys.count, using: &generator)]
            // First more come than go, then more go than come.
            if Int.random(in: 0..<1_000, using: &generator) > step {
                order.insert(key)
                model.insert(key)
            } else {
                order.remove(key)
                model.remove(key)
            }
            guard step.isMultiple(of: 20) else { continue }
            let sorted = model.sorted()
            #expect(order.keys(after: nil, limit: .max) == sorted)
            #expect(order.keys(after: key, limit: 5) == Array(sorted.filter { $0 > key }.prefix(5)))
            #expect(order.keys(after: nil, limit: 0).isEmpty)
        }
        for key in keys { order.remove(key) }
        #expect(order.keys(after: nil, limit: 1).isEmpty)
        order.insert(keys[0])
        #expect(order.keys(after: nil, limit: 9) == [keys[0]])
        #expect(order.keys(after: keys[0], limit: 9).isEmpty)
    }
}
