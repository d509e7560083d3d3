/// How many connections a pool of clients has, and how long it keeps them.
///
/// Values below what can work (one connection, one message, no waiter) are taken as that.
public struct SMTPConnectionPoolLimits: Hashable, Sendable {
    /// The most connections at a time over all hosts, those included that are being opened.
    ///
    /// Default 500: each needs a descriptor and some 100 KiB with TLS, and many silent hosts must not use up either.
    public var maximumConnections = 500
    /// The most connections at a time to one host, that is, with the same host, port and TLS identity.
    ///
    /// Default 20, as in Postfix; large receivers accept that many from one address.
    public var maximumConnectionsPerHost = 20
    /// The most messages over one connection.
    ///
    /// Default 100: the cost of opening is shared by then, and many servers end sessions that have had as many.
    public var maximumMessagesPerConnection = 100
    /// How long a connection is kept without use.
    ///
    /// Default 60 seconds: well below the five minutes after which servers cut idle clients (RFC 5321, section
    /// 4.5.3.2.7); busy servers cut them sooner, and one that is cut in use costs an attempt.
    public var idleTimeout: Duration = .seconds(60)
    /// The age from which a connection is used no more.
    ///
    /// Default 10 minutes: what has changed at a host meanwhile (addresses, certificates, balance) is seen by then. A
    /// connection in use is not interrupted.
    public var maximumLifetime: Duration = .seconds(600)
    /// How many may wait for a connection at a time, over all hosts.
    ///
    /// Default 10,000: each holds a task and an envelope in memory; further ones are better off in the queue.
    public var maximumWaiters = 10_000
    /// How many may wait for a connection to one host at a time.
    ///
    /// Default 1,000, a tenth of all: one slow host does not use up the room of the others.
    public var maximumWaitersPerHost = 1_000

    /// Makes the default limits.
    public init() {}
}
