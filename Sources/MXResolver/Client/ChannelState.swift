internal import CCAres

/// What c-ares tells of a channel while it works: its sockets, and that queries have ended.
///
/// It is apart from the channel because c-ares calls back while the channel's own calls are under way.
final class ChannelState {
    private let poller: Poller
    private let number: UInt32
    private var sockets: Set<Int32> = []
    /// How many queries have not ended.
    var pendingCount = 0
    /// What counts the queries of all channels to the server.
    let window: SendWindow

    /// Makes a state whose sockets are watched under a number.
    init(poller: Poller, number: UInt32, window: SendWindow) {
        self.poller = poller
        self.number = number
        self.window = window
    }

    /// Has a socket watched; for nothing means that it is about to be closed.
    func watch(_ descriptor: Int32, readable: Bool, writable: Bool) {
        if readable || writable {
            let isNew = sockets.insert(descriptor).inserted
            poller.watch(descriptor, number: number, isNew: isNew, readable: readable, writable: writable)
        } else if sockets.remove(descriptor) != nil {
            poller.forget(descriptor)
        }
    }
}

/// What c-ares carries for each query and gives back when the query ends.
final class QueryTicket {
    /// The query.
    let query: PendingQuery
    /// The state of its channel; nil once c-ares has given it back, as the window holds tickets for some moments more and
    /// would hold itself.
    fileprivate(set) var state: ChannelState?
    /// Whether c-ares has given it back.
    fileprivate(set) var hasEnded = false
    /// Whether the window counts it among those that were just sent.
    var isRecent = true

    /// Makes a ticket.
    init(query: PendingQuery, state: ChannelState) {
        self.query = query
        self.state = state
    }
}

/// Ends a query; c-ares calls this exactly once for each query that was sent, at the channel's end at the latest.
func receiveAnswer(
    _ argument: UnsafeMutableRawPointer?, _ status: Int32, _ timeouts: Int32, _ bytes: UnsafeMutablePointer<UInt8>?,
    _ count: Int32
) {
    guard let argument = unsafe argument else { return }
    let ticket = unsafe Unmanaged<QueryTicket>.fromOpaque(argument).takeRetainedValue()
    ticket.hasEnded = true
    ticket.state?.pendingCount -= 1
    ticket.state?.window.end(ticket)
    ticket.state = nil
    if status == ARES_SUCCESS, count > 0, let bytes = unsafe bytes {
        let copy = unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
        ticket.query.finish(.answered(copy))
    } else {
        ticket.query.finish(.failed(DNSFailure(caresStatus: status)))
    }
}

extension DNSFailure {
    /// The failure that a status of c-ares means when it comes without an answer.
    fileprivate init(caresStatus status: Int32) {
        switch status {
        case ARES_ETIMEOUT: self = .timeout
        case ARES_ECANCELLED, ARES_EDESTRUCTION: self = .cancelled
        case ARES_EBADRESP: self = .malformed(DNSMessageError(.unexpectedEnd, at: 0))
        // Refused connections, no server at all, no memory: nobody was asked.
        default: self = .unreachable
        }
    }
}
