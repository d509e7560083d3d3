/// One sign that a message was not written by a person, or must not be answered by a program.
public struct AutomaticReplyEvidence: Hashable, Sendable {
    /// The kinds of sign.
    ///
    /// Complete: each is a rule of RFC 3834, section 2, or a custom of programs from before it.
    public enum Kind: Hashable, Sendable {
        /// Auto-Submitted says that it is an automatic reply (RFC 3834, section 5).
        case repliedAutomatically
        /// Auto-Submitted has any other value than `no`: made without a person, or a notice (RFC 5436, section 2.7.1).
        case submittedAutomatically
        /// A field that programs which answer by themselves put into their replies, such as X-Autoreply.
        case replyField
        /// Precedence says that it is an automatic reply.
        case replyPrecedence
        /// The subject begins as those of vacation notices do; weak, as a person may write it.
        case replySubject
        /// The sender of the envelope is nobody, so that an answer could not be sent (RFC 3834, section 2).
        case nullSender
        /// The sender is a program by its name: mailer-daemon, listserv, majordomo.
        case programSender
        /// The sender takes care of a mailing list by its name: owner-…, …-request, …-bounces.
        case listSender
        /// The sender says by its name that nobody reads it: noreply and the like.
        case unattendedSender
        /// It came over a mailing list (RFC 2369, RFC 2919).
        case mailingList
        /// Precedence says that it went to many: bulk, junk or list.
        case bulkPrecedence
        /// X-Auto-Response-Suppress asks for no automatic replies.
        case suppressed
        /// It is a report for programs, multipart/report (RFC 6522).
        case report
    }

    /// What kind of sign it is.
    public let kind: Kind
    /// The name of the field in which it was found, or nil for the envelope.
    public let field: String?
    /// What stands there, a stranger's text; at most 200 octets of it.
    public let value: String

    /// Describes a sign.
    ///
    /// - Parameters:
    ///   - kind: what kind of sign it is.
    ///   - field: the name of the field, or nil for the envelope.
    ///   - value: what stands there.
    public init(_ kind: Kind, field: String?, value: String) {
        self.kind = kind
        self.field = field
        self.value = value
    }
}

extension AutomaticReplyEvidence {
    /// Whether it alone shows that the message is an automatic reply.
    public var showsReply: Bool {
        switch kind {
        case .repliedAutomatically, .replyField, .replyPrecedence: true
        default: false
        }
    }

    /// Whether it alone forbids that a program answers the message: everything but the words of the subject.
    public var forbidsAnswer: Bool { kind != .replySubject }

    /// Whether it makes an automatic reply of a message whose subject looks like one: it came without a person, but not
    /// from a list, where people discuss such subjects.
    var confirmsSubject: Bool {
        switch kind {
        case .submittedAutomatically, .nullSender, .suppressed: true
        default: false
        }
    }
}

extension AutomaticReplyEvidence: CustomStringConvertible {
    /// Where it was found and what stands there.
    public var description: String { "\(field ?? "envelope sender"): \(value)" }
}
