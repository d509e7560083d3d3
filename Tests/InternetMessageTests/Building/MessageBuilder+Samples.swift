import InternetMessage
import MailAddressing

extension MessageBuilder {
    /// A message of Ada, with nothing in it yet.
    static func sample(from author: String = "ada@example.com") throws -> MessageBuilder {
        let author = NamedMailbox(displayName: "Ada Lovelace", mailbox: try Mailbox(author))
        return MessageBuilder(
            from: author, date: MessageDate(unixSeconds: 1_795_409_360),
            identifier: try MessageIdentifier(unique: "1f0a", domain: DomainName("example.com")))
    }

    /// A text that needs no encoding, one that needs it, something shown and something attached.
    static func fullSample() throws -> MessageBuilder {
        var builder = try sample()
        builder.text = "At five?\n"
        builder.html = "<p>At f\u{FC}nf? <img src=\"cid:tea@example.com\"></p>\n"
        builder.attachments = [
            Attachment(
                [0x89, 0x50], mediaType: "image/png", fileName: "tea.png",
                contentIdentifier: try MessageIdentifier("<tea@example.com>")),
            Attachment(Array("a,b\n".utf8), mediaType: "text/csv; charset=utf-8", fileName: "list.csv"),
        ]
        return builder
    }
}

extension AddressList {
    /// The mailboxes, without names.
    static func of(_ addresses: String...) throws -> AddressList {
        AddressList(try addresses.map { .mailbox(NamedMailbox(displayName: nil, mailbox: try Mailbox($0))) })
    }
}

/// A message that was written, read with no more than the lines and the header.
struct WrittenMessage {
    let octets: [UInt8]
    let header: MessageHeader
    let lines: [[UInt8]]

    init(_ builder: MessageBuilder) throws {
        octets = try builder.message()
        header = try MessageHeader(parsing: octets)
        lines = MIMEDecoding.lines(of: octets)
    }

    var text: String { String(decoding: octets, as: UTF8.self) }
    var body: String { String(decoding: octets[header.bodyOffset...], as: UTF8.self) }

    func value(_ name: String) -> String? { header.first(named: name)?.unfoldedValue }

    /// The first thing that no message written may have, or nil.
    func fault() throws -> String? {
        if octets.contains(where: { $0 == 0 || $0 > 127 }) { return "an octet that is no 7-bit data" }
        if lines.contains(where: { $0.contains(13) || $0.contains(10) }) { return "a stray line end" }
        if lines.contains(where: { $0.count > 998 }) { return "a line too long" }
        if lines.last?.isEmpty != true { return "no line end at the end" }
        if header.ending != .emptyLine { return "a broken header" }
        return try SevenBitConversion.converted(octets) == octets ? nil : "something to convert"
    }
}
