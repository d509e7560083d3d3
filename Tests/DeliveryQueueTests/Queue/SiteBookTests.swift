import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct SiteBookTests {
    @Test func whatWasLearntIsKnownUntilItIsLearntAnew() {
        var book = SiteBook()
        #expect(book.site(of: "a.test") == nil)
        book.learn("mx.big.test", of: "a.test")
        #expect(book.site(of: "a.test") == "mx.big.test")
        book.learn("mx.other.test", of: "a.test")
        #expect(book.site(of: "a.test") == "mx.other.test")
        book.learn("a.test", of: "a.test")
        #expect(book.site(of: "a.test") == nil)
        #expect(book.count == 0)
    }

    @Test func whatIsInUseIsKeptAndMemoryIsBounded() {
        var book = SiteBook(capacity: 100)
        book.learn("mx.big.test", of: "used.test")
        for number in 0..<10_000 {
            book.learn("mx\(number).test", of: "d\(number).test")
            #expect(book.site(of: "used.test") == "mx.big.test")
            #expect(book.count <= 100)
        }
        #expect(book.site(of: "d1.test") == nil)
    }

    @Test(arguments: [10, 1_000])
    func itsDurableFormFollowsIt(capacity: Int) {
        var (book, written, random) = (SiteBook(capacity: capacity), [String: [UInt8]](), SeededGenerator(seed: 3))
        for step in 0..<2_000 {
            let domain = "d\(Int.random(in: 0..<100, using: &random)).test"
            book.learn("mx\(Int.random(in: 0..<3, using: &random)).test", of: domain)
            guard step % 7 == 0 else { continue }
            let changes = book.takeChanges(limit: 5)
            #expect(changes.count <= 5)
            // Now and then they cannot be written.
            if step % 3 == 0 { book.putBack(changes.keys) } else { written.merge(changes) }
        }
        while book.hasChanges { written.merge(book.takeChanges(limit: 50)) }
        #expect(written.count == book.count)
        var read = SiteBook(capacity: capacity)
        for (domain, site) in written { read.restore(site, of: domain) }
        #expect(!read.hasChanges)
        for domain in written.keys { #expect(read.known(domain) == book.known(domain)) }
    }

    @Test func whatIsTooLongOrNoTextIsNotKept() {
        var book = SiteBook()
        book.learn(String(repeating: "x", count: SiteBook.maximumSiteLength + 1), of: "a.test")
        book.learn("mx.test", of: String(repeating: "x", count: 256))
        book.restore([0xFF, 0xFE], of: "b.test")
        #expect(book.count == 0)
        #expect(book.takeChanges(limit: 10).isEmpty)
    }
}

extension [String: [UInt8]] {
    /// Does to these values what changes say.
    fileprivate mutating func merge(_ changes: [String: [UInt8]?]) {
        for (key, value) in changes {
            if let value { self[key] = value } else { removeValue(forKey: key) }
        }
    }
}
