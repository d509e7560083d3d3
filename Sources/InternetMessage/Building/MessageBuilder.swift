/// A message in the making: who writes to whom, a text as plain text, as HTML or as both, and attachments.
///
/// What ``message()`` gives is a message of RFC 5322 and RFC 2045 that any mail server takes: 7-bit data (RFC 2045,
/// section 2.7) whose only line ends are CRLF, with no line over 998 octets. None is over 78 but for what is not cut: an
/// address, an identifier, the lines of an attached message, and a word of a field, as it is written, with the blanks
/// before it, such as a name of many quotation marks, each escaped. Nothing given can end a header field, begin another,
/// or end a part: texts of fields are encoded (RFC 2047), file names too (RFC 2231), and the boundaries of the parts occur
/// in none of them. The same values give the same octets.
///
/// How the parts lie in each other: multipart/mixed has the text and the attachments, multipart/related in it the HTML and
/// what it shows, multipart/alternative the two forms of the text. What would have only one part is left out.
///
/// There is no Bcc: who gets the message without the others knowing is a matter of the envelope, and stands in no header.
///
/// Known limits: addresses with a local part outside of ASCII (RFC 6532) are refused; texts are never wrapped; no
/// Resent fields.
public struct MessageBuilder: Sendable {
    /// The authors (RFC 5322, section 3.6.2); at least one.
    public var from: AddressList
    /// Who sent it, where that is not the one author; needed when there are several.
    public var sender: NamedMailbox?
    /// Where answers should go; empty for the authors.
    public var replyTo = AddressList([NamedMailbox]())
    /// The recipients it is meant for.
    public var to = AddressList([NamedMailbox]())
    /// Others who get it too.
    public var cc = AddressList([NamedMailbox]())
    /// The subject in any script; empty for no such field.
    ///
    /// Control characters become spaces.
    public var subject = ""
    /// When it was written.
    public var date: MessageDate
    /// The identifier of the message, which nobody else uses.
    public var identifier: MessageIdentifier
    /// The messages that this one answers (RFC 5322, section 3.6.4).
    public var inReplyTo: [MessageIdentifier] = []
    /// The messages before it in the conversation, the oldest first.
    public var references: [MessageIdentifier] = []
    /// The other fields of the header, in the order in which ``addField(_:value:)`` got them.
    public internal(set) var additionalFields: [HeaderField] = []
    /// The text for those who read plain text.
    ///
    /// LF, CR and CRLF all end a line, and the last line gets an end where it has none.
    public var text: String?
    /// The same text as HTML; its lines end as those of ``text``.
    public var html: String?
    /// What is attached, in order.
    public var attachments: [Attachment] = []
    /// What the boundaries of the parts are made from; nil for the text of the identifier.
    ///
    /// Take it from a source of randomness when one who does not trust you may know the identifier before, and writes
    /// what you attach. A boundary that occurs in what is sent is never used, whatever the seed.
    public var boundarySeed: String?

    /// Begins a message.
    ///
    /// - Parameters:
    ///   - from: the authors.
    ///   - date: when it was written.
    ///   - identifier: an identifier that nobody else uses.
    public init(from: AddressList, date: MessageDate, identifier: MessageIdentifier) {
        self.from = from
        self.date = date
        self.identifier = identifier
    }

    /// Begins a message with one author.
    ///
    /// - Parameters:
    ///   - from: the author.
    ///   - date: when it was written.
    ///   - identifier: an identifier that nobody else uses.
    public init(from: NamedMailbox, date: MessageDate, identifier: MessageIdentifier) {
        self.init(from: AddressList([from]), date: date, identifier: identifier)
    }
}
