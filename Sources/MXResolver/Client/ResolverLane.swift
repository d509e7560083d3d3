/// The channels for one server, one round and one form of query; lives on the loop's thread.
///
/// A channel is replaced now and then, since it keeps its source port while it is busy. The old one stays until its
/// queries have ended. A query by TCP has a channel of its own, as c-ares ends all queries of a channel when a connection
/// ends. With many queries under way, further ones wait their turn here.
struct ResolverLane {
    /// How many queries a channel sends before it is replaced.
    private static let maximumQueries = 4_096
    /// How long a channel is used before it is replaced.
    static let maximumAge = Duration.seconds(60)
    /// How many replaced channels may still have queries; with so many the newest is used further.
    private static let maximumRetired = 8

    /// How many queries may be sent.
    let window: SendWindow
    private let isStream: Bool
    private(set) var current: ResolverChannel?
    private var retired: [ResolverChannel] = []
    /// What waits for room, and until when, the earliest first.
    private var waiting = PassingQueue<(until: Duration, query: PendingQuery)>()
    private let patience: Duration

    /// Makes a lane without a channel.
    ///
    /// - Parameters:
    ///   - isStream: whether its queries go by TCP.
    ///   - patience: how long a query waits for room at most: as long as it would for an answer.
    init(isStream: Bool, patience: Duration) {
        self.isStream = isStream
        self.patience = patience
        window = SendWindow(limit: isStream ? SendWindow.maximumStreams : SendWindow.maximumUnderWay)
    }

    /// The channels that may have queries.
    var channels: [ResolverChannel] { retired + (current.map { [$0] } ?? []) }

    /// When something is to be done with queries that wait though no answer comes; nil when none waits.
    var roomAt: Duration? {
        guard let until = waiting.first?.until else { return nil }
        return window.roomAt.map { min($0, until) } ?? until
    }

    /// Whether nothing is under way and the channel is too old to be used again.
    func isIdle(at now: Duration) -> Bool {
        window.underWay == 0 && waiting.isEmpty && current.map { $0.madeAt + Self.maximumAge <= now } ?? true
    }

    /// Takes a query, to be sent by `sendWaiting`.
    mutating func take(_ query: PendingQuery, at now: Duration) { waiting.append((now + patience, query)) }

    /// Sends what waits, as far as there is room, and ends what has waited for too long.
    ///
    /// - Parameters:
    ///   - now: the time since any start.
    ///   - make: makes a channel; nil when that fails.
    mutating func sendWaiting(at now: Duration, making make: (SendWindow) -> ResolverChannel?) {
        while let first = waiting.first, first.until <= now {
            _ = waiting.popFirst()
            first.query.finish(.heldBack)
        }
        while !waiting.isEmpty, window.hasRoom(at: now), let query = waiting.popFirst()?.query {
            guard !query.isFinished else { continue }
            guard let channel = usableChannel(at: now, making: make) else {
                query.finish(.failed(.unreachable))
                continue
            }
            channel.send(query, at: now)
        }
    }

    /// Forgets replaced channels whose queries have ended; gives them back.
    mutating func dropEnded() -> [ResolverChannel] {
        guard retired.contains(where: { $0.pendingCount == 0 }) else { return [] }
        let ended = retired.filter { $0.pendingCount == 0 }
        retired.removeAll { $0.pendingCount == 0 }
        return ended
    }

    /// Ends every query that waits with `.cancelled`; those under way end with their channels.
    mutating func cancelWaiting() {
        while let query = waiting.popFirst()?.query { query.finish(.failed(.cancelled)) }
    }

    private mutating func usableChannel(at now: Duration, making make: (SendWindow) -> ResolverChannel?)
        -> ResolverChannel?
    {
        if isStream {
            let fresh = make(window)
            if let fresh { retired.append(fresh) }
            return fresh
        }
        if let current {
            let isFresh = current.sentCount < Self.maximumQueries && current.madeAt + Self.maximumAge > now
            if isFresh || retired.count >= Self.maximumRetired { return current }
        }
        if let fresh = make(window) {
            if let current { retired.append(current) }
            current = fresh
        }
        return current
    }
}
