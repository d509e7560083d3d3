internal import Logging

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Drives the channels of c-ares; lives on the loop's thread.
///
/// A channel is replaced now and then, since c-ares switches extended DNS off for a whole channel when one server
/// refuses it, keeps its source port while it is busy, and reads `/etc/resolv.conf` only once. The old one stays until
/// its queries have ended.
struct ResolverDriver {
    /// How many queries a channel sends before it is replaced.
    private static let maximumQueries = 4_096
    /// How long a channel is used before it is replaced.
    private static let maximumAge = Duration.seconds(60)
    /// How many replaced channels may still have queries; with so many the newest is used further.
    private static let maximumRetired = 8

    private let configuration: CAresResolver.Configuration
    private let logger: Logger
    private var current: ResolverChannel?
    private var retired: [ResolverChannel] = []
    private var watched: [pollfd] = []
    private var owners: [ResolverChannel] = []

    /// Makes a driver; its first channel is made for its first query.
    init(configuration: CAresResolver.Configuration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Sends a query.
    mutating func send(_ query: PendingQuery) {
        guard let channel = usableChannel() else {
            query.finish(.failure(.unreachable))
            return
        }
        channel.send(query)
    }

    /// Sleeps until a socket is ready, a query is due or the waker is called, and lets c-ares do its work.
    mutating func waitAndProcess(_ waker: Waker) {
        watched.removeAll(keepingCapacity: true)
        owners.removeAll(keepingCapacity: true)
        watched.append(pollfd(fd: waker.readEnd, events: Int16(POLLIN), revents: 0))
        var timeout: Int32 = -1
        let channels = retired + (current.map { [$0] } ?? [])
        for channel in channels {
            for (descriptor, events) in channel.sockets {
                watched.append(pollfd(fd: descriptor, events: events, revents: 0))
                owners.append(channel)
            }
            if let milliseconds = channel.millisecondsToTimeout {
                timeout = timeout < 0 ? milliseconds : min(timeout, milliseconds)
            }
        }
        let watchedCount = nfds_t(watched.count)
        if unsafe poll(&watched, watchedCount, timeout) > 0 {
            if watched[0].revents != 0 { waker.drain() }
            for (entry, owner) in zip(watched.dropFirst(), owners) where entry.revents != 0 {
                // An error is read like data: c-ares finds it and goes to the next server.
                let isWritable = entry.events & Int16(POLLOUT) != 0 && entry.revents & ~Int16(POLLIN) != 0
                let isReadable = entry.revents & ~Int16(POLLOUT) != 0
                owner.process(readable: isReadable ? entry.fd : nil, writable: isWritable ? entry.fd : nil)
            }
        }
        for channel in channels where channel.pendingCount > 0 { channel.process(readable: nil, writable: nil) }
        retired.removeAll { $0.pendingCount == 0 }
    }

    /// Ends every query with `.cancelled`.
    mutating func cancelAll() {
        owners = []
        retired = []
        current = nil
    }

    private mutating func usableChannel() -> ResolverChannel? {
        if let current {
            let isFresh = current.sentCount < Self.maximumQueries && current.age < Self.maximumAge
            if isFresh || retired.count >= Self.maximumRetired { return current }
        }
        do {
            let fresh = try ResolverChannel(configuration: configuration)
            if let current, current.pendingCount > 0 { retired.append(current) }
            current = fresh
            logger.debug("DNS channel made")
        } catch {
            logger.debug("DNS channel not made", metadata: ["error": "\(error)"])
        }
        return current
    }
}
