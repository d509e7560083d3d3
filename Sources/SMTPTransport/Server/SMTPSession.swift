public import MailAddressing
public import NIOCore
public import SMTPProtocol

/// What an application makes of one connection's mail; made anew for each connection.
///
/// The methods are called one at a time on the connection's event loop, in the order of the protocol, and must not block
/// it. Each may answer at once, or later by an asynchronous closure; meanwhile the client is not read from, and other
/// connections go on. Nothing else touches the object, so it may keep state without locks.
public protocol SMTPSession: AnyObject {
    /// A client connected.
    func connected(_ connection: SMTPConnection) -> SMTPDecision
    /// The client said EHLO or HELO, perhaps again after STARTTLS.
    func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision
    /// A transaction is to begin; what an earlier one left is to be forgotten.
    func mail(_ mail: SMTPMail) -> SMTPDecision
    /// A recipient is named.
    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision
    /// The message is about to be sent.
    func data() -> SMTPDecision
    /// Octets of the message came, dots removed.
    func receive(_ octets: ByteBuffer)
    /// The message is whole. A positive answer takes responsibility for it.
    func message(size: Int) -> SMTPDecision
    /// The connection is over.
    func disconnected()
}

extension SMTPSession {
    /// Accepts the client.
    public func connected(_ connection: SMTPConnection) -> SMTPDecision { .accept }
    /// Accepts the greeting.
    public func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision { .accept }
    /// Accepts the sender.
    public func mail(_ mail: SMTPMail) -> SMTPDecision { .accept }
    /// Accepts that the message is sent.
    public func data() -> SMTPDecision { .accept }
    /// Does nothing.
    public func disconnected() {}
}

/// An application's answer, now or later; complete.
public enum SMTPDecision: Sendable {
    /// The answer.
    case answer(SMTPServerAnswer)
    /// The answer comes from a closure that runs off the event loop.
    case later(@Sendable () async -> SMTPServerAnswer)
    /// Nothing more is said and the connection is cut, as a test's server may do.
    case drop

    /// Accepted, in the protocol's words.
    public static var accept: SMTPDecision { .answer(.accept) }

    /// Answered with a reply of one line.
    ///
    /// - Parameters:
    ///   - code: the reply code.
    ///   - status: the enhanced status code.
    ///   - text: the text.
    public static func reply(_ code: UInt16, _ status: EnhancedStatusCode?, _ text: String) -> SMTPDecision {
        .answer(.reply(SMTPReply(code, status, text)))
    }
}

/// What is known of a connection.
public struct SMTPConnection: Hashable, Sendable {
    /// The client's address, or nil where it has none, as on a local socket.
    public var remoteAddress: IPAddress?
    /// The client's port.
    public var remotePort: Int?
    /// The version of TLS, such as `TLSv1.3`, or nil in the clear.
    public var tlsVersion: String?

    /// Makes a description of a connection.
    ///
    /// - Parameters:
    ///   - remoteAddress: the client's address.
    ///   - remotePort: the client's port.
    ///   - tlsVersion: the version of TLS, or nil.
    public init(remoteAddress: IPAddress?, remotePort: Int?, tlsVersion: String? = nil) {
        self.remoteAddress = remoteAddress
        self.remotePort = remotePort
        self.tlsVersion = tlsVersion
    }
}
