import InternetMessage
import MailAddressing

/// Builds a message with a text in two forms, a picture in it and a file beside it, and prints it.
@main
struct BuildMessage {
    static func main() throws {
        // The time and what makes the identifier unique come from outside; here they are fixed.
        let domain = try DomainName("example.com")
        let ada = NamedMailbox(displayName: "Ada Lovelace", mailbox: try Mailbox("ada@example.com"))
        var builder = MessageBuilder(
            from: ada, date: MessageDate(unixSeconds: 1_800_000_000, utcOffsetMinutes: 60),
            identifier: try MessageIdentifier(unique: "7f3a9c41e2d8", domain: domain))
        builder.to = AddressList([
            NamedMailbox(displayName: "Zoë", mailbox: try Mailbox("zoe@bücher.example")),
            NamedMailbox(displayName: nil, mailbox: try Mailbox("grace@example.net")),
        ])
        builder.subject = "Tea for two, or für drei?"
        try builder.addField("List-Id", value: "Tea <tea.example.com>")

        let picture = try MessageIdentifier(unique: "picture", domain: domain)
        builder.text = "At five?\n\n-- \nAda\n"
        builder.html = "<p>At five?</p><img src=\"cid:\(picture.text)\">\n"
        builder.attachments = [
            .init([0x47, 0x49, 0x46], mediaType: "image/gif", fileName: "tea.gif", contentIdentifier: picture),
            .init(Array("a,b\r\n".utf8), mediaType: "text/csv; charset=utf-8", fileName: "Einkäufe für Köln.csv"),
        ]
        print(String(decoding: try builder.message(), as: UTF8.self), terminator: "")

        // Nothing given can begin a field of its own.
        builder.subject = "Tea\r\nBcc: everybody@example.org"
        let header = try MessageHeader(parsing: try builder.message())
        print(header.first(named: "Subject")?.unfoldedValue ?? "", header.fields(named: "Bcc").isEmpty)
    }
}
