import DeliveryReports
import InternetMessage
import SMTPProtocol

extension ReceivedBounce {
    /// Reads a notification that a service which sends for others writes in JSON; nil where it is none.
    static func notification(
        _ letter: BounceLetter, _ sender: LetterSender, _ text: BounceText, _ classifier: BounceClassifier
    ) -> ReceivedBounce? {
        guard sender.isServer || sender.isBelow(services) && !sender.isList, !sender.isPassedOn else { return nil }
        guard let first = text.lines.first(where: { !$0.isEmpty }), first.trimmed.first == UInt8(ascii: "{"),
            let part = letter.outerParts.first(where: { $0.kind == .single && $0.contentType.type == "text" })
        else { return nil }
        let pairs = NotificationPairs(letter.text(of: part))
        guard let type = pairs.first("notificationType") ?? pairs.first("eventType") else { return nil }
        let kind: Kind
        switch type.lowercased() {
        case "bounce": kind = .failure
        case "complaint": kind = .feedback
        case "delivery": kind = .success
        case "deliverydelay": kind = .delay
        default: return nil
        }
        var judge = ReasonJudge(classifier: classifier)
        var bounce = ReceivedBounce(
            kind: kind, recipients: recipients(pairs, kind, &judge),
            format: "notification: ses", originalMessageID: originalIdentifier(pairs))
        if kind == .feedback { bounce.feedbackType = pairs.first("complaintFeedbackType")?.lowercased() }
        return bounce
    }

    private static func originalIdentifier(_ pairs: NotificationPairs) -> String? {
        let headers = pairs.pairs
        for (index, pair) in headers.enumerated() where pair.name == "name" && pair.value.lowercased() == "message-id" {
            if index + 1 < headers.count { return identifier(headers[index + 1].value) }
        }
        return pairs.first("messageId").flatMap(identifier)
    }

    /// The recipients: each object that has an address, with the names behind and before it up to the next address.
    private static func recipients(
        _ pairs: NotificationPairs, _ kind: Kind, _ judge: inout ReasonJudge
    ) -> [BouncedRecipient] {
        let key = pairs.first("emailAddress") != nil ? "emailAddress" : "recipients"
        var seen: Set<String> = []
        let all = pairs.pairs
        var result: [BouncedRecipient] = []
        let places = all.indices.filter { all[$0].name == key }
        for (number, place) in places.enumerated() where seen.insert(all[place].value.lowercased()).inserted {
            guard result.count < maximumNotifiedCount else { break }
            let next = number + 1 < places.count ? places[number + 1] : all.count
            // The names of an object come in any order.
            let before = number == 0 ? all[..<place] : []
            let around = Array(all[place..<next] + before)
            let value = { (name: String) in around.first { $0.name == name }?.value }
            result.append(recipient(all[place].value, kind, pairs, value, &judge))
        }
        return result
    }

    private static func recipient(
        _ address: String, _ kind: Kind, _ pairs: NotificationPairs, _ value: (String) -> String?,
        _ judge: inout ReasonJudge
    ) -> BouncedRecipient {
        switch kind {
        case .feedback:
            var verdict = BounceVerdict(sure: .feedback)
            // Where the recipient's provider does not say of which kind it is, it is a complaint.
            let type = pairs.first("complaintFeedbackType").map { FeedbackType($0) } ?? .abuse
            verdict.action = action(onFeedback: type)
            return BouncedRecipient(address, verdict)
        case .automaticReply: return BouncedRecipient(address, BounceVerdict(sure: .automaticReply))
        case .success:
            var facts = BounceFacts()
            let response = pairs.first("smtpResponse")
            if let response, let reply = SMTPReply(parsing: response) {
                facts.replyCode = reply.code
                facts.status = reply.enhancedStatusCode
            }
            return BouncedRecipient(address, BounceVerdict(sure: .delivered, facts: facts), diagnostic: response)
        case .failure, .delay:
            let status = value("status").flatMap { EnhancedStatusCode($0) }
            let sources = value("diagnosticCode").map { [ReasonJudge.Source(text: $0)] } ?? []
            let words = ["bounceSubType", "delayType"].compactMap { pairs.first($0) }
                .map { ReasonJudge.Source(text: subtypes[$0.lowercased()] ?? $0) }
            let found = judge.verdict(sources + words, status: status, host: nil)
            let verdict = kind == .delay ? found.verdict.stillTried() : found.verdict.givenUp()
            return BouncedRecipient(address, verdict, diagnostic: found.diagnostic)
        }
    }

    /// What the words for kinds of bounces are in the words of replies.
    private static let subtypes = [
        "noemail": "user unknown", "suppressed": "recipient address is on the suppression list",
        "onaccountsuppressionlist": "recipient address is on the suppression list", "mailboxfull": "mailbox full",
        "messagetoolarge": "message too large", "contentrejected": "message content rejected",
        "attachmentrejected": "attachment not allowed", "internalfailure": "internal error",
        "recipientserverunavailable": "connection timed out", "transientcommunicationfailure": "connection timed out",
    ]
    /// Domains of the services that write notifications.
    private static let services = ["amazonaws.com", "amazonses.com"]
    private static let maximumNotifiedCount = 200
}
