import DeliveryReports
import InternetMessage

extension ReceivedBounce {
    /// Reads a complaint.
    init(_ report: FeedbackReport, letter: BounceLetter) {
        let named = (report.originalRecipients + report.removalRecipients).map(\.text).filter { !$0.isEmpty }
        let returnedTo = report.returned?.header.first(named: "To").map { Array($0.value) } ?? []
        let found = named.isEmpty ? AddressMention.all(in: returnedTo).prefix(1).map(\.address) : named
        self.init(feedbackOf: found, format: "feedback", report.returned?.messageIdentifier)
    }

    private init(feedbackOf addresses: [String], format: String, _ identifier: String?) {
        var seen: Set<String> = []
        let verdict = BounceVerdict(sure: .feedback)
        kind = .feedback
        recipients = addresses.filter { seen.insert($0.lowercased()).inserted }.map { BouncedRecipient($0, verdict) }
        self.format = format
        originalMessageID = identifier.flatMap(Self.identifier)
    }

    /// Reads a complaint from before RFC 5965, or of those who do not follow it: the message is enclosed, and fields or
    /// the first words say what it is.
    static func complaint(_ letter: BounceLetter) -> ReceivedBounce? {
        guard letter.structure.parts.contains(where: { $0.kind == .message }) else { return nil }
        let text = BounceText(letter)
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
