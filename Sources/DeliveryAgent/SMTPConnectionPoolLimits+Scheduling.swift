public import DeliveryQueue
public import SMTPTransport

extension SMTPConnectionPoolLimits {
    /// The limits of a pool that holds up nothing that a scheduler lets begin.
    ///
    /// There is a connection for each delivery under way, and as many more are kept for further messages: where some hosts
    /// are slow, the connections to the others would have to give way to each other else, and every message would pay for
    /// a new one. How many a host gets, and how many messages over each, is the scheduler's to say.
    ///
    /// - Parameter scheduling: what the scheduler keeps to.
    public init(for scheduling: SchedulerConfiguration) {
        self.init()
        let all = [scheduling.shaping.standard] + scheduling.shaping.rules.map(\.limits)
        maximumConnections = 2 * min(scheduling.overall, Int.max / 2)
        maximumConnectionsPerHost = all.map(\.connections).reduce(1, max)
        // Each connection finds its next message waiting. What waits beyond that gets there no sooner, and holds one of
        // the scheduler's places, which deliveries to other hosts could use.
        maximumWaitersPerHost = maximumConnectionsPerHost
        maximumMessagesPerConnection = all.map(\.messagesPerConnection).reduce(1, max)
    }
}
