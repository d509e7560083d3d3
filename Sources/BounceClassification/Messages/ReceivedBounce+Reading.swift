public import DeliveryReports
import InternetMessage
import MailAddressing

extension ReceivedBounce {
    /// Reads a message, whatever it is.
    ///
    /// A pure function, and total: any octets are taken, and time grows with their number.
    ///
    /// - Parameters:
    ///   - octets: the whole message with its header; LF ends a line as CRLF does.
    ///   - classifier: the classifier that judges the reasons.
    ///   - limits: how much of the message is read.
    /// - Returns: what it tells, or nil: the message is no bounce, feedback or automatic reply.
    public static func read(
        _ octets: [UInt8], with classifier: BounceClassifier = .standard, limits: ReportLimits = .standard
    ) -> ReceivedBounce? {
        read(octets, with: classifier, limits: limits, mayEnclose: true)
    }

    private static func read(
        _ octets: [UInt8], with classifier: BounceClassifier, limits: ReportLimits, mayEnclose: Bool
    ) -> ReceivedBounce? {
        guard let letter = BounceLetter(octets, limits: limits) else { return nil }
        let (text, sender) = (BounceText(letter), LetterSender(letter))
        switch ReceivedReport.read(octets, letter.structure, limits: limits) {
        case .report(.feedback(let report)): return ReceivedBounce(report, letter: letter)
        // One that is attached to a letter is about whatever the writer of the letter says.
        case .report(.delivery(let report)) where report.isOfItsOwn || sender.isServer && !sender.isPassedOn:
            if let bounce = ReceivedBounce(report, letter: letter, text, classifier) { return bounce }
        // That a message was read, or deleted unread, is neither.
        case .report(.disposition): return nil
        case .report(.delivery), .noReport: break
        }
        if let bounce = complaint(letter, sender, text) ?? notification(letter, sender, text, classifier) {
            return bounce
        }
        let signs = BounceSigns(letter, sender, text)
        if signs.isBounce {
            if mayEnclose, !text.namesAddress,
                let octets = enclosed(in: letter),
                let bounce = read(octets, with: classifier, limits: limits, mayEnclose: false)
            {
                return bounce
            }
            return ReceivedBounce(prose: letter, text, signs, classifier)
        }
        return automaticReply(letter)
    }

    /// The first message inside of one, for a server that passes on what another wrote and names nobody itself.
    private static func enclosed(in letter: BounceLetter) -> [UInt8]? {
        let part = letter.structure.parts.first { $0.kind == .message && $0.depth <= 2 }
        guard let child = part.flatMap({ letter.structure.children(of: $0).first }) else { return nil }
        return Array(letter.message[child.range.clamped(to: letter.message.indices)])
    }

    /// Reads an automatic reply; whoever sent it is the recipient that is meant.
    private static func automaticReply(_ letter: BounceLetter) -> ReceivedBounce? {
        guard let header = letter.header else { return nil }
        let verdict = AutomaticReplyVerdict(header: header)
        guard verdict.isAutomaticReply else { return nil }
        let sender = letter.values(named: "From").first.flatMap { AddressMention.all(in: Array($0.utf8)).last?.address }
        let original = letter.values(named: "In-Reply-To").first
        return ReceivedBounce(
            kind: .automaticReply,
            recipients: sender.map { [BouncedRecipient($0, BounceVerdict(sure: .automaticReply))] } ?? [],
            format: "reply", originalMessageID: original.flatMap(identifier))
    }

    /// The first identifier in a value, without angle brackets.
    static func identifier(_ value: String) -> String? {
        let octets = value.utf8.drop { TextLine.isBlank($0) || $0 == UInt8(ascii: "<") }
            .prefix { !TextLine.isBlank($0) && $0 != UInt8(ascii: ">") }
        return octets.isEmpty ? nil : String(decoding: octets, as: UTF8.self)
    }
}

extension ReceivedDeliveryReport {
    /// Whether the message is the report, rather than one with a report among its attachments.
    fileprivate var isOfItsOwn: Bool { !defects.contains { $0.problem == .noMultipartReport } }
}
