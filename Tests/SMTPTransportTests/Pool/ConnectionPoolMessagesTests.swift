import NIOCore
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("A pool whose hosts take few messages over a connection", .timeLimit(.minutes(15)))
struct ConnectionPoolMessagesTests {
    typealias Tests = ConnectionPoolMachineTests

    @Test(
        "closes a connection after as many as its holders want at most", arguments: [(2, 2), (0, 1), (-1, 1), (9, 3)])
    func mostMessages(wanted: Int, messages: Int) {
        var machine = Tests.machine(messages: 3)
        #expect(
            machine.lease("a", for: 1, mostMessages: wanted, now: .zero)
                == [.open(connection: 1, key: "a", waiter: 1)])
        #expect(machine.opened(1, now: .zero).isEmpty)
        for message in 1..<messages {
            #expect(machine.released(1, isHealthy: true, now: .zero).isEmpty)
            let waiter = UInt64(1 + message)
            #expect(
                machine.lease("a", for: waiter, mostMessages: wanted, now: .zero)
                    == [.use(connection: 1, waiter: waiter)])
        }
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.close(connection: 1)])
    }

    @Test("does not use one that has carried as many, though others would")
    func fewer() {
        var machine = Tests.machine(perHost: 1)
        Tests.open(["a"], &machine)
        #expect(machine.released(1, isHealthy: true, now: .zero).isEmpty)
        #expect(
            machine.lease("a", for: 2, mostMessages: 1, now: .zero)
                == [.close(connection: 1), .open(connection: 2, key: "a", waiter: 2)])
        #expect(machine.opened(2, now: .zero).isEmpty)
        // Nobody else uses it either: the host counts them all.
        #expect(machine.lease("a", for: 3, now: .zero).isEmpty)
        #expect(
            machine.released(2, isHealthy: true, now: .zero)
                == [.close(connection: 2), .open(connection: 3, key: "a", waiter: 3)])
    }

    @Test("gives one that is released to who waits only where it may")
    func waiting() {
        var machine = Tests.machine(perHost: 1)
        Tests.open(["a"], &machine)
        #expect(machine.lease("a", for: 2, mostMessages: 2, now: .zero).isEmpty)
        #expect(machine.lease("a", for: 3, mostMessages: 2, now: .zero).isEmpty)
        #expect(machine.released(1, isHealthy: true, now: .zero) == [.use(connection: 1, waiter: 2)])
        #expect(
            machine.released(1, isHealthy: true, now: .zero)
                == [.close(connection: 1), .open(connection: 2, key: "a", waiter: 3)])
    }

    @Test("says so to the host by as many connections as it takes")
    func connections() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = SMTPConnectionPoolTests.pool()
        let destination = SMTPConnectionPoolTests.destination(bench.address)
        for number in 0..<10 {
            let lease = try await pool.lease(destination, mostMessages: 4)
            #expect(lease.isReused == (number % 4 != 0))
            await pool.release(lease)
        }
        #expect(bench.log.connections.count == 3)
        await pool.shutdown()
        await bench.shutdown()
    }
}
