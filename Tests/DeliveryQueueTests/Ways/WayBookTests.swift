import Testing

@testable import DeliveryQueue

@Suite("The ways of sites") struct WayBookTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)
    private let success = WaySample(.usual, isTaken: true, duration: .seconds(1))
    private let failure = WaySample(.usual, isTaken: false, duration: .seconds(1))

    /// Takes all that is to be written; no octets stand for what is to be removed.
    private func changes(_ book: inout WayBook, at now: WallTime) -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        for (site, value) in book.takeChanges(100, at: now) { all[site] = value ?? [] }
        return all
    }

    @Test("say that mail goes directly where nothing is known")
    func unknown() {
        var book = WayBook(WayChoiceRules())
        let next = book.next(for: "a")
        #expect(next.way == .usual && !next.isExploring)
        book.began("a", by: .usual)
        #expect(book.add([], of: "a", at: start) == nil)
        #expect(book.count == 0 && book.chooser(for: "a") == nil && !book.hasChanges)
    }

    @Test("tell of a way that has changed, once")
    func change() {
        var book = WayBook(WayChoiceRules())
        #expect(book.add(Array(repeating: failure, count: 7), of: "a", at: start) == nil)
        #expect(book.add([failure], of: "a", at: start) == .overflow)
        #expect(book.add([failure], of: "a", at: start) == nil)
        #expect(book.next(for: "a").way == .overflow)
        #expect(book.next(for: "b").way == .usual)
    }

    @Test("are bounded where all have trouble, and what is seen of others is not kept")
    func bounded() {
        var book = WayBook(WayChoiceRules())
        for number in 0..<(WayBook.capacity + 50) {
            #expect(book.add([failure], of: "site\(number)", at: start) == nil)
        }
        #expect(book.count == WayBook.capacity)
        #expect(book.chooser(for: "site0") != nil && book.chooser(for: "site\(WayBook.capacity)") == nil)
        // Later there is room again.
        let later = start + .seconds(6 * 3_600 + 1)
        for _ in 0..<WayBook.capacity { _ = book.add([success], of: "site0", at: later) }
        #expect(book.count <= WayBook.capacity / 2)
        _ = book.add([failure], of: "new", at: later)
        #expect(book.chooser(for: "new") != nil)
    }

    @Test("of sites without trouble are forgotten before there are too many")
    func untroubled() {
        var book = WayBook(WayChoiceRules())
        _ = book.add([failure], of: "troubled", at: start)
        for number in 0..<(2 * WayBook.capacity) { _ = book.add([success], of: "site\(number)", at: start) }
        #expect(book.count < WayBook.capacity)
        #expect(book.chooser(for: "troubled") != nil)
    }

    @Test("are written only where there is something to keep, and removed when there is not any more")
    func durable() {
        var book = WayBook(WayChoiceRules())
        _ = book.add([success], of: "good", at: start)
        #expect(!book.hasChanges)
        _ = book.add([failure], of: "bad", at: start)
        #expect(book.hasChanges)
        let first = changes(&book, at: start)
        #expect(first.keys.sorted() == ["bad"])
        #expect(first["bad"] == book.chooser(for: "bad")?.encoded)
        #expect(!book.hasChanges)
        let unchanged = changes(&book, at: start)
        #expect(unchanged.isEmpty)
        let later = start + .seconds(6 * 3_600 + 1)
        _ = book.add([success], of: "bad", at: later)
        let second = changes(&book, at: later)
        #expect(second == ["bad": []])
        _ = book.add([success], of: "bad", at: later)
        #expect(!book.hasChanges)
        // What was never written, and counts no more when its turn comes, is not written.
        _ = book.add([failure], of: "brief", at: start)
        let brief = changes(&book, at: later)
        #expect(brief.isEmpty)
    }

    @Test("are taken some at a time")
    func limit() {
        var book = WayBook(WayChoiceRules())
        for number in 0..<5 { _ = book.add([failure], of: "site\(number)", at: start) }
        let counts = (0..<4).map { _ in book.takeChanges(2, at: start).count }
        #expect(counts == [2, 2, 1, 0])
    }

    @Test("are changed still where they could not be written")
    func putBack() {
        var book = WayBook(WayChoiceRules())
        _ = book.add([failure], of: "a", at: start)
        let taken = changes(&book, at: start)
        book.putBack("a")
        #expect(book.hasChanges)
        let again = changes(&book, at: start)
        #expect(again == taken)
        book.putBack("a")
        // It may be on disk all the same, so that it is removed.
        let removed = changes(&book, at: start + .seconds(6 * 3_600 + 1))
        #expect(removed == ["a": []])
        // And that may fail, too.
        book.putBack("a")
        let removedAgain = changes(&book, at: start + .seconds(6 * 3_600 + 1))
        #expect(removedAgain.count == 1)
    }

    @Test("that people have chosen are kept for as long as they hold")
    func fixed() {
        var book = WayBook(WayChoiceRules())
        book.fix(.overflow, for: "a", at: start)
        let later = start + .seconds(90 * 86_400)
        let first = changes(&book, at: later)
        #expect(first.count == 1 && first["a"]?.isEmpty == false)
        #expect(book.next(for: "a").way == .overflow)
        book.fix(nil, for: "a", at: later)
        let removed = changes(&book, at: later)
        #expect(removed == ["a": []])
        // One that is chosen and left open between two writings leaves nothing.
        book.fix(.usual, for: "b", at: later)
        book.fix(nil, for: "b", at: later)
        let nothing = changes(&book, at: later)
        #expect(nothing.isEmpty)
    }

    @Test("come back after a restart, and are removed then when they count no more")
    func restore() throws {
        var book = WayBook(WayChoiceRules())
        _ = book.add(Array(repeating: failure, count: 8), of: "a", at: start)
        let value = try #require(book.takeChanges(1, at: start).first?.value)
        var read = WayBook(WayChoiceRules())
        #expect(read.restore(value, of: "a", at: start) == true)
        #expect(!read.hasChanges)
        #expect(read.next(for: "a").way == .overflow)
        #expect(read.restore(Array(value.dropLast()), of: "b", at: start) == false)
        #expect(read.chooser(for: "b") == nil)
        let later = start + .seconds(6 * 3_600 + 1)
        _ = read.add([success], of: "a", at: later)
        let removed = changes(&read, at: later)
        #expect(removed == ["a": []])
    }
}
