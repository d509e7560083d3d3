import MailAddressing
import SMTPProtocol
import Testing

/// What a parser says of a line: the command, or the refusal.
func command(
    _ line: [UInt8], extensions: SMTPServiceExtensions = [.size, .eightBitMIME], allowsInternationalized: Bool = false,
    allowsAuthentication: Bool = false
) -> Result<SMTPCommand, SMTPSyntaxError> {
    var parser = SMTPCommandParser(postmasterHost: SMTPServerConfiguration.usual.hostName, extensions: extensions)
    parser.allowsInternationalized = allowsInternationalized
    parser.allowsAuthentication = allowsAuthentication
    do throws(SMTPSyntaxError) { return .success(try parser.parse(line.span)) } catch { return .failure(error) }
}

/// What a parser says of a line: the command, or the refusal.
func command(_ line: String, extensions: SMTPServiceExtensions = [.size, .eightBitMIME]) -> Result<
    SMTPCommand, SMTPSyntaxError
> {
    command(Array(line.utf8), extensions: extensions)
}

@Suite("A command line")
struct SMTPCommandParserTests {
    struct Example: Sendable, CustomStringConvertible {
        let line: String
        let command: SMTPCommand

        init(_ line: String, _ command: SMTPCommand) {
            self.line = line
            self.command = command
        }

        var description: String { String(reflecting: line) }
    }

    private static func mail(_ sender: String, size: Int? = nil, body: SMTPBodyType? = nil) -> SMTPCommand {
        var options = MailOptions()
        options.body = body
        return .mail(SMTPMail(reversePath: try! ReversePath(sender), declaredSize: size, options: options))
    }

    private static func recipient(_ text: String) -> SMTPCommand { .recipient(SMTPRecipient(mailbox: mailbox(text))) }

    static let simpleLines: [Example] = [
        .init("EHLO client.example", .ehlo("client.example")), .init("ehlo client.example", .ehlo("client.example")),
        .init("EhLo   Client.Example", .ehlo("Client.Example")), .init("EHLO [192.0.2.1]", .ehlo("[192.0.2.1]")),
        .init("EHLO [IPv6:2001:db8::1]", .ehlo("[IPv6:2001:db8::1]")), .init("EHLO my_host", .ehlo("my_host")),
        .init("HELO client.example", .helo("client.example")), .init("helo client.example ", .helo("client.example")),
        .init("DATA", .data), .init("data", .data), .init("DATA ", .data), .init("DATA\t", .data),
        .init("RSET", .reset), .init("RSET   ", .reset), .init("QUIT", .quit), .init("quit \t ", .quit),
        .init("STARTTLS", .startTLS), .init("starttls", .startTLS),
        .init("NOOP", .noop), .init("NOOP whatever it is", .noop), .init("HELP", .help), .init("HELP MAIL", .help),
        .init("VRFY ada", .verify("ada")), .init("VRFY \"ada lovelace\"", .verify("\"ada lovelace\"")),
        .init("EXPN staff", .expand("staff")),
        .init("", .unknown), .init(" ", .unknown), .init(" NOOP", .unknown), .init("FOO", .unknown),
        .init("EHLO2 client.example", .unknown), .init("MAILFROM:<ada@example.com>", .unknown),
        .init("MAIL\tFROM:<ada@example.com>", .unknown), .init("DATA_", .unknown), .init("LHLO x", .lhlo("x")),
        .init("AUTH PLAIN x", .authenticate(.init(mechanism: "", initialResponse: nil))),
        .init("BDAT 5 LAST", .unknown), .init("ETRN x", .unknown),
        .init("GET / HTTP/1.1", .unknown), .init("Subject: hello", .unknown), .init(".", .unknown),
        .init("\u{E9}HLO x", .unknown), .init("DAT\u{212B}", .unknown),
    ]

    static let envelopeLines: [Example] = [
        .init("MAIL FROM:<ada@example.com>", mail("ada@example.com")),
        .init("mail from:<ada@example.com>", mail("ada@example.com")),
        .init("MAIL FROM: <ada@example.com> ", mail("ada@example.com")),
        .init("MAIL FROM:<>", mail("")),
        .init("MAIL FROM:<\"a > b\"@example.com>", mail("\"a > b\"@example.com")),
        .init("MAIL FROM:<\"a\\\"> b\"@example.com>", mail("\"a\\\"> b\"@example.com")),
        .init("MAIL FROM:<ada@[192.0.2.1]>", mail("ada@[192.0.2.1]")),
        .init("MAIL FROM:<ada@example.com> SIZE=100", mail("ada@example.com", size: 100)),
        .init("MAIL FROM:<> size=0", mail("", size: 0)),
        .init("MAIL FROM:<> SIZE=007", mail("", size: 7)),
        .init("MAIL FROM:<> SIZE=999999999999999999", mail("", size: 999_999_999_999_999_999)),
        .init("MAIL FROM:<> BODY=7BIT", mail("", body: .sevenBit)),
        .init("MAIL FROM:<> body=8bitmime", mail("", body: .eightBitMIME)),
        .init("MAIL FROM:<>  BODY=8BITMIME   SIZE=5 ", mail("", size: 5, body: .eightBitMIME)),
        // A source route is read and forgotten (RFC 5321, appendix C).
        .init("MAIL FROM:<@relay.example:ada@example.com>", mail("ada@example.com")),
        .init("RCPT TO:<@a.example,@b.example:bob@example.test>", recipient("bob@example.test")),
        .init("RCPT TO:<bob@example.test>", recipient("bob@example.test")),
        .init("rcpt to: <bob@EXAMPLE.test>", recipient("bob@example.test")),
        .init("RCPT TO:<\"b <o> b\"@example.test>", recipient("\"b <o> b\"@example.test")),
        // Postmaster needs no domain and is the server's own (RFC 5321, section 4.5.1).
        .init("RCPT TO:<postmaster>", recipient("postmaster@mx.example.test")),
        .init("RCPT TO:<PostMaster>", recipient("postmaster@mx.example.test")),
        .init("RCPT TO:<postmaster@example.test>", recipient("postmaster@example.test")),
    ]

    @Test(
        "is a command, its verb in any case, white space behind it ignored",
        arguments: SMTPCommandParserTests.simpleLines)
    func simple(_ example: Example) {
        #expect(command(example.line) == .success(example.command))
    }

    @Test("names an address and parameters", arguments: SMTPCommandParserTests.envelopeLines)
    func envelope(_ example: Example) {
        #expect(command(example.line) == .success(example.command))
    }

    @Test("has a client's name of at most 255 octets")
    func helloLimit() {
        let name = String(repeating: "x", count: 255)
        #expect(command("EHLO " + name) == .success(.ehlo(name)))
        #expect(throws: SMTPSyntaxError.self) { try command("EHLO x" + name).get() }
    }

    @Test("has no parameters after HELO (RFC 5321, section 4.1.1.1)")
    func helo() {
        let plain = "MAIL FROM:<ada@example.com>"
        #expect(command(plain, extensions: []) == .success(Self.mail("ada@example.com")))
        for parameter in ["SIZE=100", "BODY=7BIT", "X"] {
            guard case .failure(let error) = command(plain + " " + parameter, extensions: []) else {
                Issue.record("\(parameter) was taken")
                continue
            }
            #expect(error.reply.code == 555)
        }
    }

    @Test(
        "is a command or a refusal of its own at every prefix, and none of it with a control character behind it",
        arguments: SMTPCommandParserTests.simpleLines + SMTPCommandParserTests.envelopeLines)
    func prefixes(_ example: Example) {
        let line = Array(example.line.utf8)
        for end in 0...line.count {
            if case .failure(let error) = command(Array(line[..<end])) {
                #expect(error.reply.isPermanentFailure)
                #expect(error.reply.enhancedStatusCode != nil)
            }
        }
        for octet: UInt8 in [0, 1, 8, 10, 11, 13, 27, 127] {
            let refusal = SMTPReply(500, .init(5, 5, 2), "A command must not hold control characters")
            #expect(command(line + [octet]) == .failure(SMTPSyntaxError(refusal)))
            #expect(command([octet] + line) == .failure(SMTPSyntaxError(refusal)))
        }
    }
}
