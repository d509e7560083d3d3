import Testing

@testable import SMTPTransport

@Suite("A bounded table")
struct BoundedTableTests {
    @Test("keeps the heaviest seventh of its records through a flood of light ones", arguments: [1, 7, 8, 100, 1_000])
    func flood(capacity: Int) {
        var table = BoundedTable<Int, Int>(capacity: capacity)
        let heavy = capacity / 8
        for key in 0..<heavy {
            _ = table.makePosition(of: key, fresh: 1_000 + key, isLesser: <)
            // Light ones lie between them.
            for light in 1..<8 { _ = table.makePosition(of: -(key * 8 + light), fresh: 1, isLesser: <) }
        }
        for key in 1_000_000..<1_010_000 { _ = table.makePosition(of: key, fresh: 2, isLesser: <) }
        #expect(table.records.count == capacity)
        for key in 0..<heavy {
            #expect(table.position(of: key).map { table.records[$0] } == 1_000 + key)
        }
    }

    @Test("finds each key at its position, and those that went at none")
    func positions() {
        var table = BoundedTable<Int, Int>(capacity: 10)
        for key in 0..<1_000 {
            let position = table.makePosition(of: key, fresh: key, isLesser: <)
            #expect(table.position(of: key) == position)
            #expect(table.makePosition(of: key, fresh: -1, isLesser: <) == position)
            #expect(table.records[position] == key)
        }
        let found = (0..<1_000).filter { table.position(of: $0) != nil }
        #expect(found.count == 10)
        #expect(found.map { key in table.position(of: key).map { table.records[$0] } } == found)
    }
}
