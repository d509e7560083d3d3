import Foundation
import MailAddressing
import SMTPProtocol

/// What a sink does other than accept: rules that are tried in order at each stage.
struct SinkBehaviour: Sendable {
    /// The stages at which a rule can act.
    enum Stage: String, CaseIterable, Sendable {
        /// When a client connects.
        case connect
        /// At EHLO and HELO.
        case hello
        /// At MAIL FROM; the pattern is held against the reverse path.
        case mail
        /// At RCPT TO; the pattern is held against the recipient.
        case recipient
        /// At DATA.
        case data
        /// At the end of the message; the pattern is held against the first recipient, in LMTP against each.
        case message
        /// At RSET.
        case reset
        /// At QUIT.
        case quit
    }

    /// What a rule does.
    enum Effect: Sendable {
        /// Answers with a reply.
        case reply(SMTPReply)
        /// Never answers.
        case stall
        /// Cuts the connection.
        case drop
        /// Answers with octets that are no reply.
        case garble
    }

    /// A rule of a behaviour file.
    struct Rule: Sendable {
        var stage: Stage
        /// A pattern with `*` for any text, or nil for everything.
        var pattern: String?
        var effect: Effect
        /// How often it acts for each address; nil is always.
        var times: Int?
        /// How likely it acts, 0 to 1; nil is always.
        var chance: Double?
    }

    var rules: [Rule] = []

    /// Whether a text fits a pattern: `*` stands for any text, case does not matter.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let parts = pattern.lowercased().split(separator: "*", omittingEmptySubsequences: false)
        var rest = Substring(text.lowercased())
        for (index, part) in parts.enumerated() {
            if index == 0 {
                guard rest.hasPrefix(part) else { return false }
                rest = rest.dropFirst(part.count)
                if parts.count == 1 { return rest.isEmpty }
            } else if index == parts.count - 1 {
                return rest.hasSuffix(part)
            } else {
                guard let range = rest.range(of: part) else {
                    if part.isEmpty { continue }
                    return false
                }
                rest = rest[range.upperBound...]
            }
        }
        return true
    }
}
