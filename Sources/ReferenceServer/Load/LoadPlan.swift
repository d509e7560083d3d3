import MailAddressing

/// What a load consists of: the octets of a message and its envelope, made once, and how much of it is sent.
struct LoadPlan: Sendable {
    /// When a load is over; complete.
    enum Extent: Hashable, Sendable {
        /// After so many messages, those that warm up not among them.
        case messages(Int)
        /// After so many nanoseconds from the end of the warming up.
        case time(UInt64)
    }

    /// Whether MAIL, RCPT and DATA go out together; complete.
    enum Pipelining: String, Hashable, Sendable, CaseIterable {
        /// Where the server offers it, as clients do in the field.
        case offered
        /// Never: each command waits for its reply.
        case never
    }

    /// How many connections, all kept until the end.
    var sessions: Int
    /// When it is over.
    var extent: Extent
    /// How many messages come first, over all connections, and are not measured.
    var warmUp: Int
    /// Whether commands go out together.
    var pipelining: Pipelining
    /// The command MAIL without its parameters and line end.
    let mail: [UInt8]
    /// The command RCPT with its line end.
    let recipient: [UInt8]
    /// The message's octets.
    let size: Int
    /// The message with the line that ends it; no line of it begins with a dot.
    let content: [UInt8]

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - sessions: how many connections, at least one.
    ///   - extent: when it is over.
    ///   - warmUp: how many messages come first and are not measured.
    ///   - pipelining: whether commands go out together.
    ///   - reversePath: the sender.
    ///   - recipient: the recipient.
    ///   - size: the octets of a message, 200 or more.
    init(
        sessions: Int, extent: Extent, warmUp: Int, pipelining: Pipelining, reversePath: ReversePath,
        recipient: Mailbox, size: Int
    ) {
        self.sessions = sessions
        self.extent = extent
        self.warmUp = warmUp
        self.pipelining = pipelining
        mail = Array("MAIL FROM:<\(reversePath)>".utf8)
        self.recipient = Array("RCPT TO:<\(recipient)>\r\n".utf8)
        let message = Self.message(of: size, to: recipient)
        self.size = message.count
        content = message + Array(".\r\n".utf8)
    }

    /// A message of so many octets, in lines of 76; of one or two less where no line is left for them.
    private static func message(of size: Int, to recipient: Mailbox) -> [UInt8] {
        var octets = Array("From: <bench@localhost>\r\nTo: <\(recipient)>\r\nSubject: load\r\n\r\n".utf8)
        let line = Array((String(repeating: "x", count: 74) + "\r\n").utf8)
        octets.reserveCapacity(size)
        while octets.count + line.count <= size { octets += line }
        if size > octets.count + 2 {
            octets += Array((String(repeating: "y", count: size - octets.count - 2) + "\r\n").utf8)
        }
        return octets
    }
}
