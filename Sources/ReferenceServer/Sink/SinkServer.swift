import DeliveryQueueTesting
import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import SMTPTransport

/// What all sessions of a sink share: the rules, how often each acted, and what was taken.
final class SinkState: Sendable {
    private struct Counts {
        var taken = 0
        var acted: [String: Int] = [:]
        var random: SeededGenerator
    }

    let behaviour: SinkBehaviour
    let dialect: SMTPServerConfiguration.Dialect
    private let counts: NIOLockedValueBox<Counts>
    private let onMessage: @Sendable (SinkMessage) -> Void

    init(
        behaviour: SinkBehaviour, dialect: SMTPServerConfiguration.Dialect = .smtp, seed: UInt64 = 0,
        onMessage: @escaping @Sendable (SinkMessage) -> Void
    ) {
        self.behaviour = behaviour
        self.dialect = dialect
        counts = NIOLockedValueBox(Counts(random: SeededGenerator(seed: seed)))
        self.onMessage = onMessage
    }

    /// What a rule makes of a stage, if one fits.
    func effect(at stage: SinkBehaviour.Stage, for text: String) -> SinkBehaviour.Effect? {
        for (index, rule) in behaviour.rules.enumerated() where rule.stage == stage {
            if let pattern = rule.pattern, !SinkBehaviour.matches(text, pattern) { continue }
            let acts = counts.withLockedValue { counts in
                if let chance = rule.chance, Double.random(in: 0..<1, using: &counts.random) >= chance { return false }
                guard let times = rule.times else { return true }
                counts.acted["\(index) \(text)", default: 0] += 1
                return counts.acted["\(index) \(text)", default: 0] <= times
            }
            if acts { return rule.effect }
        }
        return nil
    }

    /// Takes a message.
    func take(_ message: SinkMessage) {
        var numbered = message
        numbered.number = counts.withLockedValue { counts in
            counts.taken += 1
            return counts.taken
        }
        onMessage(numbered)
    }
}

/// A session that accepts everything but what the rules say.
final class SinkSession: SMTPSession {
    private let state: SinkState
    private var message = SinkMessage()
    private var connection = SMTPConnection(remoteAddress: nil, remotePort: nil)
    private var greeting: (name: String, isExtended: Bool) = ("", false)

    init(state: SinkState) { self.state = state }

    func connected(_ connection: SMTPConnection) -> SMTPDecision { decide(.connect, "") }

    func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision {
        self.connection = connection
        greeting = (name, isExtended)
        return decide(.hello, name)
    }

    func mail(_ mail: SMTPMail) -> SMTPDecision {
        message = SinkMessage()
        message.reversePath = mail.reversePath
        message.declaredSize = mail.declaredSize
        message.options = mail.options
        message.helloName = greeting.name
        message.tlsVersion = connection.tlsVersion
        message.protocolName = state.dialect == .lmtp ? "LMTP" : greeting.isExtended ? "ESMTP" : "SMTP"
        return decide(.mail, mail.reversePath.description)
    }

    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision {
        let effect = state.effect(at: .recipient, for: recipient.mailbox.description)
        if Self.accepts(effect) { message.recipients.append(recipient) }
        return Self.decision(effect)
    }

    func data(_ transfer: SMTPTransfer) -> SMTPDecision {
        message.transfer = transfer
        return decide(.data, message.recipients.first?.mailbox.description ?? "")
    }

    func receive(_ octets: ByteBuffer) -> SMTPDemand {
        message.content.append(contentsOf: octets.readableBytesView)
        return .more
    }

    func message(size: Int) -> SMTPDecision {
        if state.dialect == .lmtp { return messageForEach() }
        let effect = state.effect(at: .message, for: message.recipients.first?.mailbox.description ?? "")
        if Self.accepts(effect) { state.take(message) }
        message.content = []
        return Self.decision(effect)
    }

    func reset() -> SMTPDecision {
        message = SinkMessage()
        return decide(.reset, "")
    }

    func quit() -> SMTPDecision { decide(.quit, "") }

    /// In LMTP each recipient has a reply of its own; what is no reply acts for all.
    private func messageForEach() -> SMTPDecision {
        var replies: [SMTPReply] = []
        var taken = message
        taken.recipients = []
        for recipient in message.recipients {
            switch state.effect(at: .message, for: recipient.mailbox.description) {
            case nil:
                replies.append(SMTPReply(250, .init(2, 0, 0), "Message accepted for <\(recipient.mailbox)>"))
                taken.recipients.append(recipient)
            case .reply(let reply)?:
                replies.append(reply)
                if reply.isPositive { taken.recipients.append(recipient) }
            case let effect?: return Self.decision(effect)
            }
        }
        if !taken.recipients.isEmpty { state.take(taken) }
        message.content = []
        return .answer(.replies(replies))
    }

    private func decide(_ stage: SinkBehaviour.Stage, _ text: String) -> SMTPDecision {
        Self.decision(state.effect(at: stage, for: text))
    }

    /// Whether the session goes on as though nothing had been done, or after a positive reply.
    private static func accepts(_ effect: SinkBehaviour.Effect?) -> Bool {
        switch effect {
        case nil, .garble: true
        case .reply(let reply): reply.isPositive
        case .stall, .drop: false
        }
    }

    private static func decision(_ effect: SinkBehaviour.Effect?) -> SMTPDecision {
        switch effect {
        case nil: return .accept
        case .reply(let reply): return .answer(.reply(reply))
        case .drop: return .drop
        case .garble: return .dangerousOctets(garbage, .accept)
        case .stall:
            // The answer never comes: the client's own patience ends the session.
            return .later {
                let (never, end) = AsyncStream.makeStream(of: Never.self)
                for await _ in never {}
                withExtendedLifetime(end) {}
                return .accept
            }
        }
    }

    /// A code that does not exist, a separator that is none, octets over 127, a NUL, and no end of a reply.
    private static let garbage: [UInt8] = Array("2x0?maybe\r\n".utf8) + [0, 0xFF, 0xFE] + Array("\r\n250-\r\n".utf8)
}
