import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("A pool whose host refuses connections")
struct ConnectionPoolRefusalTests {
    typealias Tests = ConnectionPoolMachineTests

    let refusal = Tests.refusal

    @Test("lets all fail who wait for it, with the reason, when there is no other connection")
    func unreachable() {
        var machine = Tests.machine(perHost: 1)
        #expect(machine.lease("a", for: 1, now: .zero) == [.open(connection: 1, key: "a", waiter: 1)])
        for waiter in [2, 3] as [UInt64] { #expect(machine.lease("a", for: waiter, now: .zero).isEmpty) }
        #expect(
            machine.openFailed(1, refusal: refusal) == [
                .fail(waiter: 2, reason: .openFailed(refusal)), .fail(waiter: 3, reason: .openFailed(refusal)),
            ])
        #expect(machine.hosts.isEmpty)
        // The next one tries again.
        #expect(machine.lease("a", for: 4, now: .zero) == [.open(connection: 2, key: "a", waiter: 4)])
    }

    @Test("lets the next try when opening was merely given up")
    func givenUp() {
        var machine = Tests.machine(perHost: 1)
        #expect(machine.lease("a", for: 1, now: .zero) == [.open(connection: 1, key: "a", waiter: 1)])
        #expect(machine.lease("a", for: 2, now: .zero).isEmpty)
        #expect(machine.openFailed(1, refusal: nil) == [.open(connection: 2, key: "a", waiter: 2)])
    }

    @Test("has those that wait use the connections it has")
    func others() {
        var machine = Tests.machine(perHost: 2)
        Tests.open(["a"], &machine)
        #expect(machine.lease("a", for: 2, now: .zero) == [.open(connection: 2, key: "a", waiter: 2)])
        #expect(machine.lease("a", for: 3, now: .zero).isEmpty)
        #expect(machine.openFailed(2, refusal: refusal).isEmpty)
        #expect(machine.lease("a", for: 4, now: .zero).isEmpty)
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.use(connection: 1, waiter: 3)])
        // A connection less: another may be let in.
        #expect(
            machine.released(1, isHealthy: false, now: .zero)
                == [.close(connection: 1), .open(connection: 3, key: "a", waiter: 4)])
    }

    @Test("tries again once a connection was opened")
    func recovered() {
        var machine = Tests.machine(perHost: 3)
        for waiter in 1...3 as ClosedRange<UInt64> {
            #expect(
                machine.lease("a", for: waiter, now: .zero)
                    == [.open(connection: waiter, key: "a", waiter: waiter)])
        }
        for waiter in [4, 5] as [UInt64] { #expect(machine.lease("a", for: waiter, now: .zero).isEmpty) }
        #expect(machine.openFailed(1, refusal: refusal).isEmpty)
        #expect(machine.opened(2, now: .zero) == [.open(connection: 4, key: "a", waiter: 4)])
        #expect(machine.openFailed(3, refusal: refusal).isEmpty)
        #expect(machine.openFailed(4, refusal: refusal).isEmpty)
        #expect(machine.released(2, isHealthy: true, now: .zero) == [.use(connection: 2, waiter: 5)])
    }

    @Test("lets all fail when the last attempt under way failed")
    func lastAttempt() {
        var machine = Tests.machine(perHost: 2)
        for waiter in 1...2 as ClosedRange<UInt64> { _ = machine.lease("a", for: waiter, now: .zero) }
        #expect(machine.lease("a", for: 3, now: .zero).isEmpty)
        #expect(machine.openFailed(2, refusal: refusal).isEmpty)
        #expect(machine.openFailed(1, refusal: refusal) == [.fail(waiter: 3, reason: .openFailed(refusal))])
    }

    @Test("gives its room to another host")
    func room() {
        var machine = Tests.machine(overall: 2)
        for waiter in 1...2 as ClosedRange<UInt64> { _ = machine.lease("a", for: waiter, now: .zero) }
        for (waiter, key) in [(3, "a"), (4, "b"), (5, "b")] as [(UInt64, String)] {
            #expect(machine.lease(key, for: waiter, now: .zero).isEmpty)
        }
        #expect(machine.openFailed(1, refusal: refusal) == [.open(connection: 3, key: "b", waiter: 4)])
        #expect(
            machine.openFailed(2, refusal: refusal)
                == [.fail(waiter: 3, reason: .openFailed(refusal)), .open(connection: 4, key: "b", waiter: 5)])
    }

    @Test("gives the reason of the last refusal, not of one before it")
    func lastReason() {
        var machine = Tests.machine(perHost: 2)
        for waiter in 1...2 as ClosedRange<UInt64> { _ = machine.lease("a", for: waiter, now: .zero) }
        #expect(machine.lease("a", for: 3, now: .zero).isEmpty)
        let tls = SMTPClientFailure(.tlsUnavailable("the TLS handshake failed"), at: .startTLS)
        #expect(machine.openFailed(1, refusal: refusal).isEmpty)
        #expect(machine.openFailed(2, refusal: tls) == [.fail(waiter: 3, reason: .openFailed(tls))])
    }
}
