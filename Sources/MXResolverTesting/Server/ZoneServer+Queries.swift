public import MXResolver
public import MailAddressing

extension ZoneServer {
    /// Replaces the zone; faults stay.
    ///
    /// - Parameter zone: what it answers from, from now on.
    public func replace(with zone: Zone) { responder.replace(with: zone) }

    /// How many queries have come so far.
    public var counts: Counts { responder.counts }

    /// The queries that have come and could be read, the oldest first; of a long run the most recent 10,000.
    public var queries: [ReceivedQuery] { responder.queries }

    /// Those of `queries` that asked for a name.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - type: the type, or nil for any.
    /// - Returns: the queries, the oldest first.
    public func queries(for name: DomainName, _ type: DNSRecordType? = nil) -> [ReceivedQuery] {
        let name = DNSName(name)
        return queries.filter { $0.question?.name == name && (type == nil || $0.question?.type == type) }
    }

    /// Forgets the queries that have come so far, the counts of them too.
    public func forgetQueries() { responder.forgetQueries() }

    /// How many queries have come by each protocol, unreadable ones too.
    public struct Counts: Hashable, Sendable {
        /// By UDP.
        public var datagrams: Int
        /// By TCP.
        public var streams: Int

        /// Makes counts.
        ///
        /// - Parameters:
        ///   - datagrams: how many queries by UDP.
        ///   - streams: how many queries by TCP.
        public init(datagrams: Int = 0, streams: Int = 0) {
            self.datagrams = datagrams
            self.streams = streams
        }
    }
}
