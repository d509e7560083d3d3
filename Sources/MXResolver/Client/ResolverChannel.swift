internal import CCAres

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// One channel of c-ares, for one server; each of its queries is sent once and waits equally long.
///
/// It belongs to one thread at a time; its end ends its queries with `.cancelled`.
@safe
final class ResolverChannel {
    private let channel: ares_channel
    private let state: ChannelState
    /// Its number among those of the poller.
    let number: UInt32
    /// When it was made, as the time since any start.
    let madeAt: Duration
    /// How many queries have been sent.
    private(set) var sentCount = 0
    private let timeout: Duration
    /// When each query is due to be given up, the earliest first, and those that have ended among them.
    private var deadlines = PassingQueue<(at: Duration, ticket: QueryTicket)>()

    /// Those that were not given up when they were due, as c-ares' clock is a little behind or it has asked again by itself.
    private var late: [QueryTicket] = []
    /// When they are looked at again.
    private var lateAt: Duration?

    /// What the channel has the system set for receiving: answers to a burst of queries wait here, not on the wire.
    private static let receiveBuffer: Int32 = 1 << 20

    /// Makes a channel whose sockets are watched by a poller.
    ///
    /// - Parameters:
    ///   - attempt: which server is asked, and how.
    ///   - timeout: how long an answer is waited for.
    ///   - poller: watches the sockets; it gives back `number` with their events.
    ///   - number: the channel's number among those of the poller.
    ///   - window: counts the queries.
    ///   - now: the time since any start.
    init(
        for attempt: QueryPlan.Attempt, timeout: Duration, poller: Poller, number: UInt32, window: SendWindow,
        at now: Duration
    ) throws(ResolverSetupError) {
        try AresLibrary.start()
        let state = ChannelState(poller: poller, number: number, window: window)
        var made: ares_channel?
        try AresLibrary.check(unsafe Self.open(&made, state: state, timeout: timeout, attempt: attempt))
        guard let channel = unsafe made else { throw .library(code: ARES_ENOMEM, "there is no channel") }
        let status = unsafe ares_set_servers_ports_csv(channel, attempt.server.description)
        if status != ARES_SUCCESS { unsafe ares_destroy(channel) }
        try AresLibrary.check(status)
        self.timeout = timeout
        self.number = number
        self.state = state
        unsafe self.channel = channel
        madeAt = now
    }

    deinit { unsafe ares_destroy(channel) }

    /// How many queries have not ended.
    var pendingCount: Int { state.pendingCount }

    /// When `giveUp` has something to do, at the earliest; nil for never.
    var deadline: Duration? {
        dropEnded()
        guard let first = deadlines.first?.at else { return lateAt }
        return lateAt.map { min($0, first) } ?? first
    }

    /// Sends a query, which may end before this returns.
    func send(_ query: PendingQuery, at now: Duration) {
        sentCount += 1
        state.pendingCount += 1
        let ticket = QueryTicket(query: query, state: state)
        state.window.begin(ticket, at: now)
        let argument = unsafe Unmanaged.passRetained(ticket).toOpaque()
        unsafe ares_send(channel, query.message, Int32(query.message.count), receiveAnswer, argument)
        if !ticket.hasEnded { deadlines.append((now + timeout, ticket)) }
    }

    /// Lets c-ares read and write what is ready.
    func process(readable: Int32?, writable: Int32?) {
        unsafe ares_process_fd(channel, readable ?? ARES_SOCKET_BAD, writable ?? ARES_SOCKET_BAD)
    }

    /// Lets c-ares give up what is overdue.
    func giveUp(at now: Duration) {
        guard let deadline, deadline <= now else { return }
        unsafe ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD)
        dropEnded()
        while let first = deadlines.first, first.at <= now {
            _ = deadlines.popFirst()
            late.append(first.ticket)
        }
        late.removeAll { $0.hasEnded }
        lateAt = late.isEmpty ? nil : now + (millisecondsToTimeout.map { .milliseconds($0) } ?? timeout)
    }

    /// In how many milliseconds c-ares will give the next query up; it looks at all of them to say so.
    private var millisecondsToTimeout: Int? {
        var room = timeval()
        guard unsafe ares_timeout(channel, nil, &room) != nil else { return nil }
        return max(1, Int(room.tv_sec) * 1_000 + (Int(room.tv_usec) + 999) / 1_000)
    }

    private func dropEnded() {
        while let first = deadlines.first, first.ticket.hasEnded { _ = deadlines.popFirst() }
    }

    private static func open(
        _ channel: inout ares_channel?, state: ChannelState, timeout: Duration, attempt: QueryPlan.Attempt
    ) -> Int32 {
        var options = unsafe ares_options()
        // Answers are taken as they come, errors too; extended DNS must be on or answers over 512 octets are cut off.
        let extended = attempt.isExtended ? ARES_FLAG_EDNS : 0
        // c-ares would ask again by TCP on the same channel, and the end of that connection end all its queries.
        let transport = attempt.isStream ? ARES_FLAG_USEVC : ARES_FLAG_IGNTC
        unsafe options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | extended | transport
        unsafe options.timeout = timeout.positiveMilliseconds
        unsafe options.tries = 1
        unsafe options.ednspsz = Int32(ExtendedDNS.recommendedPayloadSize)
        unsafe options.socket_receive_buffer_size = receiveBuffer
        // The state outlives the channel: `ResolverChannel` holds both and destroys the channel first.
        unsafe options.sock_state_cb_data = Unmanaged.passUnretained(state).toOpaque()
        unsafe options.sock_state_cb = { data, descriptor, readable, writable in
            guard let data = unsafe data else { return }
            let state = unsafe Unmanaged<ChannelState>.fromOpaque(data).takeUnretainedValue()
            state.watch(descriptor, readable: readable != 0, writable: writable != 0)
        }
        let mask =
            ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ | ARES_OPT_SOCK_RCVBUF
            | ARES_OPT_SOCK_STATE_CB
        return unsafe ares_init_options(&channel, &options, mask)
    }
}
