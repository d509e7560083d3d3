import InternetMessage
import MailAddressing
import Testing

/// The header of a message that is built, and what is refused.
@Suite("A message that is built")
struct MessageBuilderTests {
    @Test("a short text in ASCII goes out as it is")
    func plainMessage() throws {
        var builder = try MessageBuilder.sample()
        builder.to = try AddressList.of("grace@example.net", "joan@example.net")
        builder.subject = "Tea"
        builder.text = "Grace,\n\nat five?"
        let lines = """
            Date: Mon, 23 Nov 2026 04:49:20 +0000
            From: Ada Lovelace <ada@example.com>
            To: grace@example.net, joan@example.net
            Message-ID: <1f0a@example.com>
            Subject: Tea
            MIME-Version: 1.0
            Content-Type: text/plain; charset=us-ascii
            Content-Transfer-Encoding: 7bit

            Grace,

            at five?

            """.split(separator: "\n", omittingEmptySubsequences: false)
        let message = try WrittenMessage(builder)
        #expect(message.text == lines.joined(separator: "\r\n"))
        #expect(try message.fault() == nil)
    }

    @Test("every field that is set is there, once, and the others are not")
    func allFields() throws {
        var builder = try MessageBuilder.sample()
        let plain = try WrittenMessage(builder)
        for name in ["Sender", "Reply-To", "To", "Cc", "Bcc", "In-Reply-To", "References", "Subject"] {
            #expect(plain.header.first(named: name) == nil)
        }
        builder.sender = NamedMailbox(displayName: nil, mailbox: try Mailbox("office@example.com"))
        builder.replyTo = try AddressList.of("answers@example.com")
        let members = try AddressList.of("joan@example.net").mailboxes
        builder.cc = AddressList([.group(name: "Caf\u{E9}", members: members)])
        builder.inReplyTo = [try MessageIdentifier("<b@example.net>")]
        builder.references = [try MessageIdentifier("<a@example.net>"), try MessageIdentifier("<b@example.net>")]
        try builder.addField("List-Id", value: "<tea.example.com>")
        try builder.addField("X-Mood", value: "fr\u{F6}hlich")
        let message = try WrittenMessage(builder)
        #expect(message.value("Sender") == "office@example.com")
        #expect(message.value("Reply-To") == "answers@example.com")
        #expect(message.value("In-Reply-To") == "<b@example.net>")
        #expect(message.value("References") == "<a@example.net> <b@example.net>")
        #expect(message.value("List-Id") == "<tea.example.com>")
        #expect(message.header.first(named: "X-Mood")?.decodedValue == "fr\u{F6}hlich")
        let names = message.header.fields.map { $0.name.lowercased() }
        #expect(Set(names).count == names.count)
        let copies = AddressList(parsing: try #require(message.header.first(named: "Cc")).value)
        #expect(copies.entries == builder.cc.entries)
        #expect(try message.fault() == nil)
    }

    @Test(
        "a subject in any script is given back, in lines of at most 76 octets",
        arguments: [
            "Tea", "Grüße aus Köln", "お茶はいかがですか。五時にお待ちしております。どうぞよろしくお願いいたします。",
            "Tea \u{1F375}\u{1F469}\u{200D}\u{1F52C} at five", "=?utf-8?q?not_a_word?=", "two  blanks", " around ",
            String(repeating: "é", count: 500), String(repeating: "word ", count: 60) + "end", "a: b; <c> \"d\" (e)",
        ])
    func subjects(_ subject: String) throws {
        var builder = try MessageBuilder.sample()
        builder.subject = subject
        let message = try WrittenMessage(builder)
        #expect(message.header.first(named: "Subject")?.decodedValue == subject)
        #expect(message.lines.allSatisfy { $0.count <= 76 })
        #expect(try message.fault() == nil)
    }

    @Test(
        "only a word with the blanks before it makes a line over 78 octets, and none is over 998",
        arguments: [
            ("a" + String(repeating: " ", count: 60) + String(repeating: "b", count: 60), 120),
            (String(repeating: "b", count: 900), 909), (String(repeating: "b", count: 901), 76),
            ("a " + String(repeating: "b", count: 76) + " c", 77), ("a" + String(repeating: " ", count: 61) + "b", 76),
        ])
    func longWords(_ subject: String, longest: Int) throws {
        var builder = try MessageBuilder.sample()
        builder.subject = subject
        let message = try WrittenMessage(builder)
        #expect(message.header.first(named: "Subject")?.decodedValue == subject)
        #expect(message.lines.map(\.count).max() == longest)
    }

    @Test(
        "no text begins a field of its own or ends the header",
        arguments: [
            "a\r\nBcc: x@example.org", "a\nBcc: x", "a\rBcc: x", "a\r\n\r\nbody", "a\0b", "é\r\nBcc: x\r\n\r\né",
        ])
    func injections(_ text: String) throws {
        var builder = try MessageBuilder.sample()
        let plain = try WrittenMessage(builder).header.fields.map(\.name)
        builder.subject = text
        let joan = NamedMailbox(displayName: text, mailbox: try Mailbox("joan@example.net"))
        builder.to = AddressList([.group(name: text, members: [joan])])
        try builder.addField("X-Text", value: text)
        builder.attachments = [MessageBuilder.Attachment([1], mediaType: "text/plain; a=\"\(text)\"", fileName: text)]
        builder.boundarySeed = text
        let message = try WrittenMessage(builder)
        let kept = message.header.fields.map(\.name).filter { !["To", "Subject", "X-Text"].contains($0) }
        #expect(kept == plain.filter { $0 != "Content-Transfer-Encoding" })
        #expect(!message.lines.contains { $0.starts(with: "Bcc".utf8) })
        #expect(try message.fault() == nil)
    }

    @Test("the same values give the same octets, another seed other boundaries")
    func determinism() throws {
        var builder = try MessageBuilder.fullSample()
        let first = try builder.message()
        #expect(try builder.message() == first)
        builder.boundarySeed = "another"
        #expect(try builder.message() != first)
    }
}

/// What is refused, and why.
@Suite("A message that cannot be built")
struct MessageBuilderRefusalTests {
    @Test(
        "fields that are written anyway, or never, cannot be added",
        arguments: ["From", "from", "BCC", "Resent-Bcc", "Subject", "MIME-Version", "Content-Type", "content-foo"])
    func reservedNames(_ name: String) throws {
        var builder = try MessageBuilder.sample()
        #expect(throws: MessageError(.reservedFieldName, at: 0)) { try builder.addField(name, value: "x") }
        #expect(builder.additionalFields.isEmpty)
    }

    @Test("a name that cannot be one is refused", arguments: ["", "X Y", "X:", "X\r\nBcc", "Ü"])
    func malformedNames(_ name: String) throws {
        var builder = try MessageBuilder.sample()
        #expect(throws: MessageError.self) { try builder.addField(name, value: "x") }
    }

    @Test("a message has an author, and a sender where there are several")
    func authors() throws {
        var builder = try MessageBuilder.sample()
        builder.from = AddressList([NamedMailbox]())
        #expect(throws: MessageError(.missingAuthor, at: 0)) { try builder.message() }
        builder.from = try AddressList.of("ada@example.com", "grace@example.net")
        #expect(throws: MessageError(.missingSender, at: 0)) { try builder.message() }
        builder.sender = NamedMailbox(displayName: nil, mailbox: try Mailbox("ada@example.com"))
        #expect(try WrittenMessage(builder).value("From") == "ada@example.com, grace@example.net")
    }

    @Test("an address that ASCII cannot carry, or that is none, is refused", arguments: ["zoë@example.com", "a b c"])
    func addresses(_ address: String) throws {
        var builder = try MessageBuilder.sample()
        builder.to = AddressList(parsing: Array("<\(address)>".utf8)[...])
        guard !builder.to.mailboxes.isEmpty else { return }
        let error = #expect(throws: MessageError.self) { try builder.message() }
        #expect(error?.problem == .unwritableAddress)
    }

    @Test("an internationalized domain is written in A-labels")
    func domains() throws {
        let message = try WrittenMessage(MessageBuilder.sample(from: "ada@bücher.example"))
        #expect(message.value("From") == "Ada Lovelace <ada@xn--bcher-kva.example>")
    }

    @Test(
        "what is no media type is refused, and so is a multipart",
        arguments: [
            "", "text", "text/", "/plain", "te xt/plain", "text/plain\r\nX: y", "text/plain(a)", "multipart/mixed",
            "téxt/plain", "text/" + String(repeating: "x", count: 300),
            "text/plain; \(String(repeating: "x", count: 51))=a",
            "text/plain; \(String(repeating: "x", count: 1_200))=a",
            "text/plain; a=" + String(repeating: "x", count: MessageBuilder.Attachment.maximumMediaTypeLength - 13),
        ])
    func mediaTypes(_ mediaType: String) throws {
        var builder = try MessageBuilder.sample()
        builder.attachments = [MessageBuilder.Attachment([], mediaType: mediaType)]
        #expect(throws: MessageError(.malformedMediaType, at: 0)) { try builder.message() }
    }

    @Test(
        "a message that may not be encoded must be 7-bit data, or become it",
        arguments: [
            ("message/rfc822", "Subject: \u{E9}\r\n\r\n"), ("message/rfc822", "A: 1\n\nb"),
            ("message/delivery-status", "Action: \u{E9}\r\n"), ("message/partial; id=a; number=1", "\u{E9}"),
        ])
    func messages(mediaType: String, content: String) throws {
        var builder = try MessageBuilder.sample()
        builder.attachments = [MessageBuilder.Attachment(Array(content.utf8), mediaType: mediaType)]
        let error = #expect(throws: MessageError.self) { try builder.message() }
        #expect(error?.problem == .unwritableAttachment)
    }

    @Test("a header that nobody would read is refused")
    func hugeHeader() throws {
        var builder = try MessageBuilder.sample()
        builder.subject = String(repeating: "word ", count: 215_000)
        let error = #expect(throws: MessageError.self) { try builder.message() }
        #expect(error?.problem == .headerTooLarge(limit: HeaderLimits.standard.maximumSize))
    }
}
