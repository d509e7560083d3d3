import NIOCore
import SMTPTransport

extension Load {
    /// Sessions without mail: connect, TLS by a full handshake, EHLO, and the login if there is one; QUIT.
    ///
    /// `SMTPClient` never resumes a TLS session.
    func sessions() async throws -> Outcome {
        let version = try await warmUp()
        Self.waitForStart()
        return try await measured(tls: version) {
            try await sideBySide { _, share in
                for _ in 0..<share {
                    let client = try await connect()
                    await client.quit()
                }
                return share
            }
        }
    }

    /// Messages by DATA, over one connection of each client.
    func messages(octets: Int) async throws -> Outcome {
        let parcel = try Parcel(octets: octets)
        var open: [SMTPClient] = []
        for _ in 0..<clients {
            let client = try await connect()
            try await parcel.send(over: client)
            open.append(client)
        }
        let connections = open
        Self.waitForStart()
        var outcome = try await measured(tls: connections.first?.tlsVersion) {
            _ = try await sideBySide { client, share in
                for _ in 0..<share { try await parcel.send(over: connections[client]) }
                return share
            }
            return connections.count
        }
        outcome.octets = count * parcel.content.readableBytes
        for client in connections { await client.quit() }
        return outcome
    }

    /// Messages to one host, each over a connection of its own or over kept ones.
    func relayed(octets: Int, isPooled: Bool) async throws -> Outcome {
        let parcel = try Parcel(octets: octets)
        let version = try await warmUp()
        let pool = makePool()
        Self.waitForStart()
        var outcome = try await measured(tls: version) {
            try await sideBySide { _, share in
                var connections = 0
                for _ in 0..<share {
                    let isNew =
                        isPooled ? try await send(parcel, over: pool) : try await sendOverOwnConnection(parcel)
                    if isNew { connections += 1 }
                }
                return connections
            }
        }
        outcome.octets = count * parcel.content.readableBytes
        await pool.shutdown()
        return outcome
    }

    /// What `SMTPConnectionPool.send` does, and whether it made a connection.
    private func send(_ parcel: Parcel, over pool: SMTPConnectionPool) async throws -> Bool {
        let lease = try await pool.lease(destination)
        let outcomes = await lease.client.send(parcel.transaction, content: parcel.content)
        await pool.release(lease)
        try Parcel.check(outcomes)
        return !lease.isReused
    }

    private func sendOverOwnConnection(_ parcel: Parcel) async throws -> Bool {
        let client = try await connect()
        try await parcel.send(over: client)
        await client.quit()
        return true
    }

    /// Opens connections and keeps them, without a word, until the input ends.
    func hold() async throws {
        try await withThrowingTaskGroup(of: [SMTPClient].self) { tasks in
            for client in 0..<clients {
                let share = count / clients + (client < count % clients ? 1 : 0)
                tasks.addTask {
                    var held: [SMTPClient] = []
                    for _ in 0..<share { held.append(try await connect()) }
                    return held
                }
            }
            let held = try await tasks.reduce(into: []) { $0 += $1 }
            print("ready")
            flushOutput()
            while readLine() != nil {}
            withExtendedLifetime(held) {}
        }
    }

    /// Two sessions of each client, so that nothing is done for the first time later; the version of TLS.
    private func warmUp() async throws -> String? {
        _ = try await sideBySide { _, _ in
            for _ in 0..<2 { try await connect().quit() }
            return 0
        }
        let client = try await connect()
        await client.quit()
        return client.tlsVersion
    }

    /// Times work that gives how many connections it made.
    private func measured(tls: String?, _ work: () async throws -> Int) async throws -> Outcome {
        let clock = ContinuousClock()
        let start = clock.now
        let connections = try await work()
        let (seconds, attoseconds) = (clock.now - start).components
        return Outcome(
            count: count, seconds: Double(seconds) + Double(attoseconds) / 1e18, connections: connections, tls: tls)
    }
}
