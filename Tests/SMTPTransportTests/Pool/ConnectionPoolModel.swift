import Testing

@testable import SMTPTransport

/// Watches the actions of a pool and knows what may follow what; it decides nothing itself.
struct ConnectionPoolModel {
    enum Standing { case opening, leased, idle }

    struct Entry {
        var key: Int
        var standing = Standing.opening
        var messages = 1
        /// The least of what those have asked for who had it.
        var mostMessages: Int
        var isBad = false
    }

    let limits: SMTPConnectionPoolLimits
    var connections: [UInt64: Entry] = [:]
    /// Those without an answer, in the order in which they came.
    var waiting: [(waiter: UInt64, key: Int)] = []
    /// The most messages over its connection that each asks for.
    var mostMessages: [UInt64: Int] = [:]
    var answered: Set<UInt64> = []
    var closed: Set<UInt64> = []
    /// Keys of which a connection was refused and none was opened or closed since.
    var refusing: Set<Int> = []

    mutating func watch(_ actions: [ConnectionPoolMachine<Int>.Action]) {
        for action in actions {
            switch action {
            case .use(let connection, let waiter):
                guard let entry = connections[connection], entry.standing == .idle, !entry.isBad else {
                    Issue.record("\(action) of \(String(describing: connections[connection]))")
                    continue
                }
                answer(waiter, key: entry.key)
                connections[connection]?.standing = .leased
                connections[connection]?.messages += 1
                let most = min(entry.mostMessages, most(for: waiter))
                connections[connection]?.mostMessages = most
                #expect(entry.messages < most)
            case .open(let connection, let key, let waiter):
                #expect(connections[connection] == nil && !closed.contains(connection))
                #expect(!connections.values.contains { $0.key == key && $0.standing == .idle })
                #expect(!refusing.contains(key))
                answer(waiter, key: key)
                connections[connection] = Entry(key: key, mostMessages: most(for: waiter))
            case .close(let connection):
                let entry = connections.removeValue(forKey: connection)
                #expect(entry?.standing == .idle)
                if let entry { refusing.remove(entry.key) }
                closed.insert(connection)
            case .fail(let waiter, _):
                #expect(waiting.contains { $0.waiter == waiter })
                waiting.removeAll { $0.waiter == waiter }
                #expect(answered.insert(waiter).inserted)
            }
            #expect(connections.count <= limits.maximumConnections)
            for key in Set(connections.values.map(\.key)) {
                #expect(count(of: key) <= limits.maximumConnectionsPerHost)
            }
        }
    }

    private func most(for waiter: UInt64) -> Int {
        min(limits.maximumMessagesPerConnection, max(1, mostMessages[waiter] ?? .max))
    }

    func count(of key: Int) -> Int { connections.values.count { $0.key == key } }

    func ids(_ standing: Standing) -> [UInt64] {
        connections.filter { $0.value.standing == standing }.keys.sorted()
    }

    /// Takes the first of a key from those that wait; it has to be this one.
    private mutating func answer(_ waiter: UInt64, key: Int) {
        let index = waiting.firstIndex { $0.key == key }
        #expect(index.map { waiting[$0].waiter } == waiter, "not the first of its key")
        if let index { waiting.remove(at: index) }
        #expect(answered.insert(waiter).inserted, "answered twice")
    }

    /// What has to hold between events: nobody waits who need not.
    func checkRest() {
        let hasIdle = connections.values.contains { $0.standing == .idle }
        for key in Set(waiting.map(\.key)) {
            #expect(!connections.values.contains { $0.key == key && $0.standing == .idle })
            let hasRoom = connections.count < limits.maximumConnections || hasIdle
            let isBelow = count(of: key) < limits.maximumConnectionsPerHost
            #expect(!hasRoom || !isBelow || refusing.contains(key), "waits for nothing")
            #expect(!refusing.contains(key) || count(of: key) > 0)
        }
        #expect(waiting.count <= limits.maximumWaiters)
        for waiting in Dictionary(grouping: waiting, by: \.key).values {
            #expect(waiting.count <= limits.maximumWaitersPerHost)
        }
    }
}
