extension CAresResolver {
    /// Which servers to ask, how long, and what to believe.
    public struct Configuration: Hashable, Sendable {
        /// The servers in the order in which they are asked; none means those of the system (`/etc/resolv.conf`).
        public var servers: [DNSServerAddress]
        /// How long the first try waits for an answer; each further round through the servers waits twice as long.
        ///
        /// Less than a millisecond is taken for that, and more than about half an hour is cut down to it.
        public var timeout: Duration {
            didSet { timeout = Self.bounded(timeout) }
        }
        /// How often each server is asked, at most: once to ten times.
        public var tries: Int {
            didSet { tries = min(max(1, tries), Self.maximumTries) }
        }
        /// Whose AD flag is believed.
        public var authenticatedAnswers: AuthenticationTrust

        /// The longest time-out, as c-ares counts it doubled in 32 bits of milliseconds.
        static let maximumTimeout = Duration.milliseconds(Int32.max / 1_024)

        private static func bounded(_ timeout: Duration) -> Duration {
            min(max(timeout, .milliseconds(1)), maximumTimeout)
        }

        /// The most rounds through the servers: the last of ten waits half an hour after three seconds for the first.
        static let maximumTries = 10

        /// Makes a configuration.
        ///
        /// - Parameters:
        ///   - servers: the servers in the order in which they are asked; none means those of the system.
        ///   - timeout: how long the first try waits for an answer. Three seconds are more than a resolver that is near
        ///     takes for a slow zone.
        ///   - tries: how often each server is asked. Three rounds of 3, 6 and 12 seconds outlast a short outage. Where nobody
        ///     listens a round is over at once, and a pause of half a second, then one, lies before the next.
        ///   - authenticatedAnswers: whose AD flag is believed.
        public init(
            servers: [DNSServerAddress] = [], timeout: Duration = .seconds(3), tries: Int = 3,
            authenticatedAnswers: AuthenticationTrust = .loopback
        ) {
            self.servers = servers
            self.timeout = Self.bounded(timeout)
            self.tries = min(max(1, tries), Self.maximumTries)
            self.authenticatedAnswers = authenticatedAnswers
        }
    }

    /// When a resolver's word that it has validated an answer is believed (RFC 6840, section 5.8; RFC 7672, section 2.1).
    ///
    /// The flag is one bit of an unprotected datagram: it is worth as much as the path to the resolver. Complete: the
    /// path is this host's own, or the administrator vouches for it, or nobody does.
    public enum AuthenticationTrust: String, Hashable, Sendable, CaseIterable {
        /// When every server is on this host.
        case loopback
        /// Always: the path to the servers is protected by other means.
        case always
        /// Never.
        case never
    }
}

extension Duration {
    /// The duration in milliseconds, at least one, as C takes it.
    var positiveMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max / 1_000) else { return Int32.max }
        return Int32(clamping: max(1, seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
    }
}
