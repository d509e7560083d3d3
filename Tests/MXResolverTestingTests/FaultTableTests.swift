import MXResolver
import Testing

@testable import MXResolverTesting

/// Which fault happens to which query, and how often.
struct FaultTableTests {
    private func take(
        _ table: inout FaultTable, _ name: String = "a.test", _ type: DNSRecordType = .a,
        by transport: DNSTransport = .datagram, isExtended: Bool = true
    ) -> DNSFault? {
        let question = DNSQuestion(dnsName(name), type)
        var query = DNSMessage.query(question, identifier: 1)
        if !isExtended { query.extended = nil }
        return table.take(for: question, of: query, by: transport)
    }

    @Test func findsTheNarrowestFault() {
        var table = FaultTable()
        #expect(take(&table) == nil)
        table.set([.drop], for: nil, nil)
        table.set([.refused], for: nil, .a)
        table.set([.serverFailure], for: dnsName("a.test"), nil)
        table.set([.formatError], for: dnsName("a.test"), .a)
        #expect(take(&table) == .formatError)
        #expect(take(&table, "A.TEST") == .formatError)
        #expect(take(&table, "a.test", .mx) == .serverFailure)
        #expect(take(&table, "b.test") == .refused)
        #expect(take(&table, "b.test", .mx) == .drop)
        table.set([], for: dnsName("a.test"), .a)
        #expect(take(&table) == .serverFailure)
        table.set([.drop], for: dnsName("a.test"), nil)
        #expect(take(&table) == .drop, "what is set replaces what was set")
        table.removeAll()
        #expect(take(&table) == nil)
    }

    /// Faults, and which of them happen to six queries, by their place.
    static let schedules: [(String, [DNSFault], [Int?])] = [
        ("always", [.drop], [0, 0, 0, 0, 0, 0]),
        ("twice", [.drop.times(2)], [0, 0, nil, nil, nil, nil]),
        ("never", [.drop.times(0)], [nil, nil, nil, nil, nil, nil]),
        ("less than never", [.drop.times(-1)], [nil, nil, nil, nil, nil, nil]),
        ("each third", [.drop.every(3)], [nil, nil, 0, nil, nil, 0]),
        ("each", [.drop.every(0)], [0, 0, 0, 0, 0, 0]),
        ("each second, twice", [.drop.every(2).times(2)], [nil, 0, nil, 0, nil, nil]),
        ("one after the other", [.drop.times(2), .refused.times(1)], [0, 0, 1, nil, nil, nil]),
        ("one for good", [.drop.times(1), .refused], [0, 1, 1, 1, 1, 1]),
        ("by turns", [.drop.every(2), .refused], [1, 0, 1, 0, 1, 0]),
    ]

    @Test(arguments: FaultTableTests.schedules)
    func happensAsOftenAsItShall(_ label: String, _ faults: [DNSFault], _ expected: [Int?]) {
        var table = FaultTable()
        table.set(faults, for: nil, nil)
        let happened = expected.map { _ in take(&table) }
        #expect(happened == expected.map { $0.map { faults[$0] } }, "\(label)")
    }

    @Test func fallsBackToAWiderFaultWhenANarrowOneIsOver() {
        var table = FaultTable()
        table.set([.drop.times(1)], for: dnsName("a.test"), .a)
        table.set([.refused], for: nil, nil)
        #expect(take(&table) == .drop.times(1))
        #expect(take(&table) == .refused)
    }

    @Test func countsOnlyWhatItIsFor() {
        var table = FaultTable()
        table.set([.truncated.times(1), .closed.times(1)], for: nil, nil)
        #expect(take(&table, by: .stream) == .closed.times(1))
        #expect(take(&table, by: .stream) == nil)
        #expect(take(&table, by: .datagram) == .truncated.times(1))
        #expect(take(&table, by: .datagram) == nil)
        table.set([.extendedDNSDropped.times(1)], for: nil, nil)
        #expect(take(&table, isExtended: false) == nil)
        #expect(take(&table, isExtended: true) == .extendedDNSDropped.times(1))
        #expect(take(&table, isExtended: true) == nil)
        table.set([.drop.over(.stream)], for: nil, nil)
        #expect(take(&table, by: .datagram) == nil)
        #expect(take(&table, by: .stream) == .drop.over(.stream))
    }
}
