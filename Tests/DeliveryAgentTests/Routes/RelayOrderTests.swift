import MailAddressing
import SMTPTransport
import Testing

@testable import DeliveryAgent

@Suite("The order of relays")
struct RelayOrderTests {
    @Test(
        "is that of their priorities, and equal ones take turns",
        arguments: [
            (0, [1, 2, 3, 4, 5]), (1, [2, 1, 4, 5, 3]), (2, [1, 2, 5, 3, 4]), (3, [2, 1, 3, 4, 5]),
            (UInt64.max, [2, 1, 3, 4, 5]),
        ] as [(UInt64, [Int])])
    func turns(turn: UInt64, ports: [Int]) throws {
        let relays = try [(3, 20), (1, 5), (4, 20), (2, 5), (5, 20)].map { port, priority in
            RelayHost(host: try MailHost("relay.test"), port: port, security: .none, priority: priority)
        }
        #expect(relays.inOrder(turn: turn).map(\.port) == ports)
    }

    @Test("has room before what says nothing of its own")
    func usual() throws {
        let host = try MailHost("relay.test")
        let usual = RelayHost(host: host, port: 1, security: .none)
        let before = RelayHost(host: host, port: 2, security: .none, priority: 9)
        let behind = RelayHost(host: host, port: 3, security: .none, priority: 11)
        for turn in 0..<3 as Range<UInt64> {
            #expect([behind, usual, before].inOrder(turn: turn).map(\.port) == [2, 1, 3])
        }
        #expect([RelayHost]().inOrder(turn: 7).isEmpty)
    }
}
