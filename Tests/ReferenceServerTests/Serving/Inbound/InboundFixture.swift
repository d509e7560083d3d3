import BounceClassification
import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

/// A session of a client on loopback, over a store that notes what becomes of messages.
struct InboundFixture {
    let store: SpoolingStore
    let memory: SMTPMemoryBudget
    let suppressions: StateSuppressionStore
    let session: InboundSession

    /// Makes a session that has greeted.
    ///
    /// - Parameters:
    ///   - spoolThreshold: up to which size messages are kept in memory.
    ///   - memory: the octets that all sessions share.
    init(spoolThreshold: Int = 1_000, memory: Int = 1_000_000) async throws {
        store = SpoolingStore(spoolThreshold: spoolThreshold)
        self.memory = SMTPMemoryBudget(limit: memory)
        suppressions = try await StateSuppressionStore.open(MemoryQueueStore())
        let queue = try await MailQueue.open(store: store, deliverer: NoDeliverer())
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let loopback = try #require(IPAddress("127.0.0.1"))
        session = InboundSession(
            policy: InboundPolicy(
                queue: queue, hostName: try DomainName("mail.example.test"), kind: .mx,
                relayFrom: IPNetwork.loopback, senders: SenderRights([]), suppressions: suppressions,
                memory: self.memory, logger: logger, refusals: RefusalLog(logger: logger), maximumHeaderSize: 65_536))
        _ = session.hello(
            name: "client.example", isExtended: true, SMTPConnection(remoteAddress: loopback, remotePort: 4_000))
    }

    /// Names a recipient in the transaction that was begun.
    ///
    /// - Returns: the reply where it is not the protocol's own.
    func recipient(_ address: String) async throws -> SMTPReply? {
        await reply(of: session.recipient(SMTPRecipient(mailbox: try Mailbox(address))))
    }

    /// Begins a transaction to one recipient.
    func begin() throws {
        let sender = ReversePath.mailbox(try Mailbox("ada@a.example"))
        _ = session.mail(SMTPMail(reversePath: sender))
        _ = session.recipient(SMTPRecipient(mailbox: try Mailbox("bob@b.example")))
    }

    /// Asks whether a message may begin.
    ///
    /// - Parameter size: its size, where the client tells it.
    /// - Returns: why not, or nil where it may.
    func refusal(ofSize size: Int? = nil) async throws -> SMTPReply? {
        let sender = ReversePath.mailbox(try Mailbox("ada@a.example"))
        return await reply(of: session.mail(SMTPMail(reversePath: sender, declaredSize: size)))
    }

    /// Sends octets in pieces, and waits where the session wants to.
    ///
    /// - Parameters:
    ///   - octets: the octets.
    ///   - size: of a piece.
    func send(_ octets: [UInt8], inPiecesOf size: Int = 10_000) async {
        var rest = octets[...]
        while !rest.isEmpty {
            if case .later(let work) = session.receive(ByteBuffer(bytes: rest.prefix(size))) { await work() }
            rest = rest.dropFirst(size)
        }
    }

    /// Ends the message.
    ///
    /// - Returns: the reply.
    func end() async -> SMTPReply? { await reply(of: session.message(size: 0)) }

    /// The reply that a decision comes to, or nil where it is the protocol's own.
    private func reply(of decision: SMTPDecision) async -> SMTPReply? {
        let answer: SMTPServerAnswer
        switch decision {
        case .answer(let now): answer = now
        case .later(let work): answer = await work()
        default: return nil
        }
        switch answer {
        case .reply(let reply), .declined(let reply): return reply
        case .accept, .replies: return nil
        }
    }

    /// A message of a header and lines.
    ///
    /// - Parameters:
    ///   - size: about how many octets.
    ///   - header: the header, with its CRLFs and without the empty line.
    static func message(_ size: Int, header: String = "Subject: a\r\n") -> [UInt8] {
        let line = Array("0123456789012345678901234567890123456789012345678901234567890123456789\r\n".utf8)
        var octets = Array((header + "\r\n").utf8)
        while octets.count < size { octets += line }
        return octets
    }

    /// Waits until the store has noted something, looking whenever a spool was given up.
    ///
    /// - Parameter condition: what it is to have noted.
    /// - Returns: true; a store that never notes it is found by the suite's limit of time.
    func waits(until condition: @Sendable (SpoolingStore.Script) -> Bool) async -> Bool {
        if store.script.withLockedValue({ condition($0) }) { return true }
        for await _ in store.discards where store.script.withLockedValue({ condition($0) }) { return true }
        return false
    }
}

/// Delivers nothing; the queue is never resumed.
struct NoDeliverer: MessageDeliverer {
    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult { .settled([], .none) }
}
