import MailAddressing
import MailForwarding
import Testing

/// What the tests of rewritten senders have in common.
enum SenderRewritingSamples {
    /// 15 January 2026, noon in UTC: the day 20,468, which is the day 1,012 of its cycle, `7U`.
    static let noon: Int64 = 1_768_478_400
    /// Midnight before it.
    static let midnight: Int64 = noon - day / 2
    static let day: Int64 = 86_400

    static func secret(_ text: String = "0123456789abcdef") throws -> SenderRewritingSecret {
        try SenderRewritingSecret(Array(text.utf8))
    }

    static func rewriter(
        _ domain: String = "relay.test", secrets: [SenderRewritingSecret]? = nil, hashLength: Int = 4,
        maximumAge: Int = 21, separator: SenderRewritingSeparator = .equalsSign
    ) throws -> SenderRewriter {
        try SenderRewriter(
            domain: DomainName(domain), secrets: secrets ?? [try secret()], hashLength: hashLength,
            maximumAge: maximumAge, separator: separator)
    }

    /// The mailbox of a sender that was rewritten.
    static func mailbox(_ verdict: SenderRewritingVerdict) throws -> Mailbox {
        let mailbox: Mailbox? = if case .rewritten(let rewritten) = verdict { rewritten } else { nil }
        return try #require(mailbox, "\(verdict)")
    }

    /// A mailbox of our own domain, whose local part has neither quotes nor backslashes.
    static func own(_ localPart: String) throws -> Mailbox { try Mailbox("\"\(localPart)\"@relay.test") }
}
