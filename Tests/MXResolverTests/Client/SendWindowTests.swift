import MailAddressing
import TestSupport
import Testing

@testable import MXResolver

/// How many queries may be sent at once, and when more may follow.
struct SendWindowTests {
    private let server = DNSServerAddress(IPAddress("192.0.2.1")!)

    private func ticket(_ window: SendWindow) throws -> QueryTicket {
        let query = PendingQuery(QueryPlan.Attempt(server: server, round: 0, isExtended: true), message: [])
        return QueryTicket(query: query, state: ChannelState(poller: try Poller(), number: 1, window: window))
    }

    @Test func holdsABurstBack() throws {
        let window = SendWindow()
        let ticket = try ticket(window)
        var sent = 0
        while window.hasRoom(at: .zero) {
            window.begin(QueryTicket(query: ticket.query, state: try #require(ticket.state)), at: .zero)
            sent += 1
        }
        #expect(sent == SendWindow.maximumRecent)
        #expect(window.roomAt == SendWindow.recentTime)
        #expect(!window.hasRoom(at: SendWindow.recentTime - .nanoseconds(1)))
        #expect(window.hasRoom(at: SendWindow.recentTime))
    }

    @Test func makesRoomForEachAnswer() throws {
        let window = SendWindow()
        let tickets = try (0..<SendWindow.maximumRecent).map { _ in try ticket(window) }
        for ticket in tickets { window.begin(ticket, at: .zero) }
        #expect(!window.hasRoom(at: .zero))
        window.end(tickets[100])
        #expect(window.hasRoom(at: .zero))
        #expect(window.underWay == SendWindow.maximumRecent - 1)
    }

    @Test func countsNoQueryTwice() throws {
        let window = SendWindow()
        var now = Duration.zero
        var generator = SeededGenerator(seed: 3)
        var open: [QueryTicket] = []
        for _ in 0..<5_000 {
            now += .milliseconds(Int.random(in: 0...3, using: &generator))
            if window.hasRoom(at: now), Bool.random(using: &generator) || open.isEmpty {
                let made = try ticket(window)
                window.begin(made, at: now)
                open.append(made)
            } else if !open.isEmpty {
                window.end(open.remove(at: Int.random(in: 0..<open.count, using: &generator)))
            }
            #expect(window.underWay == open.count)
        }
        for ticket in open { window.end(ticket) }
        #expect(window.underWay == 0)
        #expect(window.hasRoom(at: now + .seconds(1)))
        #expect(window.roomAt == nil)
    }

    @Test func boundsWhatIsUnderWayForLong() throws {
        let window = SendWindow()
        let ticket = try ticket(window)
        var now = Duration.zero
        while window.underWay < SendWindow.maximumUnderWay {
            now += SendWindow.recentTime
            #expect(window.hasRoom(at: now))
            for _ in 0..<SendWindow.maximumRecent {
                window.begin(QueryTicket(query: ticket.query, state: try #require(ticket.state)), at: now)
            }
        }
        now += .seconds(10)
        #expect(!window.hasRoom(at: now))
        #expect(window.roomAt == nil)
    }
}
