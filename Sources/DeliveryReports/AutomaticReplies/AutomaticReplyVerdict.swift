public import InternetMessage
public import MailAddressing

/// Whether a message is an automatic reply, and whether a program may answer it, with the evidence (RFC 3834).
///
/// Read from the header and the sender of the envelope alone. A delivery report is made automatically too and often
/// says that it is a reply: ask ``ReceivedDeliveryReport/read(_:limits:)`` first.
public struct AutomaticReplyVerdict: Hashable, Sendable {
    /// All signs, those of the envelope first, then in the order of the fields that are looked at.
    public let evidence: [AutomaticReplyEvidence]

    /// Makes a verdict of evidence.
    ///
    /// - Parameter evidence: the signs.
    public init(evidence: [AutomaticReplyEvidence]) { self.evidence = evidence }

    /// Looks at a message.
    ///
    /// - Parameters:
    ///   - header: its header.
    ///   - envelopeSender: the reverse path with which it came; nil where that is not known, and then the field
    ///     Return-Path counts, which the last server writes.
    public init(header: MessageHeader, envelopeSender: ReversePath? = nil) {
        evidence = AutomaticReplyDetector(header: header, envelopeSender: envelopeSender).evidence
    }
}

extension AutomaticReplyVerdict {
    /// Whether the message is an automatic reply, such as a vacation notice.
    ///
    /// A strong sign is enough; the words of the subject count only with another sign that no person sent it.
    public var isAutomaticReply: Bool {
        evidence.contains { $0.showsReply } || mayBeAutomaticReply && evidence.contains { $0.confirmsSubject }
    }

    /// Whether the subject, at least, looks like that of an automatic reply.
    public var mayBeAutomaticReply: Bool { evidence.contains { $0.showsReply || $0.kind == .replySubject } }

    /// Whether a program must not answer the message: it came from nobody, a program or a list, to many, or
    /// automatically (RFC 3834, section 2).
    ///
    /// That none of this is so does not mean that it may be answered: that the message was sent to the one in whose
    /// name the answer is, and when that sender got one last, is for the caller to see to.
    public var mustNotBeAnswered: Bool { evidence.contains { $0.forbidsAnswer } }
}
