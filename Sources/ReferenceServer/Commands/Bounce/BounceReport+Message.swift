import BounceClassification
import SMTPProtocol

extension BounceReport {
    /// The reports on a message, one for each recipient; always at least one.
    ///
    /// - Parameters:
    ///   - octets: the message; its lines may end with LF alone.
    ///   - path: the file as it was named.
    ///   - classifier: whose rules count.
    static func reports(
        on octets: [UInt8], from path: String, with classifier: BounceClassifier
    ) -> [BounceReport] {
        guard let bounce = ReceivedBounce.read(MessageText.withCRLF(octets), with: classifier) else {
            return [BounceReport(file: path)]
        }
        guard !bounce.recipients.isEmpty else {
            return [BounceReport(file: path, cause: bounce.kind.causeOfNobody)]
        }
        return bounce.recipients.map { recipient in
            BounceReport(
                file: path, recipient: recipient.address, cause: recipient.verdict.cause, verdict: recipient.verdict,
                status: recipient.status?.description, replyCode: recipient.replyCode,
                diagnostic: recipient.diagnostic)
        }
    }
}

extension ReceivedBounce.Kind {
    /// What is known of a message that names no recipient.
    fileprivate var causeOfNobody: BounceCause {
        switch self {
        case .failure, .delay: .undetermined
        case .success: .delivered
        case .feedback: .feedback
        case .automaticReply: .automaticReply
        }
    }
}
