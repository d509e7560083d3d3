import InternetMessage
import MailAddressing
import SMTPProtocol

extension DeliveryReport {
    /// The first part, for people: which recipient, why, what the other side said, and what one can do.
    ///
    /// In UTF-8, as far as addresses and texts have characters beyond ASCII.
    func textForPeople(returning returned: ReturnedPart?) -> [UInt8] {
        var text = ParagraphWriter()
        text.appendParagraph(["This is the mail system at", "\(status.reportingMTA)."])
        text.appendParagraph(PrintableText.words(of: introduction))
        for recipient in status.recipients { recipient.append(to: &text) }
        if let returned {
            let what = returned.isWholeMessage ? "Your message" : "The header of your message"
            text.appendParagraph(PrintableText.words(of: "\(what) follows behind the details for programs."))
        }
        return text.octets
    }

    private var introduction: String {
        let isOne = status.recipients.count == 1
        let whom = isOne ? "the recipient below" : "the recipients below"
        let actions = Set(status.recipients.map(\.action))
        if actions == [.failed] {
            return "Your message could not be delivered to \(whom). It will not be tried again."
        }
        if actions == [.delayed] {
            return "Your message has not reached \(whom) yet. It is still being tried: no need to send it again."
        }
        if actions == [.delivered] { return "Your message was delivered to \(whom)." }
        if actions == [.relayed] {
            return "Your message for \(whom) was handed on to the mail server that is in charge, as you wished to know."
        }
        return "This is what became of your message for \(whom)."
    }
}

extension RecipientStatus {
    /// Appends the paragraphs on this recipient.
    fileprivate func append(to text: inout ParagraphWriter) {
        let address = WrittenAddress(finalRecipient).forPeople
        text.appendParagraph(["<\(address)>"])
        if let original = originalRecipient.map({ WrittenAddress($0).forPeople }), original != address {
            text.appendLine(["(sent to", "\(original))"])
        }
        text.appendParagraph(Self.words(explanation), indent: Self.indent)
        if let diagnostic {
            let host = Self.words(remoteMTA ?? "")
            text.appendParagraph((host.isEmpty ? ["The", "other", "side"] : host) + ["said:"], indent: Self.indent)
            text.appendLine(Self.words(diagnostic.description), indent: 2 * Self.indent)
        }
        if let willRetryUntil {
            let date = MessageDate(unixSeconds: willRetryUntil).text
            text.appendParagraph(PrintableText.words(of: "It is tried until \(date)."), indent: Self.indent)
        }
        if let advice = PlainWords(for: status, action: action).advice {
            text.appendParagraph(PrintableText.words(of: advice), indent: Self.indent)
        }
    }

    private static func words(_ text: String) -> [String] { PrintableText.words(of: text, allowsUTF8: true) }

    private static let indent = 4
}
