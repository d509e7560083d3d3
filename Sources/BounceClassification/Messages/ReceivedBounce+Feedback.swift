import DeliveryReports
import InternetMessage

extension ReceivedBounce {
    /// Reads a report on feedback (RFC 5965), which is a complaint only where its type says so.
    init(_ report: FeedbackReport, letter: BounceLetter) {
        let named = (report.originalRecipients + report.removalRecipients).map(\.text).filter { !$0.isEmpty }
        let returnedTo = report.returned?.header.first(named: "To").map { Array($0.value) } ?? []
        let found = named.isEmpty ? AddressMention.all(in: returnedTo).prefix(1).map(\.address) : named
        self.init(
            feedbackOf: found, format: "feedback", report.returned?.messageIdentifier,
            action: Self.action(onFeedback: report.type))
        feedbackType = report.type?.name
    }

    /// What feedback of a type asks for.
    ///
    /// Whoever says that a message is wanted (`not-spam`, RFC 6430), or that a check of who sent it failed
    /// (`auth-failure`, RFC 6591), is no recipient who wants no more; of an unknown type nobody knows.
    static func action(onFeedback type: FeedbackType?) -> BounceAction {
        switch type {
        case .abuse, .optOut: .suppressRecipient
        case .fraud, .virus: .alertOperator
        default: .nothing
        }
    }

    private init(
        feedbackOf addresses: [String], format: String, _ identifier: String?,
        action: BounceAction = .suppressRecipient
    ) {
        var seen: Set<String> = []
        var verdict = BounceVerdict(sure: .feedback)
        verdict.action = action
        kind = .feedback
        recipients = addresses.filter { seen.insert($0.lowercased()).inserted }.map { BouncedRecipient($0, verdict) }
        self.format = format
        originalMessageID = identifier.flatMap(Self.identifier)
    }

    /// Reads a complaint from before RFC 5965, or of those who do not follow it: the message is enclosed, and fields or
    /// the first words say what it is.
    static func complaint(
        _ letter: BounceLetter, _ sender: LetterSender, _ text: BounceText
    ) -> ReceivedBounce? {
        // Whoever answers a complaint or passes it on makes none.
        guard !sender.isPassedOn, !sender.isList, letter.structure.parts.contains(where: { $0.kind == .message }) else {
            return nil
        }
        let recipients = complaintFields.compactMap { text.returnedValue(named: $0) }
            .flatMap { AddressMention.all(in: Array($0.utf8)).prefix(1) }.map(\.address)
        let subject = letter.subject
        let isNamed =
            complaintSubjects.contains { subject.contains($0) } || text.opening.containsAny(of: complaintWords)
        let isMarked = !recipients.isEmpty && subject.contains("complaint")
        guard isMarked || isNamed && !letter.values(named: "From").isEmpty else { return nil }
        return ReceivedBounce(
            feedbackOf: recipients, format: "feedback", text.returnedValue(named: "Message-ID"))
    }

    /// Fields that say, in the message enclosed, whose mailbox it was found in.
    private static let complaintFields = ["X-HmXmrOriginalRecipient", "X-Original-Recipient", "X-Complaint-Recipient"]
    private static let complaintSubjects = ["complaint about message from", "email feedback report for"]
    private static let complaintWords = ["this is an email abuse report", "this is a spam complaint"]
}
