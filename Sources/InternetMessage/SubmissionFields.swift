/// The fields that a submitted message has to have and may lack (RFC 6409, section 8; RFC 5322, section 3.6).
public enum SubmissionFields {
    /// The fields that are missing, to be put before the message; nothing of the message is changed.
    ///
    /// - Parameters:
    ///   - header: the message's header.
    ///   - date: when the message was submitted, for a message without a Date.
    ///   - identifier: for a message without a Message-ID.
    /// - Returns: whole lines with CRLF; empty where nothing is missing.
    public static func missing(
        from header: MessageHeader, date: MessageDate, identifier: MessageIdentifier
    ) -> [UInt8] {
        var text = ""
        if header.first(named: "Date") == nil { text += "Date: \(date.text)\r\n" }
        if header.first(named: "Message-ID") == nil { text += "Message-ID: <\(identifier.text)>\r\n" }
        return Array(text.utf8)
    }
}
