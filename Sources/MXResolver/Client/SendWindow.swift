/// How many queries of a lane may be sent now; lives on the loop's thread.
///
/// A burst of queries must not overrun what the system holds for the server, or they are lost and wait for the next
/// round. So few may have been sent in the last moments without an answer. Those that are under way for longer are no
/// longer in that queue, as the server is looking for their answers: they count against a larger bound only, and slow
/// domains do not hold up the others. A server that needs longer than those moments for everything gets as many queries
/// anew in each of them: 12,800 a second.
final class SendWindow {
    /// How many queries may be under way in datagrams; a cancelled one counts until its time is over.
    static let maximumUnderWay = 4_096
    /// How many connections there may be at once: each is a descriptor and a port.
    static let maximumStreams = 64
    /// How many of them may have been sent within `recentTime`.
    ///
    /// Linux holds 208 KiB for a socket by default, which is some 270 short datagrams.
    static let maximumRecent = 256
    /// For how long a query counts as recent: longer than a server takes to get round to reading it.
    static let recentTime = Duration.milliseconds(20)

    private let limit: Int
    private(set) var underWay = 0
    private var recentCount = 0
    /// What was sent within the last moments, the earliest first; what has ended is among it.
    private var recent = PassingQueue<(until: Duration, ticket: QueryTicket)>()

    /// Makes a window.
    ///
    /// - Parameter limit: how many queries may be under way.
    init(limit: Int = maximumUnderWay) { self.limit = limit }

    /// Whether a query may be sent.
    func hasRoom(at now: Duration) -> Bool {
        while let first = recent.first, first.until <= now || !first.ticket.isRecent {
            forget(first.ticket)
            _ = recent.popFirst()
        }
        return underWay < limit && recentCount < Self.maximumRecent
    }

    /// When there is room again though nothing comes in; nil when only answers make room.
    var roomAt: Duration? { underWay < limit ? recent.first?.until : nil }

    /// Notes that a query is sent.
    func begin(_ ticket: QueryTicket, at now: Duration) {
        underWay += 1
        recentCount += 1
        recent.append((now + Self.recentTime, ticket))
    }

    /// Notes that a query has ended.
    func end(_ ticket: QueryTicket) {
        underWay -= 1
        forget(ticket)
    }

    private func forget(_ ticket: QueryTicket) {
        guard ticket.isRecent else { return }
        ticket.isRecent = false
        recentCount -= 1
    }
}
