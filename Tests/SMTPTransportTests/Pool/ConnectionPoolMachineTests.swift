import SMTPProtocol
import Testing

@testable import SMTPTransport

/// Keys are letters; times are seconds; the machine numbers connections from 1.
@Suite("A pool of client connections")
struct ConnectionPoolMachineTests {
    typealias Machine = ConnectionPoolMachine<String>

    static let refusal = SMTPClientFailure(.connection("the connection was refused"), at: .connect)

    static func machine(
        overall: Int = 10, perHost: Int = 10, messages: Int = 100, waiters: Int = 100, waitersPerHost: Int = 100
    ) -> Machine {
        var limits = SMTPConnectionPoolLimits()
        limits.maximumConnections = overall
        limits.maximumConnectionsPerHost = perHost
        limits.maximumMessagesPerConnection = messages
        limits.maximumWaiters = waiters
        limits.maximumWaitersPerHost = waitersPerHost
        return Machine(limits: limits)
    }

    /// Has waiters open connections for these keys; both are numbered from 1.
    static func open(_ keys: [String], _ machine: inout Machine, at now: Duration = .zero) {
        for (index, key) in keys.enumerated() {
            let id = UInt64(index + 1)
            #expect(machine.lease(key, for: id, now: now) == [.open(connection: id, key: key, waiter: id)])
            #expect(machine.opened(id, now: now).isEmpty)
        }
    }

    @Test("opens a connection for the first, and has it used again by the next")
    func reuse() {
        var machine = Self.machine()
        Self.open(["a"], &machine)
        #expect(machine.nextWake == nil)
        #expect(machine.released(1, isHealthy: true, now: .seconds(1)).isEmpty)
        #expect(machine.nextWake == .seconds(61))
        #expect(machine.lease("a", for: 2, now: .seconds(2)) == [.use(connection: 1, waiter: 2)])
        #expect(machine.nextWake == nil)
        #expect(machine.lease("a", for: 3, now: .seconds(2)) == [.open(connection: 2, key: "a", waiter: 3)])
    }

    @Test("gives the idle connection that was used last")
    func mostRecent() {
        var machine = Self.machine()
        Self.open(["a", "a", "a"], &machine)
        for id in [2, 3, 1] as [UInt64] { #expect(machine.released(id, isHealthy: true, now: .zero).isEmpty) }
        for (index, id) in ([1, 3, 2] as [UInt64]).enumerated() {
            let waiter = UInt64(10 + index)
            #expect(machine.lease("a", for: waiter, now: .zero) == [.use(connection: id, waiter: waiter)])
        }
    }

    @Test("never gives a connection of one key to another")
    func keys() {
        var machine = Self.machine()
        Self.open(["a"], &machine)
        #expect(machine.released(1, isHealthy: true, now: .zero).isEmpty)
        #expect(machine.lease("b", for: 2, now: .zero) == [.open(connection: 2, key: "b", waiter: 2)])
    }

    @Test("has those beyond a host's bound wait, first come, first served")
    func perHost() {
        var machine = Self.machine(perHost: 2)
        Self.open(["a", "a"], &machine)
        for waiter in [5, 3, 4] as [UInt64] { #expect(machine.lease("a", for: waiter, now: .zero).isEmpty) }
        #expect(machine.waiters.count == 3)
        #expect(machine.released(2, isHealthy: true, now: .zero) == [.use(connection: 2, waiter: 5)])
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.use(connection: 1, waiter: 3)])
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.use(connection: 1, waiter: 4)])
        #expect(machine.released(1, isHealthy: true, now: .zero).isEmpty)
    }

    @Test("closes the connection idle for longest to make room for another host")
    func makingRoom() {
        var machine = Self.machine(overall: 3)
        Self.open(["a", "b", "c"], &machine)
        #expect(machine.released(2, isHealthy: true, now: .seconds(1)).isEmpty)
        #expect(machine.released(1, isHealthy: true, now: .seconds(2)).isEmpty)
        #expect(
            machine.lease("d", for: 4, now: .seconds(3))
                == [.close(connection: 2), .open(connection: 4, key: "d", waiter: 4)])
        #expect(
            machine.lease("b", for: 5, now: .seconds(3))
                == [.close(connection: 1), .open(connection: 5, key: "b", waiter: 5)])
        #expect(machine.lease("a", for: 6, now: .seconds(3)).isEmpty)
        // One that is released while another host lacks room is closed at once.
        #expect(
            machine.released(3, isHealthy: true, now: .seconds(4))
                == [.close(connection: 3), .open(connection: 6, key: "a", waiter: 6)])
    }

    @Test("has the hosts that wait for room take turns")
    func turns() {
        var machine = Self.machine(overall: 1)
        Self.open(["z"], &machine)
        let order = ["a", "a", "a", "b", "c", "b"]
        for (index, key) in order.enumerated() {
            #expect(machine.lease(key, for: UInt64(10 + index), now: .zero).isEmpty)
        }
        var served: [String] = []
        var held: UInt64 = 1
        while machine.waiters.count > 0 {
            let actions = machine.released(held, isHealthy: false, now: .zero)
            guard actions.count == 2, case .open(let connection, let key, _) = actions[1] else {
                Issue.record("\(actions)")
                return
            }
            #expect(machine.opened(connection, now: .zero).isEmpty)
            served.append(key)
            held = connection
        }
        #expect(served == ["a", "b", "c", "a", "b", "a"])
    }

    @Test("closes what is unhealthy, and opens another for who waits")
    func unhealthy() {
        var machine = Self.machine(perHost: 1)
        Self.open(["a"], &machine)
        #expect(machine.lease("a", for: 2, now: .zero).isEmpty)
        #expect(
            machine.released(1, isHealthy: false, now: .zero)
                == [.close(connection: 1), .open(connection: 2, key: "a", waiter: 2)])
        #expect(machine.opened(2, now: .zero).isEmpty)
        #expect(machine.released(2, isHealthy: false, now: .zero) == [.close(connection: 2)])
        #expect(machine.connections.isEmpty)
        #expect(machine.hosts.isEmpty)
    }

    @Test("closes a connection after its last message, whoever sends it")
    func messages() {
        var machine = Self.machine(perHost: 1, messages: 3)
        Self.open(["a"], &machine)
        #expect(machine.released(1, isHealthy: true, now: .zero).isEmpty)
        #expect(machine.lease("a", for: 2, now: .zero) == [.use(connection: 1, waiter: 2)])
        #expect(machine.lease("a", for: 3, now: .zero).isEmpty)
        #expect(machine.lease("a", for: 4, now: .zero).isEmpty)
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.use(connection: 1, waiter: 3)])
        #expect(
            machine.released(1, isHealthy: true, now: .zero)
                == [.close(connection: 1), .open(connection: 2, key: "a", waiter: 4)])
    }

    @Test("closes a connection of its full age when it is released, or would be used")
    func lifetime() {
        var machine = Self.machine()
        #expect(machine.lease("a", for: 1, now: .zero) == [.open(connection: 1, key: "a", waiter: 1)])
        // Its life begins when it is open.
        #expect(machine.opened(1, now: .seconds(20)).isEmpty)
        #expect(machine.released(1, isHealthy: true, now: .seconds(619)).isEmpty)
        #expect(
            machine.lease("a", for: 2, now: .seconds(620))
                == [.close(connection: 1), .open(connection: 2, key: "a", waiter: 2)])
        #expect(machine.opened(2, now: .seconds(620)).isEmpty)
        #expect(machine.released(2, isHealthy: true, now: .seconds(1_220)) == [.close(connection: 2)])
    }

    @Test("closes what is idle for too long at its time, and not before")
    func idleTimeout() {
        var machine = Self.machine()
        Self.open(["a", "b", "a"], &machine)
        for (id, second) in [(1, 0), (2, 10), (3, 10)] as [(UInt64, Int)] {
            #expect(machine.released(id, isHealthy: true, now: .seconds(second)).isEmpty)
        }
        #expect(machine.nextWake == .seconds(60))
        #expect(machine.tick(now: .seconds(59)).isEmpty)
        #expect(machine.tick(now: .seconds(60)) == [.close(connection: 1)])
        #expect(machine.nextWake == .seconds(70))
        #expect(machine.tick(now: .seconds(100)) == [.close(connection: 2), .close(connection: 3)])
        #expect(machine.nextWake == nil)
        #expect(machine.hosts.isEmpty)
    }

    @Test("does not use what is idle for too long when the tick is late")
    func lateTick() {
        var machine = Self.machine()
        Self.open(["a", "a"], &machine)
        #expect(machine.released(1, isHealthy: true, now: .zero).isEmpty)
        #expect(machine.released(2, isHealthy: true, now: .zero).isEmpty)
        #expect(
            machine.lease("a", for: 3, now: .seconds(60))
                == [.close(connection: 2), .close(connection: 1), .open(connection: 3, key: "a", waiter: 3)])
    }

    @Test("takes a time before the last one as the last one")
    func backwards() {
        var machine = Self.machine()
        Self.open(["a", "a"], &machine, at: .seconds(100))
        #expect(machine.released(1, isHealthy: true, now: .seconds(100)).isEmpty)
        #expect(machine.released(2, isHealthy: true, now: .seconds(5)).isEmpty)
        #expect(machine.tick(now: .seconds(159)).isEmpty)
        #expect(machine.tick(now: .seconds(160)) == [.close(connection: 1), .close(connection: 2)])
    }

    @Test("forgets an idle connection that was lost, and does not use again one that was lost in use")
    func lost() {
        var machine = Self.machine()
        Self.open(["a", "a"], &machine)
        #expect(machine.released(1, isHealthy: true, now: .zero).isEmpty)
        #expect(machine.lost(1) == [.close(connection: 1)])
        #expect(machine.lost(1).isEmpty)
        #expect(machine.lost(2).isEmpty)
        #expect(machine.released(2, isHealthy: true, now: .zero) == [.close(connection: 2)])
    }

    @Test("lets the newest fail when too many wait", arguments: [0, 1, 3])
    func tooMany(bound: Int) {
        var machine = Self.machine(perHost: 1, waiters: bound)
        Self.open(["a"], &machine)
        for waiter in 0..<bound { #expect(machine.lease("a", for: UInt64(10 + waiter), now: .zero).isEmpty) }
        #expect(machine.lease("a", for: 99, now: .zero) == [.fail(waiter: 99, reason: .tooManyWaiters)])
        // Who need not wait is not turned away.
        #expect(machine.lease("b", for: 98, now: .zero) == [.open(connection: 2, key: "b", waiter: 98)])
        #expect(machine.waiters.count == bound)
    }

    @Test(
        "lets the newest fail when too many wait for its host, whoever waits for others",
        arguments: [(0, 1, 10), (2, 1, 10), (3, 10, 1), (3, 1, 1)] as [(Int, Int, Int)])
    func tooManyPerHost(bound: Int, perHost: Int, overall: Int) {
        var machine = Self.machine(overall: overall, perHost: perHost, waitersPerHost: bound)
        Self.open(["a"], &machine)
        for waiter in 0..<bound {
            #expect(machine.hasRoom(for: "a"))
            #expect(machine.lease("a", for: UInt64(10 + waiter), now: .zero).isEmpty)
        }
        #expect(!machine.hasRoom(for: "a"))
        #expect(machine.lease("a", for: 99, now: .zero) == [.fail(waiter: 99, reason: .tooManyWaiters)])
        // Another host has waiters of its own.
        #expect(machine.hasRoom(for: "b"))
        let isFull = overall == 1
        #expect(
            machine.lease("b", for: 98, now: .zero)
                == (isFull ? [] : [.open(connection: 2, key: "b", waiter: 98)]))
        // One that has had its turn makes room for the next.
        guard bound > 0, !isFull else { return }
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.use(connection: 1, waiter: 10)])
        #expect(machine.hasRoom(for: "a"))
        #expect(machine.lease("a", for: 97, now: .zero).isEmpty)
    }

    @Test("lets one that gives up fail, and passes it by")
    func cancel() {
        var machine = Self.machine(perHost: 1)
        Self.open(["a"], &machine)
        for waiter in [2, 3, 4] as [UInt64] { #expect(machine.lease("a", for: waiter, now: .zero).isEmpty) }
        #expect(machine.cancel(3) == [.fail(waiter: 3, reason: .cancelled)])
        #expect(machine.cancel(2) == [.fail(waiter: 2, reason: .cancelled)])
        #expect(machine.cancel(2).isEmpty)
        #expect(machine.cancel(1).isEmpty)
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.use(connection: 1, waiter: 4)])
    }

    @Test("lets everyone go when it is closed")
    func closing() {
        var machine = Self.machine(overall: 3)
        Self.open(["a", "b"], &machine)
        #expect(machine.lease("c", for: 3, now: .zero) == [.open(connection: 3, key: "c", waiter: 3)])
        for waiter in [4, 5] as [UInt64] { #expect(machine.lease("d", for: waiter, now: .zero).isEmpty) }
        // Nobody waits for "a" or "b": who waits for "d" gets the room of the first that is released.
        #expect(machine.released(1, isHealthy: true, now: .zero).count == 2)
        #expect(machine.closeAll() == [.fail(waiter: 5, reason: .shuttingDown)])
        #expect(machine.isClosing)
        #expect(machine.lease("a", for: 6, now: .zero) == [.fail(waiter: 6, reason: .shuttingDown)])
        #expect(machine.opened(3, now: .zero).isEmpty)
        #expect(machine.released(3, isHealthy: true, now: .zero) == [.close(connection: 3)])
        #expect(machine.released(2, isHealthy: true, now: .zero) == [.close(connection: 2)])
        #expect(machine.openFailed(4, refusal: Self.refusal).isEmpty)
        #expect(machine.connections.isEmpty)
        #expect(machine.hosts.isEmpty)
        #expect(machine.closeAll().isEmpty)
    }

    @Test("closes idle connections at once when it is closed")
    func closingIdle() {
        var machine = Self.machine()
        Self.open(["a", "b", "a"], &machine)
        for id in [3, 1, 2] as [UInt64] { #expect(machine.released(id, isHealthy: true, now: .zero).isEmpty) }
        #expect(machine.closeAll() == [.close(connection: 3), .close(connection: 1), .close(connection: 2)])
        #expect(machine.nextWake == nil)
    }

    @Test("does nothing at events that do not fit")
    func unfitting() {
        var machine = Self.machine(perHost: 1)
        #expect(machine.lease("a", for: 1, now: .zero) == [.open(connection: 1, key: "a", waiter: 1)])
        // Not open yet.
        #expect(machine.released(1, isHealthy: true, now: .zero).isEmpty)
        #expect(machine.opened(1, now: .zero).isEmpty)
        #expect(machine.opened(1, now: .zero).isEmpty)
        #expect(machine.openFailed(1, refusal: Self.refusal).isEmpty)
        #expect(machine.released(1, isHealthy: true, now: .zero).isEmpty)
        #expect(machine.released(1, isHealthy: false, now: .zero).isEmpty)
        #expect(machine.opened(7, now: .zero).isEmpty)
        #expect(machine.openFailed(7, refusal: Self.refusal).isEmpty)
        #expect(machine.released(7, isHealthy: true, now: .zero).isEmpty)
        #expect(machine.lost(7).isEmpty)
        #expect(machine.cancel(7).isEmpty)
        // An id that waits asks for nothing more.
        #expect(machine.lease("a", for: 2, now: .zero) == [.use(connection: 1, waiter: 2)])
        #expect(machine.lease("a", for: 3, now: .zero).isEmpty)
        #expect(machine.lease("b", for: 3, now: .zero).isEmpty)
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.use(connection: 1, waiter: 3)])
    }

    @Test("takes senseless limits for the least that works")
    func limits() {
        var machine = Self.machine(overall: 0, perHost: -1, messages: 0, waiters: -5)
        Self.open(["a"], &machine)
        #expect(machine.lease("a", for: 2, now: .zero) == [.fail(waiter: 2, reason: .tooManyWaiters)])
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.close(connection: 1)])
    }
}
