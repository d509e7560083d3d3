import MailAddressing
import Testing

@testable import SMTPTransport

@Suite("The rates of connections")
struct ConnectionRatesTests {
    static let address = IPAddress("192.0.2.7")!

    static func rates(_ perAddress: Int, _ perNetwork: Int) -> ConnectionRates {
        var limits = ConnectionRateLimits()
        limits.connectionsPerMinute = perAddress
        limits.connectionsPerMinutePerNetwork = perNetwork
        return ConnectionRates(limits: limits)
    }

    /// How many of some connections at the same time are admitted.
    static func admitted(
        _ count: Int, from address: IPAddress?, at now: Duration = .zero, by rates: inout ConnectionRates
    ) -> Int {
        (0..<count).count { _ in rates.admit(address, now: now) }
    }

    @Test(
        "an address has the connections of a minute at once, and then its rate", arguments: [1, 2, 7, 60, 120, 7_001])
    func burst(rate: Int) {
        var rates = Self.rates(rate, 0)
        for start in [0, 1_000_000] {
            #expect(Self.admitted(rate + 10, from: Self.address, at: .seconds(start), by: &rates) == rate)
        }
        // Ten minutes at twice the rate.
        let tries = 20 * rate
        let admitted = (1...tries).count {
            rates.admit(Self.address, now: .seconds(1_000_000) + .seconds(600) * $0 / tries)
        }
        #expect((10 * rate - 1...10 * rate).contains(admitted))
    }

    @Test("one that is refused takes no token")
    func refused() {
        var rates = Self.rates(60, 0)
        #expect(Self.admitted(60, from: Self.address, by: &rates) == 60)
        #expect(Self.admitted(1_000, from: Self.address, at: .milliseconds(999), by: &rates) == 0)
        #expect(Self.admitted(1, from: Self.address, at: .milliseconds(1_000), by: &rates) == 1)
        #expect(Self.admitted(1, from: Self.address, at: .milliseconds(1_000), by: &rates) == 0)
    }

    @Test(
        "the addresses of a network share its rate",
        arguments: [("192.0.2.", "", "192.0.3.1"), ("2001:db8:1:", "::1", "2001:db8:2::1")])
    func network(start: String, end: String, elsewhere: String) throws {
        var rates = Self.rates(120, 600)
        var admitted = 0
        for index in 10..<60 {
            let address = try #require(IPAddress(start + "\(index)" + end))
            admitted += Self.admitted(20, from: address, by: &rates)
        }
        #expect(admitted == 600)
        #expect(Self.admitted(1, from: IPAddress(elsewhere), by: &rates) == 1)
        // What the network refused cost the address no token: it has 120 when the network is full again.
        let last = try #require(IPAddress(start + "59" + end))
        #expect(Self.admitted(200, from: last, at: .seconds(60), by: &rates) == 120)
    }

    @Test("zero is no limit, and a peer without an address has none")
    func unlimited() {
        var rates = Self.rates(0, 0)
        #expect(Self.admitted(5_000, from: Self.address, by: &rates) == 5_000)
        #expect(rates.count == 0)
        rates = Self.rates(1, 1)
        #expect(Self.admitted(5_000, from: nil, by: &rates) == 5_000)
    }

    @Test("the loopback address is one like others")
    func loopback() {
        var rates = Self.rates(2, 0)
        #expect(Self.admitted(5, from: IPAddress("127.0.0.1"), by: &rates) == 2)
    }

    @Test("the tables are bounded, and keep the busiest")
    func bounded() throws {
        var limits = ConnectionRateLimits()
        limits.connectionsPerMinute = 10
        limits.connectionsPerMinutePerNetwork = 600
        limits.maximumAddresses = 100
        limits.maximumNetworks = 50
        var rates = ConnectionRates(limits: limits)
        for _ in 0..<10 { _ = rates.admit(Self.address, now: .zero) }
        for index in 0..<10_000 {
            let address = try #require(IPAddress(octets: [10, UInt8(index / 250), UInt8(index % 250), 1]))
            #expect(Self.admitted(1, from: address, by: &rates) == 1)
        }
        #expect(rates.count == 150)
        #expect(Self.admitted(1, from: Self.address, by: &rates) == 0)
    }
}
