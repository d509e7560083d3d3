import TestSupport
import Testing

@testable import MXResolver

/// A queue in one array against a plain one.
struct PassingQueueTests {
    @Test(arguments: UInt64(1)...5)
    func behavesAsAPlainQueue(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = PassingQueue<Int>()
        var model: [Int] = []
        for number in 0..<5_000 {
            if Int.random(in: 0..<100, using: &generator) < (number % 1_000 < 500 ? 60 : 40) {
                queue.append(number)
                model.append(number)
            } else {
                #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(queue.first == model.first)
            #expect(queue.isEmpty == model.isEmpty)
        }
    }

    @Test func holdsNothingThatHasGone() {
        final class Thing {}
        var queue = PassingQueue<Thing>()
        weak var gone: Thing?
        do {
            let thing = Thing()
            gone = thing
            queue.append(thing)
            queue.append(Thing())
        }
        _ = queue.popFirst()
        #expect(gone == nil)
        #expect(!queue.isEmpty)
    }
}
