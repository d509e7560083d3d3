import BounceClassification
import MailAddressing
import TestSupport
import Testing

@Suite("The suppression list as a value")
struct SuppressionTableTests {
    private let now = SuppressionSamples.now

    private func entry(_ target: String, for scope: SuppressionScope = .everybody) throws -> Suppression {
        Suppression(try SuppressionSamples.key(target, for: scope), because: .person("x"), since: now)
    }

    private func strikes(_ target: String) throws -> SuppressionState {
        var state = SuppressionState(try SuppressionSamples.key(target))
        state.refusals = StrikeCount(last: now, forgottenAt: now + 10)
        return state
    }

    /// Keys of few recipients and scopes, so that they meet.
    private static func keys() throws -> [SuppressionKey] {
        let targets = ["ada@a.example", "bob@a.example", "a.example", "ada@b.example", "b.example", "ada@[192.0.2.1]"]
        let scopes = [
            SuppressionScope.everybody, try SuppressionSamples.domain("s.example"),
            try SuppressionSamples.domain("t.example"), try SuppressionSamples.stream("n"),
        ]
        return try targets.flatMap { target in
            try scopes.map { try SuppressionSamples.key(target, for: $0) }
        }
    }

    @Test(
        "answers as a look at each of the query's keys would, after any changes",
        arguments: 1...20 as ClosedRange<UInt64>)
    func model(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let keys = try Self.keys()
        let recipients = try ["Ada@a.example", "bob@A.example", "eve@a.example", "ada@b.example", "ada@[192.0.2.1]"]
            .map { try Mailbox($0) }
        let senders = [nil, try DomainName("s.example"), try DomainName("t.example")]
        let streams = [nil, try StreamName("n")]
        var table = SuppressionTable()
        var model: [SuppressionKey: SuppressionState] = [:]
        for _ in 0..<200 {
            let key = keys[Int.random(in: 0..<keys.count, using: &generator)]
            switch Int.random(in: 0..<8, using: &generator) {
            case 0...2:
                #expect(table.remove(key) == (model.removeValue(forKey: key)?.suppression != nil))
            case 3:
                var state = table.state(of: key)
                state.refusals = StrikeCount(last: now, forgottenAt: now + 1)
                try table.set(state)
                model[key] = state
            default:
                let expiry = Bool.random(using: &generator) ? nil : now + Int64.random(in: 0...2, using: &generator)
                let state = SuppressionState(Suppression(key, because: .person("x"), since: now, expiry: expiry))
                try table.set(state)
                model[key] = state
            }
            let query = SuppressionQuery(
                recipients[Int.random(in: 0..<recipients.count, using: &generator)],
                from: senders[Int.random(in: 0..<senders.count, using: &generator)],
                stream: streams[Int.random(in: 0..<streams.count, using: &generator)])
            let expected = query.keys.lazy.compactMap { model[$0]?.suppression }.first { $0.holds(at: now + 1) }
            #expect(table.suppression(for: query, at: now + 1) == expected)
            #expect(table.state(of: key) == model[key] ?? SuppressionState(key))
            #expect(table.count == model.count && table.isEmpty == model.isEmpty)
        }
        let ordered = model.values.sorted { $0.key < $1.key }
        #expect(table.states(after: nil, limit: .max) == ordered)
        #expect(table.suppressions(after: nil, limit: .max) == ordered.compactMap(\.suppression))
    }

    @Test("is empty at first, and again when all are gone")
    func empty() throws {
        var table = SuppressionTable()
        let query = SuppressionQuery(try Mailbox("ada@a.example"))
        #expect(table.isEmpty && table.suppression(for: query, at: now) == nil)
        let entries = try [entry("ada@a.example"), entry("a.example")]
        for entry in entries { try table.set(SuppressionState(entry)) }
        #expect(table.count == 2 && table.suppression(for: query, at: now) == entries[0])
        try table.set(SuppressionState(entries[0].key))
        #expect(table.suppression(for: query, at: now) == entries[1])
        #expect(table.remove(entries[1].key) && !table.remove(entries[1].key))
        #expect(table.isEmpty && table.suppression(for: query, at: now) == nil)
        #expect(table.states(after: nil, limit: 1).isEmpty && table.suppressions(after: nil, limit: 1).isEmpty)
    }

    @Test("takes no more keys than it has room for, and changes nothing where it has none", arguments: [-1, 0, 1, 2])
    func full(capacity: Int) throws {
        var table = SuppressionTable(capacity: capacity)
        let entries = try ["a@a.example", "b@a.example", "c@a.example"].map { try entry($0) }
        let taken = entries.prefix(max(0, capacity))
        for entry in taken { try table.set(SuppressionState(entry)) }
        for entry in entries.dropFirst(taken.count) {
            let error = SuppressionStoreError.full(for: SuppressionState(entry), capacity: max(0, capacity))
            #expect(throws: error) { try table.set(SuppressionState(entry)) }
        }
        for entry in taken { try table.set(SuppressionState(entry)) }
        #expect(table.suppressions(after: nil, limit: 9) == Array(taken))
        table.capacity = 0
        for entry in taken { try table.set(SuppressionState(entry)) }
        #expect(table.count == taken.count)
    }

    @Test("gives entries page by page, however many keys have strikes only")
    func pages() throws {
        var table = SuppressionTable()
        var entries: [Suppression] = []
        for number in 1_000..<2_000 {
            try table.set(strikes("a\(number)@a.example"))
            if number.isMultiple(of: 300) { entries.append(try entry("b\(number)@a.example")) }
        }
        entries += try (1_000..<1_700).map { try entry("z\($0)@b.example") }
        for entry in entries.shuffled() { try table.set(SuppressionState(entry)) }
        for limit in [-1, 1, 2, 255, 256, 257, entries.count, .max] {
            var (found, place): ([Suppression], SuppressionKey?) = ([], nil)
            while true {
                let page = table.suppressions(after: place, limit: limit)
                #expect(page.count <= max(1, limit))
                found += page
                guard let last = page.last, page.count == max(1, limit) else { break }
                place = last.key
            }
            #expect(found == entries.sorted { $0.key < $1.key })
        }
    }

    @Test("says what trimming would change, and then does it", arguments: [-1, 1, 2, 3, 100])
    func trimming(limit: Int) throws {
        var table = SuppressionTable()
        let over = Suppression(
            try SuppressionSamples.key("c@a.example"), because: .person("x"), since: now, expiry: now + 5)
        var both = SuppressionState(try entry("b@a.example"))
        both.refusals = StrikeCount(last: now, forgottenAt: now + 10)
        let states = try [strikes("a@a.example"), both, SuppressionState(over), SuppressionState(entry("d@a.example"))]
        for state in states { try table.set(state) }
        func changes(at moment: Int64) -> [SuppressionState] {
            var (found, place): ([SuppressionState], SuppressionKey?) = ([], nil)
            repeat {
                let (changes, last) = table.trimming(at: moment, after: place, limit: limit)
                found += changes
                place = last
            } while place != nil
            return found
        }
        #expect(changes(at: now + 9).isEmpty)
        let expected = states.prefix(3).map { $0.trimmed(at: now + 10) }
        #expect(changes(at: now + 10) == expected)
        #expect(expected.map(\.isEmpty) == [true, false, true])
        #expect(table.count == 4)
        #expect(table.trim(at: now + 10) == 2)
        #expect(table.states(after: nil, limit: 9) == [expected[1], states[3]])
        #expect(table.trim(at: now + 10) == 0)
    }
}
