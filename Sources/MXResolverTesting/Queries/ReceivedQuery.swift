public import MXResolver

/// A query as a server has received it.
public struct ReceivedQuery: Hashable, Sendable {
    /// What was asked, or nil when the query had no question.
    public let question: DNSQuestion?
    /// How it came.
    public let transport: DNSTransport
    /// Its flags, of which a client sets RD, AD and CD.
    public let flags: DNSMessage.Flags
    /// What its OPT record said, the size of datagrams and DO among it; nil for a query without extended DNS.
    public let extended: ExtendedDNS?

    /// Notes a query.
    init(_ query: DNSMessage, by transport: DNSTransport) {
        question = query.question
        self.transport = transport
        flags = query.flags
        extended = query.extended
    }
}
