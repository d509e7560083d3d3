import InternetMessage
import MailAddressing
import SMTPProtocol

extension DeliveryStatus {
    /// The octets of a `message/delivery-status` part: groups of fields with an empty line between (RFC 3464, section
    /// 2.1).
    ///
    /// Printable ASCII and CRLF only. In names and replies control characters become blanks and other characters
    /// question marks, so that no value can begin another field; what is longer than 2048 octets is cut.
    public func serialized() -> [UInt8] {
        var block = FieldBlock()
        if let originalEnvelopeID { block.append("Original-Envelope-Id", PrintableText.words(of: originalEnvelopeID)) }
        block.append("Reporting-MTA", ["dns;", reportingMTA.text])
        if let name = receivedFromMTA.flatMap(PrintableText.hostName) {
            block.append("Received-From-MTA", ["dns;", name])
        }
        block.append("Arrival-Date", seconds: arrivalDate)
        for recipient in recipients {
            block.appendEmptyLine()
            recipient.append(to: &block)
        }
        return block.octets
    }
}

extension RecipientStatus {
    /// Appends the fields of this recipient in the order of RFC 3464, section 2.3.
    fileprivate func append(to block: inout FieldBlock) {
        if let originalRecipient {
            block.append("Original-Recipient", ["\(originalRecipient.addressType);", originalRecipient.address])
        }
        block.append("Final-Recipient", ["rfc822;", finalRecipient.description])
        block.append("Action", [action.rawValue])
        block.append("Status", [status.description])
        if let name = remoteMTA.flatMap(PrintableText.hostName) { block.append("Remote-MTA", ["dns;", name]) }
        if let diagnostic {
            block.append("Diagnostic-Code", ["smtp;"] + PrintableText.words(of: diagnostic.description))
        }
        if let lastAttemptDate { block.append("Last-Attempt-Date", seconds: lastAttemptDate) }
        if let willRetryUntil { block.append("Will-Retry-Until", seconds: willRetryUntil) }
    }
}
