import InternetMessage
import MailAddressing
import TestSupport
import Testing

/// A message that is built, walked and decoded is what was given.
@Suite("A message that is built and read again")
struct MessageBuilderRoundTripTests {
    /// Makes values that a mail program may be given, and some that none should be.
    struct Writer {
        var random: SeededGenerator

        mutating func text(of alphabet: String, upTo count: Int) -> String {
            let scalars = Array(alphabet.unicodeScalars)
            var text = ""
            for _ in 0..<Int.random(in: 0...count, using: &random) {
                text.unicodeScalars.append(scalars.randomElement(using: &random) ?? "a")
            }
            return text
        }

        /// Lines in one of several scripts, with any line ends.
        mutating func lines() -> String {
            let scripts = [
                "abc XYZ.,-=_", "abc \t.-From ", "Gr\u{FC}\u{DF}e aus K\u{F6}ln", "\u{304A}\u{8336}\u{3067}\u{3059}",
                "a\u{1F375}\u{200D}\u{301}\u{FFFD}\u{FEFF}", "a\0\u{7F}\u{1B}=", "--=_0123456789abcdef",
            ]
            var text = ""
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                text += self.text(of: scripts.randomElement(using: &random) ?? "a", upTo: 120)
                text += ["\n", "\r\n", "\r", "\n\n", "\r\n.\r\n", ""].randomElement(using: &random) ?? ""
            }
            return text
        }

        /// One line without control characters, for a field.
        mutating func name() -> String {
            text(of: "ab c.;=?_*'%\"\\(<@,\u{E9}\u{304A}\u{1F375}", upTo: 90)
        }

        mutating func attachment(_ number: Int) throws -> MessageBuilder.Attachment {
            let types = ["image/png", "text/plain; charset=utf-8", "application/pdf", "text/html", "message/global"]
            let isShown = Bool.random(using: &random)
            return MessageBuilder.Attachment(
                random.octets(of: Array(0...255), upTo: 400), mediaType: types.randomElement(using: &random) ?? "a/b",
                fileName: "x" + name() + "x",
                contentIdentifier: isShown ? try MessageIdentifier("<part\(number)@example.com>") : nil)
        }

        mutating func builder() throws -> MessageBuilder {
            var builder = try MessageBuilder.sample()
            let names = (0..<Int.random(in: 0...4, using: &random)).map { _ in "x" + name() + "x" }
            builder.to = AddressList(
                try names.enumerated().map { number, name in
                    .mailbox(NamedMailbox(displayName: name, mailbox: try Mailbox("user\(number)@example.net")))
                })
            builder.subject = "x" + name() + "x"
            if Bool.random(using: &random) { builder.text = lines() }
            if Bool.random(using: &random) { builder.html = lines() }
            for number in 0..<Int.random(in: 0...4, using: &random) {
                builder.attachments.append(try attachment(number))
            }
            builder.boundarySeed = name()
            return builder
        }
    }

    /// The text as it should arrive.
    static func arrived(_ text: String) -> [UInt8] {
        let scalars = text.replacing("\r\n", with: "\n").unicodeScalars.map { $0 == "\r" ? "\n" : $0 }
        var octets: [UInt8] = []
        for scalar in scalars { octets += (scalar == "\n" ? "\r\n" : String(scalar)).utf8 }
        return octets.isEmpty || octets.last == 10 ? octets : octets + [13, 10]
    }

    @Test("texts, attachments and names are what was given, whatever they are", arguments: 0..<10 as Range<UInt64>)
    func anything(seed: UInt64) throws {
        var writer = Writer(random: SeededGenerator(seed: seed))
        for round in 0..<20 {
            let builder = try writer.builder()
            let message = try WrittenMessage(builder)
            try #require(try message.fault() == nil, "round \(round)")
            try Self.check(message, against: builder, "round \(round)")
        }
    }

    static func check(_ message: WrittenMessage, against builder: MessageBuilder, _ comment: Comment) throws {
        let structure = try MIMEStructure(parsing: message.octets)
        #expect(structure.defects.isEmpty, comment)
        let recipients = message.header.first(named: "To").map { AddressList(parsing: $0.value) }
        #expect(recipients?.entries ?? [] == builder.to.entries, comment)
        #expect(message.header.first(named: "Subject")?.decodedValue == builder.subject, comment)

        var leaves = structure.parts.filter { $0.kind == .single }[...]
        let isEmpty = builder.html == nil && builder.attachments.isEmpty
        for (text, type) in [(builder.text ?? (isEmpty ? "" : nil), "text/plain"), (builder.html, "text/html")] {
            guard let text else { continue }
            let next = leaves.popFirst()
            let part = try #require(next, comment)
            #expect(part.contentType.mediaType == type, comment)
            #expect(part.decodedBody(in: message.octets) == arrived(text), comment)
            // A byte order mark that begins a text is no part of it for who decodes it.
            let shown = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
            #expect(part.text(in: message.octets).map { Array($0.utf8) } == arrived(shown), comment)
        }
        let isShown = { (attachment: MessageBuilder.Attachment) in
            builder.html != nil && attachment.contentIdentifier != nil
        }
        for attachment in builder.attachments.filter(isShown) + builder.attachments.filter({ !isShown($0) }) {
            let next = leaves.popFirst()
            let part = try #require(next, comment)
            #expect(part.contentType.mediaType == String(attachment.mediaType.prefix { $0 != ";" }), comment)
            #expect(part.decodedBody(in: message.octets) == attachment.octets, comment)
            #expect(part.fileName == attachment.fileName, comment)
            #expect(part.identifier == attachment.contentIdentifier?.text, comment)
            #expect(part.isAttachment == (attachment.contentIdentifier == nil), comment)
        }
        #expect(leaves.isEmpty, comment)
    }

    @Test("an attached message can be walked, and its text read")
    func attachedMessage() throws {
        var inner = try MessageBuilder.fullSample()
        inner.subject = "In\u{F1}er"
        var outer = try MessageBuilder.sample()
        outer.text = "See below."
        outer.attachments = [MessageBuilder.Attachment(try inner.message(), mediaType: "message/rfc822")]
        let message = try outer.message()
        let structure = try MIMEStructure(parsing: message)
        #expect(structure.defects.isEmpty)
        let carrier = try #require(structure.parts.first { $0.kind == .message })
        #expect(Array(message[carrier.bodyRange]) == (try inner.message()))
        let texts = structure.parts.compactMap { $0.text(in: message) }
        #expect(texts.contains("See below.\r\n"))
        #expect(texts.contains("At five?\r\n"))
    }

    @Test(
        "the longest media type is what was given, whatever it takes to write it",
        arguments: [
            ("a", "x"), ("a", "\u{E9}"), ("a", "\u{1F375}"), (String(repeating: "n", count: 50), "\u{1F375}"),
            (String(repeating: "n", count: 50), "\""),
        ])
    func longMediaTypes(_ name: String, _ character: String) throws {
        var mediaType = "text/plain; \(name)=\""
        let length = character == "\"" ? 2 : character.utf8.count
        let count = (MessageBuilder.Attachment.maximumMediaTypeLength - mediaType.utf8.count - 1) / length
        mediaType += String(repeating: character == "\"" ? "\\\"" : character, count: count) + "\""
        var builder = try MessageBuilder.sample()
        let fileName = String(repeating: "\u{1F375}", count: 4_999)
        builder.attachments = [MessageBuilder.Attachment([1], mediaType: mediaType, fileName: fileName)]
        let message = try WrittenMessage(builder)
        let part = try #require(try MIMEStructure(parsing: message.octets).parts.last)
        #expect(part.contentType.parameters[name] == String(repeating: character, count: count))
        #expect(part.fileName == fileName)
        #expect(message.lines.allSatisfy { $0.count <= 78 })
    }

    @Test("names of any length, and parameters of any name, never make a part that is not read")
    func largestPart() throws {
        var builder = try MessageBuilder.sample()
        let names = (0..<240).map { "; \(String($0, radix: 36))=a" }.joined()
        builder.attachments = [
            MessageBuilder.Attachment(
                [1], mediaType: "a/b" + String(names.prefix(990)),
                fileName: String(repeating: "\u{8336}", count: 100_000),
                contentIdentifier: try MessageIdentifier("<\(String(repeating: "x", count: 899))>"))
        ]
        let message = try WrittenMessage(builder)
        #expect(try MIMEStructure(parsing: message.octets).parts.last?.decodedBody(in: message.octets) == [1])
        #expect(try message.fault() == nil)
    }

    @Test(
        "a file name is what was given",
        arguments: [
            "tea.png", "two words.txt", "\"quoted\"\\.txt", "Stra\u{DF}e.pdf", "=?utf-8?q?no_word?=.txt", "a;b=c.txt",
            "utf-8''%41.txt", String(repeating: "long ", count: 60) + ".txt", String(repeating: "\u{8336}", count: 99),
        ])
    func fileNames(_ name: String) throws {
        var builder = try MessageBuilder.sample()
        builder.attachments = [MessageBuilder.Attachment([1], mediaType: "image/png", fileName: name)]
        let message = try WrittenMessage(builder)
        let structure = try MIMEStructure(parsing: message.octets)
        #expect(structure.parts.last?.fileName == name)
        #expect(message.lines.allSatisfy { $0.count <= 78 })
        #expect(try message.fault() == nil)
    }
}
