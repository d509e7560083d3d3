internal import MXResolver

/// What a server does with a query: the octets it sends, when, and how.
struct ZoneReply: Hashable, Sendable {
    /// How the octets go out on a stream.
    enum Delivery: Hashable, Sendable {
        /// At once.
        case whole
        /// One at a time, with a pause before each.
        case octetByOctet(Duration)
        /// As many as these, lengths included; then the connection is closed.
        case closing(after: Int)
    }

    /// The messages, none for silence.
    var messages: [[UInt8]] = []
    /// How long they are held back.
    var delay: Duration?
    /// How they go out on a stream.
    var delivery = Delivery.whole
    /// What a look-up in memory answers instead of what the messages say.
    var failure: DNSFailure?

    /// The messages as they stand on a stream, each behind its length in two octets (RFC 1035, section 4.2.2).
    var frames: [UInt8] {
        var octets: [UInt8] = []
        for message in messages {
            let length = UInt16(clamping: message.count)
            octets += [UInt8(length >> 8), UInt8(truncatingIfNeeded: length)]
            octets += message.prefix(Int(length))
        }
        return octets
    }
}
