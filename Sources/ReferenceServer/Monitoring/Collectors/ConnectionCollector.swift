/// Reads how many connections are open, and how much memory is left for what comes over them.
struct ConnectionCollector: MetricCollector {
    /// How many connections of clients are open, as `SMTPServer.connectionCount` has it.
    let clients: @Sendable () -> Int
    /// How many connections to mail hosts and relays are open, as `SMTPConnectionPool.connectionCount` has it.
    let hosts: @Sendable () -> Int
    /// How many octets are left for unfinished messages of all clients, as `SMTPMemoryBudget.left` has it.
    let memory: @Sendable () -> Int

    /// The numbers.
    func families() async -> [MetricFamily] {
        [
            MetricFamily(
                .gauge, "waxwing_smtp_connections", "Connections of clients that are open.", [.init(clients())]),
            MetricFamily(
                .gauge, "waxwing_outbound_connections",
                "Connections to mail hosts and relays that are open, idle ones among them.", [.init(hosts())]),
            MetricFamily(
                .gauge, "waxwing_smtp_memory_left_bytes",
                "Octets that are left for unfinished messages of all clients.", [.init(memory())]),
        ]
    }
}
