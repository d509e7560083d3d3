import MailAddressing
import SMTPProtocol
import Testing

@Suite("A conversation with the server")
struct ServerDialogTests {
    @Test("has each line answered at its turn", arguments: ServerDialogs.all)
    func lineByLine(_ dialog: Dialog) {
        var driver = ServerDriver(dialog.configuration)
        for turn in dialog.turns {
            let answers = turn.sent.map { driver.say($0) } ?? driver.replies.map(\.description)
            #expect(beginnings(of: answers, like: turn.expected) == turn.expected, "\(turn.sent ?? "the greeting")")
        }
    }

    @Test(
        "has the same replies however it is cut, the whole of it pipelined in one piece too",
        arguments: ServerDialogs.all.filter(\.mayPipeline), Chunking.all)
    func chunkings(_ dialog: Dialog, _ chunking: Chunking) {
        var driver = ServerDriver(dialog.configuration)
        driver.receive(dialog.stream, chunking)
        let expected = dialog.turns.flatMap(\.expected)
        #expect(beginnings(of: driver.replies.map(\.description), like: expected) == expected)
        #expect(driver.pending.isEmpty)
    }

    @Test("keeps an unfinished line until it is whole", arguments: ServerDialogs.all.filter(\.mayPipeline))
    func trailing(_ dialog: Dialog) {
        var driver = ServerDriver(dialog.configuration)
        var whole = driver
        driver.receive(dialog.stream + octets("NO"))
        whole.receive(dialog.stream)
        #expect(driver.replies == whole.replies)
        driver.receive(octets("OP\r\n"))
        whole.receive(octets("NOOP\r\n"))
        #expect(driver.replies == whole.replies)
    }

    @Test("hands over the message as it was, its dots undone", arguments: Chunking.all)
    func message(_ chunking: Chunking) throws {
        var driver = ServerDriver()
        let dialog = try #require(ServerDialogs.all.first)
        driver.receive(dialog.stream, chunking)
        let text = "Subject: hello\r\n\r\n.text with a dot\r\nMAIL FROM:<evil@example.com>\r\n"
        #expect(driver.messages.map { String(decoding: $0, as: UTF8.self) } == [text])
        #expect(
            driver.questions == [
                .connect, .hello(name: "client.example", isExtended: true),
                .mail(SMTPMail(reversePath: .mailbox(mailbox("ada@example.com")))),
                .recipient(SMTPRecipient(mailbox: mailbox("bob@example.test"))), .data(.data),
                .message(size: text.utf8.count), .quit,
            ])
    }

    @Test(
        "says whatever it says in lines with an enhanced status code where RFC 2034 wants one",
        arguments: ServerDialogs.all)
    func statusCodes(_ dialog: Dialog) {
        var driver = ServerDriver(dialog.configuration)
        driver.receive(dialog.stream)
        for (index, reply) in driver.replies.enumerated() where index > 0 && !reply.isIntermediate {
            // The replies to EHLO and HELO have none (RFC 2034, section 4).
            if reply.enhancedStatusCode == nil { #expect(reply.lines.first == "mx.example.test") }
            if let status = reply.enhancedStatusCode { #expect(UInt16(status.classDigit) == reply.code / 100) }
        }
    }
}
