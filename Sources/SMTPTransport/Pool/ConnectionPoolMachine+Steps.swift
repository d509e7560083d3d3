extension ConnectionPoolMachine {
    mutating func advance(to now: Duration) { clock = max(clock, now) }

    /// Whether a connection is not to be used for another message.
    func isWorn(_ connection: Connection) -> Bool {
        connection.isLost || connection.messages >= connection.mostMessages
            || clock - connection.opened >= limits.maximumLifetime
    }

    /// Whether an idle connection may be used: `tick` may be late.
    func isFresh(_ connection: UInt64) -> Bool {
        guard let entry = connections[connection], case .idle(let since) = entry.state else { return false }
        return !isWorn(entry) && clock - since < limits.idleTimeout
    }

    /// Whether a connection has carried fewer messages than this.
    func mayCarry(_ connection: UInt64, _ mostMessages: Int) -> Bool {
        connections[connection].map { $0.messages < mostMessages } ?? false
    }

    /// Whether more wait, for this key or over all, than may.
    func isCrowded(_ key: Key) -> Bool {
        waiters.count > limits.maximumWaiters || (hosts[key]?.waiters.count ?? 0) > limits.maximumWaitersPerHost
    }

    /// Opens connections for waiters as long as there is room or room can be made, a key at a time.
    mutating func serve(_ actions: inout [Action]) {
        while let key = turns.first, let waiter = hosts[key]?.waiters.first {
            if connections.count >= limits.maximumConnections {
                // A key in turn has no idle connection of its own: this one is another's.
                guard let oldest = idle.first else { return }
                close(oldest, &actions)
            }
            lastConnection += 1
            let most = waiters[waiter]?.mostMessages ?? limits.maximumMessagesPerConnection
            connections[lastConnection] = Connection(key: key, opened: clock, mostMessages: most)
            hosts[key]?.connections += 1
            turns.remove(key)
            forget(waiter: waiter)
            actions.append(.open(connection: lastConnection, key: key, waiter: waiter))
        }
    }

    /// Gives an open connection to a waiter, which wants no more than so many messages over it.
    mutating func use(_ connection: UInt64, for waiter: UInt64, _ mostMessages: Int, _ actions: inout [Action]) {
        guard let entry = connections[connection] else { return }
        connections[connection]?.messages += 1
        connections[connection]?.mostMessages = min(entry.mostMessages, mostMessages)
        connections[connection]?.state = .leased
        hosts[entry.key]?.idle.remove(connection)
        idle.remove(connection)
        actions.append(.use(connection: connection, waiter: waiter))
    }

    mutating func close(_ connection: UInt64, _ actions: inout [Action]) {
        forget(connection)
        actions.append(.close(connection: connection))
    }

    mutating func fail(_ waiter: UInt64, _ reason: ConnectionPoolFailure, _ actions: inout [Action]) {
        forget(waiter: waiter)
        actions.append(.fail(waiter: waiter, reason: reason))
    }

    mutating func forget(_ connection: UInt64, isRefusal: Bool = false) {
        guard let key = connections.removeValue(forKey: connection)?.key else { return }
        idle.remove(connection)
        if var host = hosts.removeValue(forKey: key) {
            host.idle.remove(connection)
            host.connections -= 1
            // A host without connections must not be waited for.
            host.isRefusing = isRefusal && host.connections > 0
            hosts[key] = host
        }
        updateTurn(of: key)
    }

    mutating func forget(waiter: UInt64) {
        guard let key = waiters.removeValue(forKey: waiter)?.key else { return }
        hosts[key]?.waiters.remove(waiter)
        updateTurn(of: key)
    }

    /// Puts a key among those whose turn comes, or takes it out, after something about it changed.
    mutating func updateTurn(of key: Key) {
        guard let host = hosts[key] else {
            turns.remove(key)
            return
        }
        if !host.waiters.isEmpty, !host.isRefusing, host.connections < limits.maximumConnectionsPerHost {
            turns.append(key)
        } else {
            turns.remove(key)
            if host.waiters.isEmpty, host.connections == 0 { hosts[key] = nil }
        }
    }
}
