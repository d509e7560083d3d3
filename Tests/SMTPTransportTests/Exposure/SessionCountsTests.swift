import MailAddressing
import SMTPTransport
import Testing

@Suite("The counts of sessions")
struct SessionCountsTests {
    @Test("refuse an address and a network that have too many, until one of theirs leaves")
    func limits() throws {
        var counts = SessionCounts(maximumPerAddress: 2, maximumPerNetwork: 3)
        let first = try #require(IPAddress("192.0.2.1"))
        let second = try #require(IPAddress("192.0.2.2"))
        let elsewhere = try #require(IPAddress("192.0.3.1"))
        #expect(counts.enter(first) == nil)
        #expect(counts.enter(first) == nil)
        #expect(counts.enter(first) == .address)
        #expect(counts.enter(second) == nil)
        #expect(counts.enter(second) == .network)
        #expect(counts.enter(elsewhere) == nil)
        counts.leave(first)
        #expect(counts.enter(second) == nil)
        #expect(counts.enter(first) == .network)
        counts.leave(second)
        #expect(counts.enter(first) == nil)
    }

    @Test("an IPv6 /64 is one address")
    func subscriber() {
        var counts = SessionCounts(maximumPerAddress: 1, maximumPerNetwork: 2)
        #expect(counts.enter(IPAddress("2001:db8:1:1::1")) == nil)
        #expect(counts.enter(IPAddress("2001:db8:1:1::2")) == .address)
        #expect(counts.enter(IPAddress("2001:db8:1:2::1")) == nil)
        #expect(counts.enter(IPAddress("2001:db8:1:3::1")) == .network)
    }

    @Test("have the default limits of a server, and nothing is left when all have gone")
    func defaults() throws {
        var counts = SessionCounts()
        var entered: [IPAddress] = []
        for index in 1...5 {
            let address = try #require(IPAddress("192.0.2.\(index)"))
            for _ in 0..<150 where counts.enter(address) == nil { entered.append(address) }
        }
        #expect(entered.count == 400)
        #expect(counts.count == 5)
        for address in entered { counts.leave(address) }
        #expect(counts.count == 0)
    }

    @Test("do not count a peer without an address, and bear a leave too many")
    func noAddress() {
        var counts = SessionCounts(maximumPerAddress: 0, maximumPerNetwork: 0)
        #expect(counts.enter(nil) == nil)
        counts.leave(nil)
        counts.leave(IPAddress("192.0.2.1"))
        #expect(counts.enter(IPAddress("192.0.2.1")) == .address)
        #expect(counts.count == 0)
    }
}
