import Foundation
import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

/// A message that a sink took.
struct SinkMessage: Sendable {
    var number: Int
    var reversePath: ReversePath
    var recipients: [Mailbox]
    var content: [UInt8]
    var tlsVersion: String?
}

/// What all sessions of a sink share: the rules, how often each acted, and what was taken.
final class SinkState: Sendable {
    private struct Counts {
        var taken = 0
        var acted: [String: Int] = [:]
    }

    let behaviour: SinkBehaviour
    private let counts = NIOLockedValueBox(Counts())
    private let onMessage: @Sendable (SinkMessage) -> Void

    init(behaviour: SinkBehaviour, onMessage: @escaping @Sendable (SinkMessage) -> Void) {
        self.behaviour = behaviour
        self.onMessage = onMessage
    }

    /// What a rule makes of a stage, if one fits.
    func effect(at stage: SinkBehaviour.Stage, for text: String) -> SinkBehaviour.Effect? {
        for (index, rule) in behaviour.rules.enumerated() where rule.stage == stage {
            if let pattern = rule.pattern, !SinkBehaviour.matches(text, pattern) { continue }
            guard let times = rule.times else { return rule.effect }
            let acted = counts.withLockedValue { counts in
                counts.acted["\(index) \(text)", default: 0] += 1
                return counts.acted["\(index) \(text)", default: 0]
            }
            if acted <= times { return rule.effect }
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
    private var connection = SMTPConnection(remoteAddress: nil, remotePort: nil)
    private var reversePath = ReversePath.null
    private var recipients: [Mailbox] = []
    private var content: [UInt8] = []

    init(state: SinkState) { self.state = state }

    func connected(_ connection: SMTPConnection) -> SMTPDecision { decide(.connect, "") }

    func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision {
        self.connection = connection
        return decide(.hello, name)
    }

    func mail(_ mail: SMTPMail) -> SMTPDecision {
        reversePath = mail.reversePath
        recipients = []
        content = []
        return decide(.mail, mail.reversePath.description)
    }

    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision {
        let effect = state.effect(at: .recipient, for: recipient.mailbox.description)
        if effect == nil { recipients.append(recipient.mailbox) }
        return Self.decision(effect)
    }

    func data() -> SMTPDecision { decide(.data, recipients.first?.description ?? "") }

    func receive(_ octets: ByteBuffer) { content.append(contentsOf: octets.readableBytesView) }

    func message(size: Int) -> SMTPDecision {
        if let effect = state.effect(at: .message, for: recipients.first?.description ?? "") {
            return Self.decision(effect)
        }
        state.take(
            SinkMessage(
                number: 0, reversePath: reversePath, recipients: recipients, content: content,
                tlsVersion: connection.tlsVersion))
        return .accept
    }

    private func decide(_ stage: SinkBehaviour.Stage, _ text: String) -> SMTPDecision {
        Self.decision(state.effect(at: stage, for: text))
    }

    private static func decision(_ effect: SinkBehaviour.Effect?) -> SMTPDecision {
        switch effect {
        case nil: return .accept
        case .reply(let reply): return .answer(.reply(reply))
        case .drop: return .drop
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
}
