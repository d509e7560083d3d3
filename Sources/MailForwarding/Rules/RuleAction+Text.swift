import MailAddressing

extension RuleAction {
    /// Parses the written form of an action.
    ///
    /// One of these; the case of their words does not matter, and blanks may be more than one:
    ///
    /// - `forward to A` or `forward to A,B`, with up to ``maximumMailboxCount`` addresses
    /// - `redirect to A` or `redirect to A,B`, with as many
    /// - `block` or `block "REASON"`: 1 to ``maximumTextLength`` octets of ASCII without control characters, a
    ///   backslash before a quote or a backslash; the quotes may be left away
    /// - `discard`
    ///
    /// - Parameter text: the written form, at most 8,192 octets.
    /// - Throws: `RuleTextError` with what is wrong, where, and what is accepted there.
    public init(_ text: some StringProtocol) throws(RuleTextError) {
        var reader = try RuleTextReader(text, accepted: Self.accepted)
        let start = reader.offset
        let word = reader.readWord()
        let place = reader.offset
        switch word {
        case "forward": self = .forward(try Self.mailboxes(behind: word, &reader))
        case "redirect": self = .redirect(try Self.mailboxes(behind: word, &reader))
        case "block": self = .block(text: try Self.reason(&reader))
        case "discard": self = .discard
        default: throw reader.unknown(word, at: start)
        }
        try reader.expectEnd()
        do {
            try check()
        } catch {
            throw reader.failure(.unusable(error), at: place)
        }
    }

    private static func mailboxes(
        behind action: String, _ reader: inout RuleTextReader
    ) throws(RuleTextError) -> [Mailbox] {
        reader.accepted = "\(action) to ADDRESS, or several with commas between them"
        let start = reader.offset
        let word = reader.readWord()
        guard word == "to" else { throw reader.unknown(word, at: start) }
        return try reader.readMailboxes(limit: maximumMailboxCount)
    }

    private static func reason(_ reader: inout RuleTextReader) throws(RuleTextError) -> String? {
        reader.accepted = "block, or block \"REASON\""
        guard !reader.isAtEnd else { return nil }
        return try reader.readText()
    }

    private static let accepted = "forward to ADDRESS, redirect to ADDRESS, block, block \"REASON\" or discard"
}

extension RuleAction: CustomStringConvertible {
    /// The written form, which parses back to an equal action if a rule can have it.
    public var description: String {
        switch self {
        case .forward(let mailboxes): "forward to \(Self.written(mailboxes))"
        case .redirect(let mailboxes): "redirect to \(Self.written(mailboxes))"
        case .block(let text): text.map { "block \(RuleText.quoted($0))" } ?? "block"
        case .discard: "discard"
        }
    }

    private static func written(_ mailboxes: [Mailbox]) -> String {
        mailboxes.map(\.description).joined(separator: ",")
    }
}
