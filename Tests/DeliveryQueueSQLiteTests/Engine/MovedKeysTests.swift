import DeliveryQueue
import Testing

@testable import DeliveryQueueSQLite

@Suite("Keys of messages that are moved")
struct MovedKeysTests {
    private let id = MessageID(number: 7)
    private func key(_ text: String) throws -> InjectionKey { try #require(InjectionKey(text)) }

    @Test("are known until every acceptance has ended that had begun before, however many follow")
    func overlapping() throws {
        var keys = MovedKeys()
        let first = keys.begin()
        keys.note(try key("a"), id)
        let second = keys.begin()
        #expect(keys.message(for: try key("a")) == id)
        keys.end(first)
        // The second began when the message was in the history already.
        #expect(keys.message(for: try key("a")) == nil)
        keys.note(try key("b"), id)
        var last = keys.begin()
        for _ in 0..<10 {
            let next = keys.begin()
            keys.end(last)
            last = next
        }
        #expect(keys.message(for: try key("b")) == id)
        keys.end(second)
        #expect(keys.message(for: try key("b")) == nil)
    }

    @Test("are not kept where nobody accepts a message with a key")
    func unwanted() throws {
        var keys = MovedKeys()
        keys.note(try key("a"), id)
        let beginning = keys.begin()
        #expect(keys.message(for: try key("a")) == nil)
        keys.end(beginning)
    }
}
