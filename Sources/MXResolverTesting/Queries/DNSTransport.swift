/// How a query comes to a server.
///
/// Complete: the kit serves the two protocols of RFC 1035, section 4.2, and no encrypted one.
public enum DNSTransport: Hashable, Sendable, CaseIterable {
    /// By UDP, where answers have a bounded size.
    case datagram
    /// By TCP.
    case stream
}
