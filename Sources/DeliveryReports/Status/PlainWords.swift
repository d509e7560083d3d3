import SMTPProtocol

/// An enhanced status code in plain words: what happened, and what its reader can do (after RFC 3463, section 3).
struct PlainWords: Hashable, Sendable {
    /// What happened, in one sentence.
    let reason: String
    /// What one can do, or nil for nothing.
    let advice: String?

    /// Finds the words for a status.
    init(for status: EnhancedStatusCode, action: DeliveryAction) {
        switch action {
        case .failed:
            let (reason, advice) = Self.failure(status.subject, status.detail)
            self.reason = reason
            self.advice = advice
        case .delayed:
            reason = Self.delay(status.subject, status.detail)
            advice = nil
        case .delivered:
            reason = "The message was delivered."
            advice = nil
        case .relayed:
            reason = "The message was handed to a mail system that may send no report of its own."
            advice = nil
        case .expanded:
            reason = "The message was delivered to this address, which passed it on to others."
            advice = nil
        }
    }

    private static func failure(_ subject: UInt16, _ detail: UInt16) -> (String, String) {
        switch (subject, detail) {
        case (1, 1): ("There is no mailbox with this address.", checkAddress)
        case (1, 2), (4, 4): ("No mail server was found for the domain of this address.", checkDomain)
        case (1, 3): ("The address does not have the form that the receiving server accepts.", checkAddress)
        case (1, 6): ("The mailbox has moved.", "Ask the recipient for the new address in another way.")
        case (1, 10): ("The domain of this address accepts no mail.", checkDomain)
        case (2, 1): ("The mailbox is closed, or accepts no messages.", otherWay)
        case (2, 2): ("The mailbox is full.", "Send the message again in a few days. \(otherWay)")
        case (2, 3), (3, 4):
            (
                "The message is larger than the receiving server accepts.",
                "Send less at once, or tell the recipient where to fetch what you attached."
            )
        case (4, 6):
            (
                "The message went round in a circle between mail servers.",
                "Only those who run the servers can mend this. \(otherWay)"
            )
        case (4, 7):
            ("The message could not be delivered in the time allowed.", "Send the message again later. \(otherWay)")
        case (4, _):
            (
                "The receiving server could not be reached, or did not answer as it should.",
                "Send the message again later. \(otherWay)"
            )
        case (7, _):
            ("The message was refused because of a rule.", "If the answer does not say which rule, \(askPostmaster)")
        default: ("The message could not be delivered.", "If this report does not make clear why, \(askPostmaster)")
        }
    }

    /// What happened, where nothing is over yet.
    private static func delay(_ subject: UInt16, _ detail: UInt16) -> String {
        switch (subject, detail) {
        case (1, _), (2, 2), (2, 3), (3, 4), (4, 1...6): failure(subject, detail).0
        case (7, _): "The receiving server does not take the message yet."
        default: "The message has not been delivered yet."
        }
    }

    private static let checkAddress = "Check the address for mistakes, above all the part before the @."
    private static let checkDomain = "Check the address for mistakes, above all the part behind the @."
    private static let otherWay = "You may want to reach the recipient in another way."
    private static let askPostmaster = "show this report to those who look after your mail."
}
