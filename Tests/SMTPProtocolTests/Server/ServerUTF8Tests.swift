import MailAddressing
import SMTPProtocol
import Testing

@Suite("SMTPUTF8 at the server")
struct ServerUTF8Tests {
    private static var offering: SMTPServerConfiguration { .chunking { $0.extensions.insert(.smtpUTF8) } }

    /// The octets that the server writes for a line.
    private func wire(_ line: String, _ driver: inout ServerDriver) -> String {
        _ = driver.takeOutput()
        driver.say(line)
        return String(decoding: driver.takeOutput(), as: UTF8.self)
    }

    /// An application that answers in more than ASCII.
    private func session(_ lines: [String] = []) -> ServerDriver {
        var driver = ServerDriver(Self.offering) { question in
            switch question {
            case .recipient: .reply(reply("250 2.1.5 J\u{F6}rg"))
            case .mail: .reply(reply("250 2.1.0 M\u{FC}ller"))
            case .reset: .reply(reply("250 2.0.0 Zur\u{FC}ck"))
            default: .accept
            }
        }
        driver.say("EHLO client.example")
        for line in lines { driver.say(line) }
        return driver
    }

    @Test("lets the addresses of its transaction have letters of any alphabet (RFC 6531, section 3.3)")
    func addresses() {
        var driver = session()
        driver.say("MAIL FROM:<m\u{FC}ller@example.com> SMTPUTF8", expecting: "250 2.1.0")
        driver.say("RCPT TO:<\u{7528}@example.test>", expecting: "250 2.1.5")
        driver.say("RCPT TO:<bob@b\u{FC}cher.example>", expecting: "250 2.1.5")
        driver.say("RCPT TO:<bob@example.test>", expecting: "250 2.1.5")
        let recipients = driver.questions.compactMap { question -> Mailbox? in
            if case .recipient(let recipient) = question { recipient.mailbox } else { nil }
        }
        let expected = ["\u{7528}@example.test", "bob@b\u{FC}cher.example", "bob@example.test"]
        #expect(recipients == expected.map { mailbox($0) })
        driver.say(["DATA", "Subject: \u{7528}", "", "\u{7528}", "."], expecting: [354, 250])
        #expect(driver.messages == [octets("Subject: \u{7528}\r\n\r\n\u{7528}\r\n")])
    }

    @Test("is asked for in MAIL, or such addresses are refused with 553 5.6.7 (RFC 6531, section 3.5)")
    func withoutParameter() {
        var driver = session()
        driver.say("MAIL FROM:<m\u{FC}ller@example.com>", expecting: "553 5.6.7")
        driver.say("MAIL FROM:<m\u{FC}ller@example.com> BODY=8BITMIME", expecting: "553 5.6.7")
        driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
        driver.say("RCPT TO:<\u{7528}@example.test>", expecting: "553 5.6.7")
        driver.say("RCPT TO:<bob@b\u{FC}cher.example>", expecting: "553 5.6.7")
        driver.say("RCPT TO:<bob@example.test>", expecting: "250 2.1.5")
    }

    @Test("is not known where it is not offered, nor after HELO")
    func notOffered() {
        var driver = ServerDriver()
        driver.say("EHLO client.example")
        driver.say("MAIL FROM:<m\u{FC}ller@example.com> SMTPUTF8", expecting: "555 5.5.4")
        var old = ServerDriver(Self.offering)
        old.say("HELO client.example")
        old.say("MAIL FROM:<m\u{FC}ller@example.com> SMTPUTF8", expecting: "555 5.5.4")
    }

    @Test("lets replies be UTF-8, which otherwise have a ? for each such octet (RFC 6531, section 3.7.4)")
    func replies() {
        var driver = session()
        #expect(wire("MAIL FROM:<ada@example.com>", &driver) == "250 2.1.0 M??ller\r\n")
        #expect(wire("RCPT TO:<bob@example.test>", &driver) == "250 2.1.5 J??rg\r\n")
        #expect(wire("RSET", &driver) == "250 2.0.0 Zur??ck\r\n")
        #expect(wire("MAIL FROM:<ada@example.com> SMTPUTF8", &driver) == "250 2.1.0 M\u{FC}ller\r\n")
        #expect(wire("RCPT TO:<bob@example.test>", &driver) == "250 2.1.5 J\u{F6}rg\r\n")
    }

    @Test(
        "is forgotten when its transaction is over",
        arguments: [
            ["RSET"], ["EHLO client.example"], ["RCPT TO:<bob@example.test>", "DATA", "text", "."],
            ["RCPT TO:<bob@example.test>", "DATA", "a\nb", "."], ["RCPT TO:<bob@example.test>", "BDAT 0 LAST"],
            ["RCPT TO:<bob@example.test>", "BDAT 0", "RSET"],
        ])
    func forgotten(lines: [String]) {
        var driver = session(["MAIL FROM:<m\u{FC}ller@example.com> SMTPUTF8"] + lines)
        driver.say("NOOP")
        #expect(!driver.machine.replyForm.allowsUTF8)
        #expect(wire("MAIL FROM:<ada@example.com>", &driver) == "250 2.1.0 M??ller\r\n")
        driver.say("RCPT TO:<\u{7528}@example.test>", expecting: "553 5.6.7")
    }

    @Test("is not begun by a MAIL that is refused")
    func refusedMail() {
        var driver = ServerDriver(Self.offering) { question in
            if case .mail(let mail) = question, mail.options.allowsInternationalized {
                .reply(reply("550 5.6.7 not here"))
            } else {
                .accept
            }
        }
        driver.say("EHLO client.example")
        driver.say("MAIL FROM:<ada@example.com> SMTPUTF8", expecting: "550 5.6.7")
        #expect(!driver.machine.replyForm.allowsUTF8)
        driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
        driver.say("RCPT TO:<\u{7528}@example.test>", expecting: "553 5.6.7")
    }

    @Test("lets no octets be an address that are no UTF-8", arguments: Chunking.all)
    func invalid(_ chunking: Chunking) {
        for wrong: [UInt8] in [[0xE7, 0x94], [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
            var driver = session()
            let mail = octets("MAIL FROM:<") + wrong + octets("@example.com> SMTPUTF8\r\n")
            #expect(driver.answers(to: mail, chunking) == ["553 5.1.7"])
            driver.say("MAIL FROM:<> SMTPUTF8", expecting: "250 2.1.0")
            let recipient = octets("RCPT TO:<") + wrong + octets("@example.test>\r\n")
            #expect(driver.answers(to: recipient, chunking) == ["553 5.1.3"])
        }
    }
}
