import MailAddressing
import Testing

@testable import SMTPProtocol

/// What went wrong once, each with the smallest example.
@Suite("What was mended stays mended:")
struct MendedMistakesTests {
    @Test("BINARYMIME is kept when a chunk came before the first recipient")
    func binaryForgotten() {
        var driver = ServerDriver(at: .hello, .chunking())
        driver.say("MAIL FROM:<> BODY=BINARYMIME", expecting: "250")
        #expect(driver.answers(to: chunk("x")) == ["554 5.5.1"])
        driver.say("RCPT TO:<bob@example.test>", expecting: "250")
        #expect(driver.answers(to: chunk("a\nb", isLast: true)) == ["250 2.0.0"])
    }

    @Test("DATA is still refused to it then")
    func binaryForgottenData() {
        var driver = ServerDriver(at: .hello, .chunking())
        driver.say("MAIL FROM:<> BODY=BINARYMIME", expecting: "250")
        #expect(driver.answers(to: chunk("x")) == ["554 5.5.1"])
        driver.say("RCPT TO:<bob@example.test>", expecting: "250")
        driver.say("DATA", expecting: "503 5.5.1")
    }

    @Test("BODY=BINARYMIME is understood where BINARYMIME and CHUNKING are offered without 8BITMIME")
    func binaryWithoutEightBit() {
        var driver = ServerDriver(.with { $0.extensions = [.chunking, .binaryMIME] })
        driver.say("EHLO client.example")
        #expect(driver.replies.last?.lines.contains("BINARYMIME") == true)
        driver.say("MAIL FROM:<> BODY=BINARYMIME", expecting: "250 2.1.0")
    }

    @Test("an envelope identifier whose xtext is too long is left out, and not written so that it cannot be read")
    func longIdentifier() {
        let options = MailOptions.with { $0.envelopeIdentifier = String(repeating: "+", count: 34) }
        #expect(MailOptions(parameterText: options.parameterText) == MailOptions())
    }

    @Test("a character that only looks like ASCII is none: canonical equivalents")
    func equivalents() {
        #expect(DeliverBy(parsing: "5\u{37E}R") == nil)
        #expect(refusal(of: "MAIL FROM:<> BY=5\u{37E}R", extensions: .all) == "501 5.5.4")
        #expect(OriginalRecipient(parsing: "rfc822\u{37E}ada@example.com") == nil)
        #expect(SMTPServiceExtensions(keyword: "CHUN\u{212A}ING") == nil)
        let recipient = OriginalRecipient(parsing: "utf-8;\u{301}a@example.com")
        #expect(recipient?.address == "\\x{301}a@example.com")
    }

    @Test("octets of ORCPT that are no UTF-8 are refused, not replaced")
    func invalidOriginalRecipient() {
        let line = octets("RCPT TO:<bob@example.test> ORCPT=rfc822;") + [0xFF] + octets("@x")
        guard case .failure = command(line, extensions: .all) else {
            Issue.record("taken: \(command(line, extensions: .all))")
            return
        }
    }

    @Test("a plus in a UTF-8 original recipient is written as RFC 6533, section 3 wants it")
    func plusInUTF8() {
        let recipient = OriginalRecipient(mailbox("\u{E9}+tag@example.com"))
        #expect(recipient.parameterValue == "utf-8;\\x{E9}\\x{2B}tag@example.com")
    }

    @Test("a 421 for a message ends the session of LMTP, as SMTPServerAnswer says")
    func closingInLMTP() {
        var driver = ServerDriver(at: .data, .lmtp()) { question in
            if case .message = question { .reply(reply("421 4.3.2 bye")) } else { .accept }
        }
        driver.say("text")
        driver.say(".")
        #expect(driver.isClosed)
    }

    @Test("a message that is refused for all is no accepted one: errors are counted on in LMTP as in SMTP")
    func errorsInLMTP() {
        for configuration in [
            SMTPServerConfiguration.chunking { $0.maximumErrors = 3 }, .lmtp { $0.maximumErrors = 3 },
        ] {
            var driver = ServerDriver(at: .recipient, configuration) { question in
                if case .message = question { .reply(reply("550 5.7.1 no")) } else { .accept }
            }
            driver.say(["FOO", "FOO", "DATA", "text", ".", "FOO"], expecting: [500, 500, 354, 550, 421])
        }
    }

    @Test("the header of a binary message is measured by CRLF alone")
    func headerOfBinary() {
        var meter = HeaderMeter()
        let text = octets("x\nSubject: a\r\n")
        meter.note(text.span)
        #expect(!meter.isOver)
        var driver = ServerDriver(at: .hello, .chunking { $0.maximumHeaderSize = 40 })
        driver.say(["MAIL FROM:<> BODY=BINARYMIME", "RCPT TO:<bob@example.test>"], expecting: [250, 250])
        let header = "x\n" + String(repeating: "Subject: a\r\n", count: 10) + "\r\n"
        #expect(driver.answers(to: chunk(header, isLast: true)) == ["552 5.3.4"])
    }

    @Test("refused octets of a chunk are limited like those of DATA")
    func discardedInChunk() {
        let configuration = SMTPServerConfiguration.chunking { $0.maximumDiscardedOctets = 20 }
        var byApplication = ServerDriver(at: .recipient, configuration) { question in
            question == .data(.chunks) ? .reply(reply("550 5.7.1 no")) : .accept
        }
        #expect(byApplication.answers(to: chunk(String(repeating: "x", count: 5_000))) == ["550 5.7.1"])
        #expect(byApplication.isClosed)
        var malformed = ServerDriver(at: .recipient, configuration)
        #expect(malformed.answers(to: chunk("\n" + String(repeating: "x", count: 5_000)), .single) == ["550 5.6.0"])
        #expect(malformed.isClosed)
    }

    @Test("how much is discarded does not depend on the cuts", arguments: Chunking.all)
    func discardedByCut(_ chunking: Chunking) {
        let configuration = SMTPServerConfiguration.with {
            $0.maximumMessageSize = 10
            $0.maximumDiscardedOctets = 20
        }
        var driver = ServerDriver(at: .data, configuration)
        let text = String(repeating: "x", count: 23) + "\r\n.\r\nNOOP\r\n"
        #expect(driver.answers(to: octets(text), chunking) == ["552 5.3.4", "250 2.0.0"])
    }

    @Test("HOLDFOR is not taken where FUTURERELEASE is not offered for want of the time")
    func holdWithoutTime() {
        var driver = ServerDriver(.with { $0.extensions.insert(.futureRelease) })
        driver.say("EHLO client.example")
        #expect(driver.replies.last?.lines.contains { $0.hasPrefix("FUTURE") } == false)
        driver.say("MAIL FROM:<> HOLDFOR=60", expecting: "555 5.5.4")
    }

    @Test("the octets behind a BDAT that is too long, or has a tab, are no commands")
    func chunkBehindOddLine() {
        for line in ["BDAT 6 LAST" + String(repeating: " ", count: 3_000), "BDAT\t6 LAST"] {
            var driver = ServerDriver(at: .recipient, .chunking())
            driver.receive(octets(line + "\r\nRSET\r\n"))
            #expect(driver.isClosed)
        }
    }

    @Test("the reply to a message of SMTPUTF8 may be UTF-8 as well, in LMTP too")
    func finalReply() {
        var driver = ServerDriver(.lmtp { $0.extensions.insert(.smtpUTF8) }) { question in
            if case .message = question { .reply(reply("250 2.1.5 J\u{F6}rg")) } else { .accept }
        }
        for line in ["LHLO c.example", "MAIL FROM:<> SMTPUTF8", "RCPT TO:<j\u{F6}rg@example.test>", "DATA", "text"] {
            driver.say(line)
        }
        _ = driver.takeOutput()
        driver.say(".")
        #expect(String(decoding: driver.takeOutput(), as: UTF8.self) == "250 2.1.5 J\u{F6}rg\r\n")
    }

    @Test("chunks without octets do not keep a session for ever")
    func emptyChunks() {
        var driver = ServerDriver(at: .recipient, .chunking { $0.maximumIdleCommands = 10 })
        for _ in 0..<1_000 { driver.receive(chunk("")) }
        #expect(driver.isClosed)
    }

    @Test("SMTPUTF8 is not offered without 8BITMIME (RFC 6531, section 3.1)")
    func utf8WithoutEightBit() {
        var driver = ServerDriver(.with { $0.extensions = [.smtpUTF8] })
        driver.say("EHLO client.example")
        #expect(driver.replies.last?.lines.contains("SMTPUTF8") == false)
    }

    @Test("a HOLDUNTIL of the year 0 is none, and one of before 1970 is read and not written")
    func oldDates() {
        #expect(Timestamp.unixSeconds(of: "0000-12-31T00:00:00Z") == nil)
        #expect(Timestamp.unixSeconds(of: "1969-12-31T23:59:59Z") == -1)
        let options = MailOptions.with { $0.futureRelease = .at(unixSeconds: -1) }
        #expect(MailOptions(parameterText: options.parameterText) == MailOptions())
    }

    @Test("an empty or non-ASCII envelope identifier cannot be set so that the queue cannot read it")
    func oddIdentifiers() {
        for text in ["", "\u{E9}"] {
            let options = MailOptions.with { $0.envelopeIdentifier = text }
            #expect(MailOptions(parameterText: options.parameterText) != nil)
        }
    }

    @Test("HOLDFOR out of range cannot be set so that the queue cannot read it")
    func oddHold() {
        for seconds in [0, -5, 1_000_000_000] {
            let options = MailOptions.with { $0.futureRelease = .after(seconds: seconds) }
            #expect(MailOptions(parameterText: options.parameterText) != nil)
        }
    }

    @Test("the least of all deadlines is refused and does not trap")
    func leastDeadline() { #expect(DeliverBy(seconds: .min, mode: .notify) == nil) }
}
