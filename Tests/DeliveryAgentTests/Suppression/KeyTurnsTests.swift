import NIOConcurrencyHelpers
import Testing

@testable import DeliveryAgent

@Suite("Turns at keys", .timeLimit(.minutes(5)))
struct KeyTurnsTests {
    @Test("come in the order in which they were asked for, and leave nothing behind")
    func order() async {
        let turns = KeyTurns<String>()
        let taken = NIOLockedValueBox<[Int]>([])
        await turns.begin("a")
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    await turns.begin("a")
                    taken.withLockedValue { $0.append(number) }
                    turns.end("a")
                }
                while turns.waitingCount(for: "a") <= number { await Task.yield() }
            }
            #expect(taken.withLockedValue { $0 } == [])
            turns.end("a")
        }
        #expect(taken.withLockedValue { $0 } == Array(0..<20))
        #expect(turns.heldCount == 0)
    }

    @Test("at one key are held by one at a time, at several by several")
    func exclusive() async {
        let turns = KeyTurns<Int>()
        let inside = NIOLockedValueBox<[Int: Int]>([:])
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<600 {
                group.addTask {
                    let key = number % 3
                    await turns.begin(key)
                    let count = inside.withLockedValue { inside in
                        inside[key, default: 0] += 1
                        return inside[key]
                    }
                    #expect(count == 1)
                    await Task.yield()
                    inside.withLockedValue { $0[key, default: 0] -= 1 }
                    turns.end(key)
                }
            }
        }
        #expect(turns.heldCount == 0)
    }

    @Test("are waited for by a task that was cancelled, too")
    func cancelled() async {
        let turns = KeyTurns<Int>()
        await turns.begin(1)
        let waiting = Task {
            await turns.begin(1)
            defer { turns.end(1) }
            return Task.isCancelled
        }
        while turns.waitingCount(for: 1) == 0 { await Task.yield() }
        waiting.cancel()
        #expect(turns.waitingCount(for: 1) == 1)
        turns.end(1)
        #expect(await waiting.value)
        #expect(turns.heldCount == 0)
    }
}
