extension StandardBounceRules {
    /// The form of a message.
    static let structure = """
        rule too-large means messageTooLarge
            says    "message size exceeds", "message too large", "message too big", "message is too large"
            says    "message size limit"
            says    "message is too big", "exceeds maximum message size", "exceeded maximum inbound message size"
            says    "size of your message", "maximum message size", "exceeds size limit", "message size violation"
            says    "message length exceeds", "too large message", "mail too big", "size limit exceeded", "mail size"
            says    "exceeds the maximum size", "exceeds the size limit", "exceeded * message size limit*"
            says    "size exceeds"
            says    "message exceeds * size", "larger than * limit", "message exceeded", "email size", "oversized"
            says    "larger than we", "larger than", "too large", "too big", "message exceeds", "exceeds maximum size"
            says    "max size"
            says    "maximum size", "message size"
            says    "maximum allowed size", "message size is too", "size too big", "message larger than"
            unless  "header size", "headers size", "mailbox size", "5.2.3", "mailbox", "headers too large"
            unless  "header too large"
            status  none, x.0.*, x.1.*, x.3.*, x.4.*, x.5.*, x.6.*, x.7.*, 4.2.3, x.2.0-2
            rank    4
            source  RFC 1870, section 6.2, and general usage
        rule too-large-for-mailbox means limitExceeded
            says    "message size exceeds", "message too large", "message too big", "message is too large"
            says    "message size limit*"
            says    "maximum message size", "message length exceeds", "message exceeded"
            status  5.2.3
            scope   recipient
            rank    4
            source  RFC 3463, section 3.3 (X.2.3)
        rule other-limits means limitExceeded
            says    "number of attachments", "header size exceeds", "message header size exceeds"
            says    "too many attachments"
            says    "line too long", "lines too long", "line length exceeded"
            unless  "or recipient list"
            rank    4
            source  RFC 5321, section 4.5.3.1, and general usage
        rule form-of-header means malformedMessage
            says    "rfc 5322", "rfc5322", "rfc 2822", "rfc 822", "rfc2822", "rfc822", "message-id header"
            says    "missing * header"
            says    "rfcmessagenoncompliant", "multiple subject headers", "multiple from", "multiple addresses in from"
            says    "malformed message", "message is malformed", "message malformed", "not rfc compliant"
            says    "duplicate header '*"
            says    "missing a valid", "missing from header", "disallowed header", "invalid message format"
            says    "address in the from: header", "invalid header", "no from header", "lacks a * header"
            says    "header * is missing", "header * missing", "no * header", "missing date"
            says    "missing message-id"
            says    "header is missing", "headers are missing", "missing headers", "messages with multiple"
            says    "bare lf", "bare cr", "bare linefeed", "stray cr", "headers missing", "header line * invalid"
            unless  "section 3.6.2 compliant", "from: header (rfc5322) in this message isn't aligned"
            unless  "recipient address"
            rank    4
            source  RFC 5322, section 3.6; Google Workspace Admin Help, "Email sender guidelines"
        rule form-of-address means refusedSender
            says    "sender address * not a valid rfc 5321 address"
            rank    3
            source  Google Workspace Admin Help, "SMTP error reference"
        rule form-of-content means unacceptableContent
            says    "duplicate header", "mime complexity", "improperly-formatted binary", "8-bit", "8bit"
            says    "invalid mime"
            says    "unnecessary base64", "base64 encoding", "header size, or recipient list", "headers too large"
            says    "message header size, or", "invalid message content", "too many related errors", "mime error*"
            says    "too many mime", "mime part*", "nested too", "invalid charset", "character set"
            says    "unsupported encoding"
            says    "improperly formatted", "invalid content", "content error", "conversion required", "binary content"
            rank    5
            source  RFC 3463, section 3.7 (X.6), and general usage
        """
}
