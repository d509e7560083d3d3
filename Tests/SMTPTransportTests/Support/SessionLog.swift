import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import SMTPTransport

/// What the sessions of a test's server were told, in order.
final class SessionLog: Sendable {
    /// What a session is told.
    enum Entry: Hashable, Sendable {
        case connected(SMTPConnection)
        case hello(String, SMTPConnection)
        case authenticated(SMTPConnection)
        case loginRefused(SASLMechanism?)
        case mail(String)
        case recipient(String)
        case message(String)
        case quit
        case disconnected
    }

    private let box = NIOLockedValueBox<[Entry]>([])

    var entries: [Entry] { box.withLockedValue { $0 } }

    func add(_ entry: Entry) { box.withLockedValue { $0.append(entry) } }

    /// Awaits an entry.
    func happened(_ entry: Entry) async { while !entries.contains(entry) { await Task.yield() } }

    /// The messages that were taken.
    var messages: [String] { entries.compactMap { if case .message(let text) = $0 { text } else { nil } } }
    /// The senders that were named.
    var senders: [String] { entries.compactMap { if case .mail(let path) = $0 { path } else { nil } } }
    /// The clients that were let in.
    var connections: [SMTPConnection] {
        entries.compactMap { if case .connected(let connection) = $0 { connection } else { nil } }
    }
    /// The names in EHLO.
    var helloNames: [String] { entries.compactMap { if case .hello(let name, _) = $0 { name } else { nil } } }
    /// What was known of the connections at EHLO.
    var hellos: [SMTPConnection] {
        entries.compactMap { if case .hello(_, let connection) = $0 { connection } else { nil } }
    }
    /// What was known of the connections after a login.
    var logins: [SMTPConnection] {
        entries.compactMap { if case .authenticated(let connection) = $0 { connection } else { nil } }
    }
}

/// A session that takes everything and notes it.
final class RecordingSession: SMTPSession {
    private let log: SessionLog
    private let rules: TestSession.Rules
    private var content = ""

    init(_ log: SessionLog, rules: @escaping TestSession.Rules = { _ in .accept }) {
        self.log = log
        self.rules = rules
    }

    func connected(_ connection: SMTPConnection) -> SMTPDecision {
        log.add(.connected(connection))
        return rules(.connect)
    }
    func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision {
        log.add(.hello(name, connection))
        return rules(.hello(name: name, isExtended: isExtended))
    }
    func authenticated(_ connection: SMTPConnection) { log.add(.authenticated(connection)) }
    func loginRefused(by mechanism: SASLMechanism?, _ connection: SMTPConnection) { log.add(.loginRefused(mechanism)) }
    func mail(_ mail: SMTPMail) -> SMTPDecision {
        log.add(.mail(mail.reversePath.description))
        content = ""
        return rules(.mail(mail))
    }
    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision {
        log.add(.recipient(recipient.mailbox.description))
        return rules(.recipient(recipient))
    }
    func receive(_ octets: ByteBuffer) -> SMTPDemand {
        content += String(buffer: octets)
        return .more
    }
    func message(size: Int) -> SMTPDecision {
        log.add(.message(content))
        return rules(.message(size: size))
    }
    func quit() -> SMTPDecision {
        log.add(.quit)
        return .accept
    }
    func disconnected() { log.add(.disconnected) }
}
