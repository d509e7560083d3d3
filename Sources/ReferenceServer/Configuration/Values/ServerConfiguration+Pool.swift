import DeliveryAgent
import DeliveryQueue
import SMTPTransport

extension ServerConfiguration {
    /// How many connections to other hosts there are, and how long they are kept: the section `delivery.pool`.
    ///
    /// What it leaves out is as the scheduler needs it: a delivery that is under way finds a connection.
    struct Pool: Hashable, Sendable {
        /// The most at a time over all hosts; nil is twice the deliveries under way.
        var connections: Int?
        /// The most at a time to one host; nil is what shaping allows.
        var connectionsPerHost: Int?
        /// The most messages over one; nil is what shaping allows.
        var messagesPerConnection: Int?
        /// How long one is kept without use.
        var idle = SMTPConnectionPoolLimits().idleTimeout
    }
}

extension ServerConfiguration.Pool {
    /// The limits of a pool.
    ///
    /// - Parameter scheduling: what the scheduler keeps to.
    func limits(for scheduling: SchedulerConfiguration) -> SMTPConnectionPoolLimits {
        var limits = SMTPConnectionPoolLimits(for: scheduling)
        if let connections { limits.maximumConnections = connections }
        if let connectionsPerHost { limits.maximumConnectionsPerHost = connectionsPerHost }
        if let messagesPerConnection { limits.maximumMessagesPerConnection = messagesPerConnection }
        limits.idleTimeout = idle
        return limits
    }
}
