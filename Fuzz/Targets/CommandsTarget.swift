import MailAddressing
import SMTPProtocol

/// Command lines at `SMTPCommandParser`.
///
/// Invariants:
/// - The outcome is a command, or an `SMTPSyntaxError` whose reply is a 500, 501, 553 or 555 of one line; nothing else.
/// - A command that was parsed, written again and parsed again is the same, and so is what is written of it.
/// - `MailOptions.parameterText` and `RecipientOptions.parameterText` are read back as what was written.
///
/// The script is the line. The choices: extensions that are not offered (two octets); whether UTF-8 is refused in RCPT.
enum CommandsTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        var parser = SMTPCommandParser(postmasterHost: FuzzValues.host, extensions: FuzzValues.extensions(&input))
        parser.allowsInternationalized = !input.flag()
        let line = FuzzScript(input.script, alphabet).octets
        let command: SMTPCommand
        do {
            command = try parser.parse(line.span)
        } catch {
            return try checkRefusal(error.reply)
        }
        try checkOptions(of: command)
        guard let written = text(of: command) else { return }
        let again: SMTPCommand
        do {
            again = try parser.parse(Array(written.utf8).span)
        } catch {
            throw BrokenInvariant(description: "what was parsed parses again: \(written): \(error.reply)")
        }
        try demand(again == command, "what was parsed and written again is the same", "\(command), \(again)")
        let last = text(of: again) ?? ""
        try demand(last.utf8.elementsEqual(written.utf8), "what is written stays the same", "\(written), \(last)")
    }

    private static func checkRefusal(_ reply: SMTPReply) throws(BrokenInvariant) {
        try demand([500, 501, 553, 555].contains(reply.code), "a syntax error is a 500, 501, 553 or 555", "\(reply)")
        try demand(reply.enhancedStatusCode?.classDigit == 5, "its enhanced status code is of class 5", "\(reply)")
        let sent = reply.serialized()
        try demand(sent.end(of: [13, 10]) == sent.count, "its reply is one line", sent.shown)
    }

    private static func checkOptions(of command: SMTPCommand) throws(BrokenInvariant) {
        switch command {
        case .mail(let mail):
            let text = mail.options.parameterText
            try demand(MailOptions(parameterText: text) == mail.options, "MAIL's options are read back", text)
            try demand(mail.declaredSize ?? 0 >= 0, "a declared size is not negative", "\(mail)")
        case .recipient(let recipient):
            let text = recipient.options.parameterText
            try demand(RecipientOptions(parameterText: text) == recipient.options, "RCPT's options are read back", text)
        case .chunk(let size, _): try demand(size >= 0, "the size of a chunk is not negative", "\(size)")
        default: break
        }
    }

    /// The command as a line, or nil where all lines with its verb are the same to us.
    private static func text(of command: SMTPCommand) -> String? {
        switch command {
        case .ehlo(let name): "EHLO \(name)"
        case .helo(let name): "HELO \(name)"
        case .lhlo(let name): "LHLO \(name)"
        case .mail(let mail):
            "MAIL FROM:<\(mail.reversePath)>" + (mail.declaredSize.map { " SIZE=\($0)" } ?? "")
                + mail.options.parameterText
        case .recipient(let recipient): "RCPT TO:<\(recipient.mailbox)>\(recipient.options.parameterText)"
        case .data: "DATA"
        case .chunk(let size, let isLast): "BDAT \(size)\(isLast ? " LAST" : "")"
        case .reset: "RSET"
        case .verify(let text): "VRFY \(text)"
        case .expand(let text): "EXPN \(text)"
        case .quit: "QUIT"
        case .startTLS: "STARTTLS"
        // What a secret was is not written again.
        case .authenticate, .overrideClient, .noop, .help, .unknown: nil
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .controls,
        [
            "MAIL FROM:<", "RCPT TO:<", "> ", "ada@example.com", "@a.example,@b.example:", "SIZE=", "BODY=8BITMIME",
            "BODY=BINARYMIME", " SMTPUTF8", " ENVID=", " RET=HDRS", " NOTIFY=", "SUCCESS,DELAY", "\"", "\\",
            " ORCPT=rfc822;", " BY=", ";NT", " HOLDFOR=", " HOLDUNTIL=", "2026-12-24T18:00:00Z", " MT-PRIORITY=-",
            " REQUIRETLS", "BDAT ", " LAST", "EHLO ", "[IPv6:2001:db8::1]", "\u{E9}", "+2B", "postmaster",
            "b\u{FC}cher.example", "VRFY ",
        ])
}
