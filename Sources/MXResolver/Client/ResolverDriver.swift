internal import Logging

/// Drives the channels of c-ares; lives on the loop's thread.
@safe
struct ResolverDriver {
    private let timeout: Duration
    private let poller: Poller
    private let logger: Logger
    private let start = SuspendingClock.now
    private var lanes: [QueryPlan.Attempt: ResolverLane] = [:]
    /// The channels by the numbers under which their sockets are watched.
    private var channels: [UInt32: ResolverChannel] = [:]
    private var lastNumber: UInt32 = 0

    /// Makes a driver; channels are made for the queries that need them.
    init(timeout: Duration, poller: Poller, logger: Logger) {
        self.timeout = timeout
        self.poller = poller
        self.logger = logger
    }

    /// Takes queries to be sent.
    mutating func take(_ queries: [PendingQuery]) {
        let now = elapsed
        for query in queries where !query.isFinished {
            let attempt = query.attempt
            let patience = waitingTime(of: attempt)
            lanes[attempt, default: ResolverLane(isStream: attempt.isStream, patience: patience)].take(query, at: now)
        }
    }

    /// Sends what waits, sleeps until a socket is ready, a query is due or the poller is woken, and lets c-ares work.
    mutating func sendAndProcess() {
        var now = elapsed
        send(at: now)
        poller.wait(milliseconds: sleepTime(at: now)) { event in
            channels[event.number]?.process(
                readable: event.isReadable ? event.descriptor : nil,
                writable: event.isWritable ? event.descriptor : nil)
        }
        now = elapsed
        for (attempt, lane) in lanes {
            for channel in lane.channels { channel.giveUp(at: now) }
            if lane.isIdle(at: now) {
                forget(lane.channels)
                lanes[attempt] = nil
            }
        }
    }

    /// Ends every query with `.cancelled`.
    mutating func cancelAll() {
        for attempt in Array(lanes.keys) { lanes[attempt]?.cancelWaiting() }
        lanes = [:]
        channels = [:]
    }

    private var elapsed: Duration { start.duration(to: SuspendingClock.now) }

    private mutating func send(at now: Duration) {
        // A copy of the keys, so that a lane is changed where it stands.
        for attempt in Array(lanes.keys) {
            guard var lane = lanes.removeValue(forKey: attempt) else { continue }
            forget(lane.dropEnded())
            lane.sendWaiting(at: now) { makeChannel(for: attempt, window: $0, at: now) }
            lanes[attempt] = lane
        }
    }

    /// How long to sleep at most in milliseconds; negative for without end.
    private mutating func sleepTime(at now: Duration) -> Int32 {
        var earliest: Duration?
        for lane in lanes.values {
            if let room = lane.roomAt { earliest = min(earliest ?? room, room) }
            for channel in lane.channels {
                guard let deadline = channel.deadline else { continue }
                earliest = min(earliest ?? deadline, deadline)
            }
        }
        guard let earliest else { return -1 }
        return earliest > now ? (earliest - now).positiveMilliseconds : 0
    }

    /// How long an answer is waited for.
    private func waitingTime(of attempt: QueryPlan.Attempt) -> Duration {
        min(timeout * (1 << attempt.round), CAresResolver.Configuration.maximumTimeout)
    }

    private mutating func makeChannel(
        for attempt: QueryPlan.Attempt, window: SendWindow, at now: Duration
    ) -> ResolverChannel? {
        lastNumber &+= 1
        do {
            let channel = try ResolverChannel(
                for: attempt, timeout: waitingTime(of: attempt), poller: poller,
                number: lastNumber, window: window, at: now)
            channels[lastNumber] = channel
            logger.debug("DNS channel made", metadata: ["server": "\(attempt.server)"])
            return channel
        } catch {
            logger.debug("DNS channel not made", metadata: ["server": "\(attempt.server)", "error": "\(error)"])
            return nil
        }
    }

    private mutating func forget(_ ended: [ResolverChannel]) {
        for channel in ended { channels[channel.number] = nil }
    }
}
