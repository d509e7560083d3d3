import TestSupport
import Testing

@testable import SMTPTransport

@Suite("A pool under any events")
struct ConnectionPoolModelTests {
    @Test(
        "keeps its bounds, answers each waiter once and in order, and never shares", arguments: 0..<200 as Range<UInt64>
    )
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var limits = SMTPConnectionPoolLimits()
        limits.maximumConnections = Int.random(in: 1...8, using: &generator)
        limits.maximumConnectionsPerHost = Int.random(in: 1...4, using: &generator)
        limits.maximumMessagesPerConnection = Int.random(in: 1...5, using: &generator)
        limits.maximumWaiters = Int.random(in: 0...12, using: &generator)
        limits.maximumWaitersPerHost = Int.random(in: 0...6, using: &generator)
        var run = ConnectionPoolRun(limits: limits, generator: generator)
        for _ in 0..<400 { run.step() }
        run.drain(closing: seed % 2 == 0)
    }
}

/// One run of a pool beside its model.
private struct ConnectionPoolRun {
    var machine: ConnectionPoolMachine<Int>
    var model: ConnectionPoolModel
    var generator: SeededGenerator
    var now = Duration.zero
    var nextWaiter: UInt64 = 0

    init(limits: SMTPConnectionPoolLimits, generator: SeededGenerator) {
        machine = ConnectionPoolMachine(limits: limits)
        model = ConnectionPoolModel(limits: limits)
        self.generator = generator
    }

    typealias Tests = ConnectionPoolMachineTests

    mutating func step() {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<7: lease()
        case 7..<10: if let id = pick(.opening) { opened(id) }
        case 10: if let id = pick(.opening) { openFailed(id, isRefusal: Bool.random(using: &generator)) }
        case 11..<16:
            if let id = pick(.leased) { released(id, isHealthy: Int.random(in: 0..<6, using: &generator) > 0) }
        case 16: lost()
        case 17:
            guard let waiter = model.waiting.randomElement(using: &generator)?.waiter else { return }
            watch(machine.cancel(waiter))
        case 18:
            now += .seconds(Int.random(in: 0...90, using: &generator))
            watch(machine.tick(now: now))
            #expect(machine.nextWake.map { $0 > now } ?? true)
        default:
            // An event for any connection, fitting or not, from a holder that is mistaken.
            let id = UInt64.random(in: 0...(machine.lastConnection + 1), using: &generator)
            if model.connections[id]?.standing != .opening {
                #expect(machine.opened(id, now: now).isEmpty)
                #expect(machine.openFailed(id, refusal: Tests.refusal).isEmpty)
            }
            if model.connections[id]?.standing != .leased {
                #expect(machine.released(id, isHealthy: true, now: now).isEmpty)
            }
        }
    }

    /// Ends all that is under way, and sees that nobody is left without an answer.
    mutating func drain(closing: Bool) {
        if closing {
            watch(machine.closeAll())
            #expect(model.waiting.isEmpty)
            #expect(model.ids(.idle).isEmpty)
        }
        while let id = pick(.opening) ?? pick(.leased) {
            if model.connections[id]?.standing == .opening { opened(id) } else { released(id, isHealthy: true) }
        }
        #expect(model.waiting.isEmpty)
        #expect(model.answered.count == Int(nextWaiter))
        now += .seconds(60)
        watch(machine.tick(now: now))
        #expect(model.connections.isEmpty)
        #expect(machine.connections.isEmpty && machine.hosts.isEmpty && machine.waiters.isEmpty)
        #expect(machine.idle.isEmpty && machine.turns.isEmpty && machine.nextWake == nil)
    }

    private mutating func lease() {
        nextWaiter += 1
        let key = Int.random(in: 0..<4, using: &generator)
        model.waiting.append((nextWaiter, key))
        let most = Bool.random(using: &generator) ? nil : Int.random(in: 0...6, using: &generator)
        model.mostMessages[nextWaiter] = most
        let hasRoom = machine.hasRoom(for: key)
        let actions = machine.lease(key, for: nextWaiter, mostMessages: most, now: now)
        #expect(actions.contains(.fail(waiter: nextWaiter, reason: .tooManyWaiters)) != hasRoom)
        watch(actions)
    }

    private mutating func opened(_ id: UInt64) {
        model.connections[id]?.standing = .leased
        if let key = model.connections[id]?.key { model.refusing.remove(key) }
        watch(machine.opened(id, now: now))
    }

    private mutating func openFailed(_ id: UInt64, isRefusal: Bool) {
        guard let key = model.connections.removeValue(forKey: id)?.key else { return }
        model.closed.insert(id)
        let isLast = model.count(of: key) == 0
        if isRefusal && !isLast { model.refusing.insert(key) } else { model.refusing.remove(key) }
        let failing = isRefusal && isLast ? model.waiting.filter { $0.key == key }.map(\.waiter) : []
        let actions = machine.openFailed(id, refusal: isRefusal ? Tests.refusal : nil)
        #expect(
            actions.prefix(failing.count) == failing.map { .fail(waiter: $0, reason: .openFailed(Tests.refusal)) }[...])
        watch(actions)
    }

    private mutating func released(_ id: UInt64, isHealthy: Bool) {
        model.connections[id]?.standing = .idle
        if !isHealthy { model.connections[id]?.isBad = true }
        watch(machine.released(id, isHealthy: isHealthy, now: now))
        #expect(model.connections[id]?.isBad != true, "kept")
    }

    private mutating func lost() {
        guard let id = model.connections.keys.sorted().randomElement(using: &generator) else { return }
        let wasIdle = model.connections[id]?.standing == .idle
        model.connections[id]?.isBad = true
        watch(machine.lost(id))
        if wasIdle { #expect(model.connections[id] == nil) }
    }

    private mutating func pick(_ standing: ConnectionPoolModel.Standing) -> UInt64? {
        model.ids(standing).randomElement(using: &generator)
    }

    private mutating func watch(_ actions: [ConnectionPoolMachine<Int>.Action]) {
        model.watch(actions)
        model.checkRest()
    }
}
