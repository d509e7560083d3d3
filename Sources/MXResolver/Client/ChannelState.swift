internal import CCAres

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// What c-ares tells of a channel while it works: its sockets, and that queries have ended.
///
/// It is apart from the channel because c-ares calls back while the channel's own calls are under way.
final class ChannelState {
    /// The sockets to watch, each with the events to wait for in the form of `poll`.
    private(set) var sockets: [Int32: Int16] = [:]
    /// How many queries have not ended.
    var pendingCount = 0
    /// Whether the AD flag of this channel's servers is believed.
    var isTrusted = false

    /// Notes for what a socket is to be watched; for nothing means that it is about to be closed.
    func watch(_ descriptor: Int32, readable: Bool, writable: Bool) {
        let events = (readable ? Int16(POLLIN) : 0) | (writable ? Int16(POLLOUT) : 0)
        sockets[descriptor] = events == 0 ? nil : events
    }
}

/// What c-ares carries for each query and gives back when the query ends.
final class QueryTicket {
    /// The query.
    let query: PendingQuery
    /// The state of its channel.
    let state: ChannelState

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
    ticket.state.pendingCount -= 1
    if status == ARES_SUCCESS, count > 0, let bytes = unsafe bytes {
        let copy = unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
        let answer = PendingQuery.ServerAnswer(bytes: copy, isTrusted: ticket.state.isTrusted)
        ticket.query.finish(.success(answer))
    } else {
        ticket.query.finish(.failure(DNSFailure(caresStatus: status)))
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
