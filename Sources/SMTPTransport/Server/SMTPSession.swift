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
    /// The client has logged in; `connection.user` says who it is.
    func authenticated(_ connection: SMTPConnection)
    /// The client has tried to log in and is refused, as its password is wrong or its token bad; `mechanism` says how.
    func loginRefused(by mechanism: SASLMechanism?, _ connection: SMTPConnection)
    /// A transaction is to begin; what an earlier one left is to be forgotten.
    func mail(_ mail: SMTPMail) -> SMTPDecision
    /// A recipient is named.
    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision
    /// The message is about to be sent.
    func data(_ transfer: SMTPTransfer) -> SMTPDecision
    /// Octets of the message came, dots removed; the answer says when there may be more.
    func receive(_ octets: ByteBuffer) -> SMTPDemand
    /// The message is whole. A positive answer takes responsibility for it.
    func message(size: Int) -> SMTPDecision
    /// The message was refused by the protocol, as for its size or a bare LF; what came of it is to be forgotten.
    func messageRefused()
    /// The client gave the transaction up (RSET); what it left is to be forgotten.
    func reset() -> SMTPDecision
    /// The client takes its leave.
    func quit() -> SMTPDecision
    /// The connection is over.
    func disconnected()
}

extension SMTPSession {
    /// Accepts the client.
    public func connected(_ connection: SMTPConnection) -> SMTPDecision { .accept }
    /// Accepts the greeting.
    public func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision { .accept }
    /// Does nothing.
    public func authenticated(_ connection: SMTPConnection) {}
    /// Does nothing.
    public func loginRefused(by mechanism: SASLMechanism?, _ connection: SMTPConnection) {}
    /// Accepts the sender.
    public func mail(_ mail: SMTPMail) -> SMTPDecision { .accept }
    /// Accepts that the message is sent.
    public func data(_ transfer: SMTPTransfer) -> SMTPDecision { .accept }
    /// Answers in the protocol's words.
    public func reset() -> SMTPDecision { .accept }
    /// Answers in the protocol's words.
    public func quit() -> SMTPDecision { .accept }
    /// Does nothing.
    public func messageRefused() {}
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
    /// These octets go out in place of the reply, and the session goes on as after the answer: for a test's server that
    /// has to speak wrongly.
    case dangerousOctets([UInt8], SMTPServerAnswer)

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

/// When a session takes more of a message; complete.
public enum SMTPDemand: Sendable {
    /// At once.
    case more
    /// When the closure has returned; it runs off the event loop. Until then the client is not read from, and its TCP
    /// stream comes to rest.
    case later(@Sendable () async -> Void)
}

/// What is known of a connection.
public struct SMTPConnection: Hashable, Sendable {
    /// The client's address; nil where it has none, as on a local socket, or where its proxy does not know it.
    public var remoteAddress: IPAddress?
    /// The client's port.
    public var remotePort: Int?
    /// The version of TLS, such as `TLSv1.3`, or nil in the clear.
    public var tlsVersion: String?
    /// Who the client has logged in as, or nil.
    public var user: String?
    /// By which mechanism it has logged in, or nil; also nil where a proxy says who it is.
    public var mechanism: SASLMechanism?
    /// The client's name in the DNS as a proxy says it, or nil; nobody here has looked it up.
    public var remoteName: String?
    /// The address of the proxy that speaks for the client, or nil where nobody does.
    public var proxyAddress: IPAddress?

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
