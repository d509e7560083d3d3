import DeliveryQueue
import InternetMessage
import Logging
import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport

/// What every connection of a listener shares.
struct InboundPolicy: Sendable {
    /// Where messages go.
    let queue: MailQueue
    /// Our name in the trace.
    let hostName: DomainName
    /// What is spoken on the listener.
    let kind: ServerConfiguration.Listener.Kind
    /// Who may send to everywhere without logging in.
    let relayFrom: [IPNetwork]
    /// Which senders those may use who log in.
    let senders: SenderRights
    /// The octets that unfinished messages of all sessions may take.
    let memory: SMTPMemoryBudget
    /// Where problems are logged.
    let logger: Logger
    /// The largest header of a message in octets.
    let maximumHeaderSize: Int
    /// The most Received fields of a message; more is a loop (RFC 5321, section 6.3 asks for at least 100).
    var maximumHops = 100
}

/// One client's mail: judged by the listener's policy, and queued.
final class InboundSession: SMTPSession {
    private let policy: InboundPolicy
    private var connection = SMTPConnection(remoteAddress: nil, remotePort: nil)
    private var helloName = ""
    private var isExtended = false
    private var reversePath = ReversePath.null
    private var options = MailOptions()
    private var recipients: [SMTPRecipient] = []
    private var content: [UInt8] = []
    /// Whether the message outgrew the memory that all sessions share.
    private var isCrowdedOut = false

    init(policy: InboundPolicy) { self.policy = policy }

    func connected(_ connection: SMTPConnection) -> SMTPDecision {
        self.connection = connection
        return .accept
    }

    func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision {
        // A greeting gives up the transaction that was open.
        forgetContent()
        self.connection = connection
        self.isExtended = isExtended
        helloName = name
        return .accept
    }

    func authenticated(_ connection: SMTPConnection) { self.connection = connection }

    func mail(_ mail: SMTPMail) -> SMTPDecision {
        if let user = connection.user, !policy.senders.allow(mail.reversePath, to: user) {
            policy.logger.notice(
                "A sender was refused", metadata: ["user": "\(user)", "from": "<\(mail.reversePath)>"])
            return .reply(553, .init(5, 7, 1), "You are logged in as \(user) and may not send as this address")
        }
        reversePath = mail.reversePath
        options = mail.options
        recipients = []
        forgetContent()
        return .accept
    }

    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision {
        guard mayRelay else { return .reply(550, .init(5, 7, 1), "This server does not relay for you") }
        recipients.append(recipient)
        return .accept
    }

    /// Whether the client may send to everywhere: it has logged in, or is in a network that may.
    private var mayRelay: Bool {
        if connection.user != nil { return true }
        guard let address = connection.remoteAddress else { return false }
        return policy.relayFrom.contains { $0.contains(address) }
    }

    func receive(_ octets: ByteBuffer) -> SMTPDemand {
        guard !isCrowdedOut else { return .more }
        if policy.memory.take(octets.readableBytes) {
            content.append(contentsOf: octets.readableBytesView)
        } else {
            forgetContent()
            isCrowdedOut = true
        }
        return .more
    }

    func reset() -> SMTPDecision {
        forgetContent()
        return .accept
    }

    func messageRefused() { forgetContent() }

    func disconnected() { forgetContent() }

    private func forgetContent() {
        policy.memory.giveBack(content.count)
        content = []
        isCrowdedOut = false
    }

    func message(size: Int) -> SMTPDecision {
        guard !isCrowdedOut else {
            forgetContent()
            return .reply(452, .init(4, 3, 1), "Too much is under way here; try again later")
        }
        // The machine has measured the header already; here are its other limits.
        var limits = HeaderLimits.standard
        limits.maximumSize = max(limits.maximumSize, policy.maximumHeaderSize)
        guard let header = try? MessageHeader(parsing: content, limits: limits) else {
            forgetContent()
            return .reply(552, .init(5, 3, 4), "The header of the message is too large")
        }
        if header.fields(named: "Received").count > policy.maximumHops {
            forgetContent()
            return .reply(554, .init(5, 4, 6), "The message has passed too many hosts: it runs in a loop")
        }
        // What a mail program left out is added for those who log in, and for nobody else: it is their message.
        let isSubmission = connection.user != nil
        let trace = ReceivedStamp(
            helloName: helloName, connection: connection,
            base: policy.kind == .lmtp ? .lmtp : isExtended ? .esmtp : .smtp,
            hostName: policy.hostName, submittedHeader: isSubmission ? header : nil,
            recipient: recipients.count == 1 ? recipients.first?.mailbox : nil)
        let address =
            connection.remoteAddress.map { "[\($0)]" }
            ?? (connection.proxyAddress.map { "somebody behind [\($0)]" } ?? "a local client")
        var submission = MessageSubmission(
            reversePath: reversePath, recipients: recipients.map(\.mailbox), content: content,
            origin: [connection.user, helloName, address].compactMap { $0 }.joined(separator: " "),
            traceFields: { trace.fields(id: $0, at: $1) })
        submission.options = options
        submission.recipientOptions = recipients.map(\.options)
        content = []
        let (queue, logger, memory) = (policy.queue, policy.logger, policy.memory)
        return .later { [submission] in
            defer { memory.giveBack(size) }
            do throws(QueueStoreError) {
                let id = try await queue.submit(submission)
                return .reply(SMTPReply(250, .init(2, 0, 0), "Message accepted, queued as \(id)"))
            } catch {
                // Nothing was kept: the client still has the message and tries again.
                logger.error("A message could not be stored", metadata: ["reason": "\(error)"])
                let isFull = error.kind == .full
                return .reply(
                    SMTPReply(
                        isFull ? 452 : 451, .init(4, 3, isFull ? 1 : 0),
                        "The message could not be stored, try again later"))
            }
        }
    }
}

/// The Received field of a message that came in (RFC 5321, section 4.4).
struct ReceivedStamp: Sendable {
    let helloName: String
    let connection: SMTPConnection
    let base: TransmissionType.Base
    let hostName: DomainName
    /// The header of a message that was submitted, whose missing fields are added.
    let submittedHeader: MessageHeader?
    let recipient: Mailbox?

    /// The field's octets with their final CRLF, and those of fields that are missing.
    func fields(id: MessageID, at time: WallTime) -> [UInt8] {
        let received = field(id: id, at: time)
        guard let submittedHeader, let identifier = try? MessageIdentifier(unique: "\(id)", domain: hostName) else {
            return received
        }
        let date = MessageDate(unixSeconds: time.seconds)
        return received + SubmissionFields.missing(from: submittedHeader, date: date, identifier: identifier)
    }

    private func field(id: MessageID, at time: WallTime) -> [UInt8] {
        ReceivedField(
            greeting: helloName, clientAddress: connection.remoteAddress, host: hostName, transmission: transmission,
            encryption: connection.tlsVersion, identifier: id.description, recipient: recipient,
            date: MessageDate(unixSeconds: time.seconds)
        ).octets
    }

    private var transmission: TransmissionType {
        TransmissionType(
            base, isEncrypted: connection.tlsVersion != nil, isAuthenticated: connection.user != nil)
    }
}
