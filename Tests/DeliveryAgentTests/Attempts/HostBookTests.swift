import DeliveryQueue
import MailAddressing
import SMTPTransport
import Testing

@testable import DeliveryAgent

@Suite("Hosts that could not be reached")
struct HostBookTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)

    private func target(_ number: UInt8) throws -> DeliveryTarget {
        DeliveryTarget(
            serverName: "mx\(number).test", address: try #require(IPAddress("192.0.2.\(number)")),
            manner: .init(port: 25, security: .none, helloName: "mail.test"))
    }

    private func names(_ targets: [DeliveryTarget]) -> [String] { targets.compactMap(\.serverName) }

    @Test("are tried after the others, for a minute, and for longer with each failure")
    func rest() throws {
        let book = HostBook()
        let targets = try [target(1), target(2), target(3)]
        #expect(names(book.inOrder(targets, at: start)) == ["mx1.test", "mx2.test", "mx3.test"])
        var now = start
        for minutes in [1, 2, 4, 8, 16, 32, 60, 60] {
            book.failed(targets[0], at: now)
            #expect(names(book.inOrder(targets, at: now)) == ["mx2.test", "mx3.test", "mx1.test"])
            now = now + .seconds(minutes * 60)
            #expect(names(book.inOrder(targets, at: now)) == ["mx1.test", "mx2.test", "mx3.test"])
        }
        book.failed(targets[0], at: now)
        book.reached(targets[0])
        #expect(names(book.inOrder(targets, at: now)) == ["mx1.test", "mx2.test", "mx3.test"])
        #expect(book.count == 0)
    }

    @Test("keep their order where all rest, and where there is no other")
    func all() throws {
        let book = HostBook()
        let targets = try [target(1), target(2)]
        for target in targets.reversed() { book.failed(target, at: start) }
        #expect(names(book.inOrder(targets, at: start)) == ["mx1.test", "mx2.test"])
        #expect(names(book.inOrder([targets[1]], at: start)) == ["mx2.test"])
    }

    @Test("are forgotten where there would be too many")
    func capacity() throws {
        let book = HostBook()
        for number in 0..<(HostBook.capacity + 10) {
            var target = try target(1)
            target.manner.port = number
            book.failed(target, at: start)
        }
        #expect(book.count <= HostBook.capacity)
    }
}
