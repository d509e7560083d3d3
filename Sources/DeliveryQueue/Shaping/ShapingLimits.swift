/// How much may be asked of a site from one source.
public struct ShapingLimits: Hashable, Sendable {
    /// The most deliveries under way at once, each over a connection of its own; at least 1.
    ///
    /// Default 20, which large receivers accept and other servers begin to queue at.
    public var connections: Int
    /// How many deliveries are under way at once to a site of which nothing is known; at least 1.
    ///
    /// Default 5: a site that is dead or in trouble then holds few places before that is known.
    public var initialConnections: Int
    /// The most messages over one connection; at least 1, default 100.
    public var messagesPerConnection: Int
    /// The most recipients of a message in one transaction; at least 1, default 100 (RFC 5321, section 4.5.3.1.8).
    public var recipientsPerTransaction: Int
    /// The most messages in a time, or nil for as many as the connections carry.
    public var rate: MessageRate?

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - connections: the most deliveries under way at once.
    ///   - initialConnections: how many are under way at once while nothing is known.
    ///   - messagesPerConnection: the most messages over one connection.
    ///   - recipientsPerTransaction: the most recipients in one transaction.
    ///   - rate: the most messages in a time.
    public init(
        connections: Int = 20, initialConnections: Int = 5, messagesPerConnection: Int = 100,
        recipientsPerTransaction: Int = 100, rate: MessageRate? = nil
    ) {
        self.connections = max(1, connections)
        self.initialConnections = min(max(1, initialConnections), self.connections)
        self.messagesPerConnection = max(1, messagesPerConnection)
        self.recipientsPerTransaction = max(1, recipientsPerTransaction)
        self.rate = rate
    }
}
