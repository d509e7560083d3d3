import InternetMessage
import MailAddressing
import SMTPProtocol

extension DeliveryStatus {
    /// The octets of a `message/delivery-status` part: groups of fields with an empty line between (RFC 3464, section
    /// 2.1).
    ///
    /// Printable ASCII and CRLF only: an address beyond ASCII has the type `utf-8` and its characters as `\x{…}` (RFC
    /// 6533, section 3). In names and replies control characters become blanks and other characters question marks, so
    /// that no value can begin another field; what is longer than 2048 octets is cut.
    ///
    /// - Parameter allowsInternationalized: whether addresses and replies keep their characters, in UTF-8. Where the
    ///   result is not ASCII, it is a `message/global-delivery-status` part (RFC 6533, section 4).
    public func serialized(allowsInternationalized: Bool = false) -> [UInt8] {
        var block = FieldBlock()
        if let originalEnvelopeID { block.append("Original-Envelope-Id", PrintableText.words(of: originalEnvelopeID)) }
        block.append("Reporting-MTA", ["dns;", reportingMTA.text])
        if let name = receivedFromMTA.flatMap(PrintableText.hostName) {
            block.append("Received-From-MTA", ["dns;", name])
        }
        block.append("Arrival-Date", seconds: arrivalDate)
        for recipient in recipients {
            block.appendEmptyLine()
            recipient.append(to: &block, allowsUTF8: allowsInternationalized)
        }
        return block.octets
    }
}

extension RecipientStatus {
    /// Appends the fields of this recipient in the order of RFC 3464, section 2.3.
    fileprivate func append(to block: inout FieldBlock, allowsUTF8: Bool) {
        if let originalRecipient {
            block.append("Original-Recipient", WrittenAddress(originalRecipient), allowsUTF8: allowsUTF8)
        }
        block.append("Final-Recipient", WrittenAddress(finalRecipient), allowsUTF8: allowsUTF8)
        block.append("Action", [action.rawValue])
        block.append("Status", [status.description])
        if let name = remoteMTA.flatMap(PrintableText.hostName) { block.append("Remote-MTA", ["dns;", name]) }
        if let diagnostic {
            let words = PrintableText.words(of: diagnostic.description, allowsUTF8: allowsUTF8)
            block.append("Diagnostic-Code", ["smtp;"] + words)
        }
        if let lastAttemptDate { block.append("Last-Attempt-Date", seconds: lastAttemptDate) }
        if let willRetryUntil { block.append("Will-Retry-Until", seconds: willRetryUntil) }
    }
}

extension FieldBlock {
    /// Appends a field with an address and its type.
    fileprivate mutating func append(_ name: String, _ address: WrittenAddress, allowsUTF8: Bool) {
        append(name, ["\(address.type);", allowsUTF8 ? address.text : address.escaped])
    }
}
