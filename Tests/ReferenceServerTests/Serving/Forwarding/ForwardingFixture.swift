import BounceClassification
import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing
import MailForwarding
import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

/// A session of a stranger with a server whose directory has `example.org`, over a store in memory.
struct ForwardingFixture {
    static let now: Int64 = 1_800_000_000

    let store: any QueueStore
    let directory: MailDirectory
    let forwarder: Forwarder
    let records: RecordTable
    let suppressions: StateSuppressionStore
    let session: InboundSession
    let queue: MailQueue

    /// Makes a session that has greeted.
    ///
    /// - Parameters:
    ///   - store: where messages are kept.
    ///   - relayFrom: who may send to everywhere; nobody by default.
    ///   - postmasters: who gets mail for the postmaster.
    ///   - outcome: what comes of every attempt; nil where nothing is tried.
    ///   - cutThrough: how long senders wait for the first attempt.
    init(
        store: any QueueStore = MemoryQueueStore(), relayFrom: [IPNetwork] = [], postmasters: [Mailbox] = [],
        outcome: DeliveryOutcome? = nil, cutThrough: Duration = .zero
    ) async throws {
        self.store = store
        directory = try await MailDirectory.open(MemoryDirectoryStore())
        records = RecordTable()
        suppressions = try await StateSuppressionStore.open(MemoryQueueStore())
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var forwarder = Forwarder(
            directory: directory,
            rewriter: try SenderRewriter(
                domain: DomainName("mail.example.test"),
                secrets: [SenderRewritingSecret([UInt8](repeating: 7, count: 32))]),
            maskSecret: [UInt8](repeating: 8, count: 32), hostName: try DomainName("mail.example.test"),
            postmasters: postmasters, authors: AuthorExaminer(records: records), logger: logger)
        forwarder.cutThrough = cutThrough
        self.forwarder = forwarder
        let queue: MailQueue
        if let outcome {
            queue = try await MailQueue.open(
                store: store, deliverer: ScriptedDeliverer(outcome: outcome),
                reporter: CutThroughReporter(desk: forwarder.desk, base: PlainReporter()), observer: forwarder.desk)
            try await queue.resume()
        } else {
            queue = try await MailQueue.open(store: store, deliverer: NoDeliverer())
        }
        self.queue = queue
        session = InboundSession(
            policy: InboundPolicy(
                queue: queue, hostName: try DomainName("mail.example.test"), kind: .mx, relayFrom: relayFrom,
                senders: SenderRights([], directory: directory), suppressions: suppressions,
                forwarder: forwarder,
                memory: SMTPMemoryBudget(limit: 10_000_000), logger: logger, refusals: RefusalLog(logger: logger),
                maximumHeaderSize: 65_536, clock: FixedClock(seconds: Self.now)))
        let address = try #require(IPAddress("192.0.2.7"))
        _ = session.hello(
            name: "client.example", isExtended: true, SMTPConnection(remoteAddress: address, remotePort: 4_000))
        let domain = try DomainName("example.org")
        try await directory.addDomain(domain, keys: [], as: .administrator, at: Self.now)
        try await directory.noteVerification(of: domain, isVerified: true, as: .administrator, at: Self.now)
    }

    /// Adds an alias.
    func alias(
        _ text: String, to targets: String..., edit: (inout Alias) -> Void = { _ in }
    ) async throws {
        var alias = Alias(
            try Mailbox(text), targets: try targets.map { try Mailbox($0) }, creation: Self.now)
        edit(&alias)
        try await directory.addAlias(alias, as: .administrator)
    }

    /// Has the client log in.
    func logIn(as user: String) {
        var connection = session.connection
        connection.user = user
        session.authenticated(connection)
    }

    /// Begins a transaction.
    ///
    /// - Returns: the reply where the sender is refused.
    @discardableResult
    func mail(from sender: String, size: Int? = nil) throws -> SMTPReply? {
        guard
            case .answer(.declined(let reply)) = session.mail(
                SMTPMail(reversePath: try ReversePath(sender), declaredSize: size))
        else { return nil }
        return reply
    }

    /// Names a recipient.
    ///
    /// - Returns: the reply where it is refused.
    func recipient(_ address: String) async throws -> SMTPReply? {
        await reply(of: session.recipient(SMTPRecipient(mailbox: try Mailbox(address))))
    }

    /// Sends a message to the recipients that were named.
    ///
    /// - Returns: the reply.
    func send(_ text: String) async -> SMTPReply? { await send(Array(text.utf8)) }

    /// Sends a message to the recipients that were named.
    func send(_ octets: [UInt8], inPiecesOf size: Int = 20_000) async -> SMTPReply? {
        _ = session.data(.data)
        var rest = octets[...]
        while !rest.isEmpty {
            if case .later(let work) = session.receive(ByteBuffer(bytes: rest.prefix(size))) { await work() }
            rest = rest.dropFirst(size)
        }
        return await reply(of: session.message(size: octets.count))
    }

    /// What is queued, the oldest first.
    func queued() async throws -> [(message: QueuedMessage, text: String)] {
        var found: [(QueuedMessage, String)] = []
        for stored in try await store.messages(MessageQuery(includesSettled: true, limit: 100)) {
            let octets = try await store.content(of: stored.message.id) ?? []
            found.append((stored.message, String(decoding: octets, as: UTF8.self)))
        }
        return found
    }

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
}

/// TXT records of a test.
final class RecordTable: TextRecordSource {
    private let answers = NIOLockedValueBox<[DomainName: TextRecordAnswer]>([:])

    /// Puts a record at a name.
    func put(_ text: String, at name: String) throws {
        let name = try DomainName(name)
        answers.withLockedValue { $0[name] = .records([Array(text.utf8)]) }
    }

    /// Has a name fail.
    func fail(_ name: String) throws {
        let name = try DomainName(name)
        answers.withLockedValue { $0[name] = .temporaryFailure("no answer") }
    }

    func textRecords(at name: DomainName) async -> TextRecordAnswer {
        answers.withLockedValue { $0[name] } ?? .noSuchDomain
    }
}

/// A clock that stands still.
struct FixedClock: QueueClock {
    let seconds: Int64

    func now() -> WallTime { WallTime(milliseconds: seconds * 1_000) }

    func sleep(until moment: WallTime) async throws {}
}

/// Has every attempt come to the same.
private struct ScriptedDeliverer: MessageDeliverer {
    let outcome: DeliveryOutcome

    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        _ = await attempt.awaitRecord()
        return .settled(attempt.recipients.map { _ in outcome }, .none)
    }
}

/// Reports every failure to its sender.
private struct PlainReporter: FailureReporter {
    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = message.reversePath.mailbox else { return nil }
        return MessageSubmission(reversePath: .null, recipients: [sender], content: [], origin: "a report")
    }
}
