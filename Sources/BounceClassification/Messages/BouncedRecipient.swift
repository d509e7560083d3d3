public import SMTPProtocol

/// What a received message tells of one recipient.
public struct BouncedRecipient: Hashable, Sendable {
    /// The address as the message has it, without angle brackets; a stranger's text.
    public let address: String
    /// What became of the message for this recipient, and why.
    public let verdict: BounceVerdict
    /// The enhanced status code: that of the reply, or else of the report; nil where there is none.
    public let status: EnhancedStatusCode?
    /// The reply code, 200 to 599; nil where none came along.
    public let replyCode: UInt16?
    /// What the verdict was read from, on one line and without control characters; nil where there was no text.
    public let diagnostic: String?
}

extension BouncedRecipient {
    /// Makes a recipient with the codes of a verdict.
    init(_ address: String, _ verdict: BounceVerdict, diagnostic: String? = nil) {
        self.address = address
        self.verdict = verdict
        status = verdict.facts.status
        replyCode = verdict.facts.replyCode
        self.diagnostic = diagnostic.map(Self.printable)
    }

    /// A text without control characters: those that part words become spaces, the others fall away.
    private static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if (9...13).contains(scalar.value) || scalar.value == 0x85 {
                result.append(" ")
            } else if scalar.properties.generalCategory != .control {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
