/// How much of a server's strength its clients may use; what a single session may do is in `SMTPServerConfiguration`.
public struct SMTPServerLimits: Hashable, Sendable {
    /// The most sessions at a time, over all listeners; further clients get a 421.
    ///
    /// Default 8,000: each needs a descriptor, of which a process often has no more than 10,000 or 20,000.
    public var maximumSessions = 8_000
    /// The most sessions at a time from one address; further ones get a 421.
    ///
    /// Default 100: twice what Postfix allows, as whole companies and mailbox providers come from few addresses.
    public var maximumSessionsPerAddress = 100
    /// The most sessions at a time from one network, a /24 of IPv4 or a /48 of IPv6; further ones get a 421.
    ///
    /// Default 400: a large provider sends from many addresses of a network at once, and few networks may fill a server.
    public var maximumSessionsPerNetwork = 400
    /// The most connections of one address, and of one network, in a minute.
    ///
    /// Further ones get a 421. Loopback is free.
    ///
    /// Default any number: some peers open one for each message, and sessions are limited.
    public var rates = ConnectionRateLimits()
    /// How long a proxy may take for the header that says who its client is.
    ///
    /// Default 10 seconds: it has the header at hand before it connects.
    public var proxyHeaderTimeout: Duration = .seconds(10)
    /// How long a client may take for its TLS handshake.
    ///
    /// Default 30 seconds: a handshake is three flights of octets, and costs us more than the client.
    public var handshakeTimeout: Duration = .seconds(30)
    /// How long a client may take for a command, from our reply to the end of its line.
    ///
    /// Default 5 minutes (RFC 5321, section 4.5.3.2.7). A client that sends an octet now and then gains nothing by it.
    public var commandTimeout: Duration = .seconds(300)
    /// How many octets of a message have to come in a second, as a mean over `rateWindow`; 0 is any.
    ///
    /// Default 64: a modem of 1970 was faster, and a client that holds sessions open by trickling is not.
    public var minimumRate = 64
    /// Over how long the mean is taken.
    ///
    /// Default 3 minutes, which RFC 5321, section 4.5.3.2.5 gives a client for a block of data.
    public var rateWindow: Duration = .seconds(180)
    /// How many octets of unfinished messages may lie in memory, over all sessions; beyond it MAIL gets a 452.
    ///
    /// Default 512 MiB: twenty messages of the largest size that is taken by default.
    public var maximumMemory = 512 * 1_024 * 1_024

    /// Makes the default limits.
    public init() {}
}
