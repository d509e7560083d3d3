import InternetMessage
public import SMTPProtocol

extension Suppression {
    /// What a server answers at RCPT.
    ///
    /// Always 550, as the server will not take mail for this recipient whatever the message is (RFC 5321, section
    /// 4.2.3); the enhanced status code says why, as RFC 3463 and its registry (RFC 5248) have it:
    ///
    /// - `5.1.1` for a mailbox that does not exist: the same code that its own server gave.
    /// - `5.1.3` for an address that its server found malformed, `5.1.6` for a mailbox that has moved.
    /// - `5.1.2` and `5.1.10` (RFC 7505) for a domain that does not exist or takes no mail.
    /// - `5.2.1` for a mailbox that exists, or may, and takes nothing: inactive, full for weeks, refused again and
    ///   again. Not `5.2.2` for a full one: that is for a failure that passes (RFC 3463, section 3.3), and this one has
    ///   lasted.
    /// - `5.7.1` where somebody decided so, the recipient by a complaint or a person here: the sender may not send to
    ///   this recipient (RFC 3463, section 3.8).
    ///
    /// The text names the entry, so that people find it, and since when and until when it holds. What the last reply or
    /// a person said stays here: it is not for whoever asks.
    public var reply: SMTPReply {
        let end = expiry.map { " until \(Self.day(of: $0))" } ?? ""
        let times =
            switch confirmations {
            case 0: ""
            case 1: ", confirmed once"
            default: ", confirmed \(confirmations) times"
            }
        let text =
            "Recipient suppressed since \(Self.day(of: since))\(end) (\(reason)\(times)); "
            + "entry of the suppression list: \(key)"
        return SMTPReply(550, status, text)
    }

    private var status: EnhancedStatusCode {
        guard case .bounce(let cause) = reason.kind else { return EnhancedStatusCode(5, 7, 1) }
        return switch cause {
        case .unknownRecipient: EnhancedStatusCode(5, 1, 1)
        case .unknownDomain: EnhancedStatusCode(5, 1, 2)
        case .invalidRecipient: EnhancedStatusCode(5, 1, 3)
        case .movedRecipient: EnhancedStatusCode(5, 1, 6)
        case .domainWithoutMail: EnhancedStatusCode(5, 1, 10)
        default: EnhancedStatusCode(5, 2, 1)
        }
    }

    /// The day of a moment in UTC, as `3 May 2026`.
    private static func day(of moment: Int64) -> String {
        // Day, month and year stand between the day of the week and the time (RFC 5322, section 3.3).
        let words = MessageDate(unixSeconds: moment).text.split(separator: " ")
        return words.dropFirst().prefix(3).joined(separator: " ")
    }
}
