internal import CCAres
internal import MailAddressing

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// One channel of c-ares.
///
/// It belongs to one thread at a time; its end ends its queries with `.cancelled`.
@safe
final class ResolverChannel {
    private let channel: ares_channel
    private let state: ChannelState
    private let madeAt = SuspendingClock.now
    /// How many queries have been sent.
    private(set) var sentCount = 0

    /// What the channel has the system set for receiving: answers to a burst of queries wait here, not on the wire.
    private static let receiveBuffer: Int32 = 1 << 20

    /// c-ares doubles the time-out with each round in 32 bits; these two together stay within them.
    private static let maximumTries = 10
    private static let maximumTimeout = Int32.max / 1_024

    /// Made once for the process and never unmade, as other users of the library may live longer.
    private static let libraryStatus: Int32 = ares_library_init(ARES_LIB_INIT_ALL)

    /// Makes a channel.
    init(configuration: CAresResolver.Configuration) throws(ResolverSetupError) {
        try Self.check(Self.libraryStatus)
        let state = ChannelState()
        var made: ares_channel?
        let opened = unsafe Self.open(&made, state: state, configuration: configuration)
        try Self.check(opened)
        guard let channel = unsafe made else { throw .library(code: ARES_ENOMEM, "there is no channel") }
        if !configuration.servers.isEmpty {
            let list = configuration.servers.map(\.description).joined(separator: ",")
            let status = unsafe ares_set_servers_ports_csv(channel, list)
            if status != ARES_SUCCESS { unsafe ares_destroy(channel) }
            try Self.check(status)
        }
        state.isTrusted =
            switch configuration.authenticatedAnswers {
            case .always: true
            case .never: false
            case .loopback: unsafe Self.usesLoopbackOnly(channel)
            }
        self.state = state
        unsafe self.channel = channel
    }

    deinit { unsafe ares_destroy(channel) }

    /// The sockets to watch, each with the events to wait for in the form of `poll`.
    var sockets: [Int32: Int16] { state.sockets }

    /// How many queries have not ended.
    var pendingCount: Int { state.pendingCount }

    /// How long the channel has existed.
    var age: Duration { madeAt.duration(to: SuspendingClock.now) }

    /// In how many milliseconds c-ares wants to be called though nothing is ready; nil for never.
    var millisecondsToTimeout: Int32? {
        var room = timeval()
        guard unsafe ares_timeout(channel, nil, &room) != nil else { return nil }
        return Int32(clamping: Int(room.tv_sec) * 1_000 + (Int(room.tv_usec) + 999) / 1_000)
    }

    /// Sends a query, which may end before this returns.
    func send(_ query: PendingQuery) {
        sentCount += 1
        state.pendingCount += 1
        let argument = unsafe Unmanaged.passRetained(QueryTicket(query: query, state: state)).toOpaque()
        unsafe ares_send(channel, query.message, Int32(query.message.count), receiveAnswer, argument)
    }

    /// Lets c-ares read and write what is ready, repeat what is due and give up what is overdue.
    func process(readable: Int32?, writable: Int32?) {
        unsafe ares_process_fd(channel, readable ?? ARES_SOCKET_BAD, writable ?? ARES_SOCKET_BAD)
    }

    private static func check(_ status: Int32) throws(ResolverSetupError) {
        guard status == ARES_SUCCESS else {
            throw .library(code: status, unsafe String(cString: ares_strerror(status)))
        }
    }

    private static func open(
        _ channel: inout ares_channel?, state: ChannelState, configuration: CAresResolver.Configuration
    ) -> Int32 {
        var options = unsafe ares_options()
        // Answers are taken as they come, errors too; extended DNS must be on or answers over 512 octets are dropped.
        unsafe options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_EDNS
        unsafe options.timeout = min(configuration.timeout.positiveMilliseconds, maximumTimeout)
        unsafe options.tries = Int32(clamping: min(max(1, configuration.tries), maximumTries))
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

    private static func usesLoopbackOnly(_ channel: ares_channel) -> Bool {
        var first: UnsafeMutablePointer<ares_addr_port_node>?
        guard unsafe ares_get_servers_ports(channel, &first) == ARES_SUCCESS else { return false }
        defer { unsafe ares_free_data(first) }
        var next = unsafe first
        var count = 0
        while let node = unsafe next {
            let length = unsafe node.pointee.family == AF_INET ? 4 : 16
            let octets = unsafe withUnsafeBytes(of: node.pointee.addr) { unsafe Array($0.prefix(length)) }
            guard let address = IPAddress(octets: octets), address.isLoopback else { return false }
            count += 1
            unsafe next = node.pointee.next
        }
        return count > 0
    }
}
