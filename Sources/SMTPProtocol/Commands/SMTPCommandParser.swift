public import MailAddressing

/// Parses command lines of RFC 5321, section 4.1.1.
///
/// Any octets are accepted as input; the outcome is a command or an `SMTPSyntaxError` with the reply to give.
public struct SMTPCommandParser: Sendable {
    /// The domain that `<postmaster>` without a domain belongs to (RFC 5321, section 4.5.1).
    private let postmasterHost: MailHost
    /// Whether `SIZE` and `BODY` are understood, which is so after EHLO only.
    public var acceptsParameters = true

    /// Makes a parser.
    ///
    /// - Parameter postmasterHost: the domain that `<postmaster>` without a domain belongs to.
    public init(postmasterHost: MailHost) { self.postmasterHost = postmasterHost }

    /// Parses one line.
    ///
    /// - Parameter line: the octets of the line without its CRLF.
    /// - Returns: the command.
    /// - Throws: `SMTPSyntaxError` with the reply to give: 500 for a line that is none, 501 for a wrong argument, 555
    ///   for an unknown parameter.
    public func parse(_ line: Span<UInt8>) throws(SMTPSyntaxError) -> SMTPCommand {
        for index in line.indices where line[index] < 32 && line[index] != 9 || line[index] == 127 {
            throw SMTPSyntaxError(500, .init(5, 5, 2), "A command must not hold control characters")
        }
        var scanner = SMTPLineScanner(line)
        switch scanner.verb() {
        case "EHLO": return .ehlo(try helloName(&scanner))
        case "HELO": return .helo(try helloName(&scanner))
        case "MAIL":
            try scanner.keyword("FROM:", else: "The syntax is MAIL FROM:<address>")
            return .mail(try mail(&scanner))
        case "RCPT":
            try scanner.keyword("TO:", else: "The syntax is RCPT TO:<address>")
            return .recipient(try recipient(&scanner))
        case "DATA": return try withoutArgument(.data, scanner)
        case "RSET": return try withoutArgument(.reset, scanner)
        case "QUIT": return try withoutArgument(.quit, scanner)
        case "STARTTLS": return try withoutArgument(.startTLS, scanner)
        case "NOOP": return .noop
        case "HELP": return .help
        case "VRFY": return .verify(try argument(&scanner))
        case "EXPN": return .expand(try argument(&scanner))
        default: return .unknown
        }
    }

    private func withoutArgument(_ command: SMTPCommand, _ scanner: borrowing SMTPLineScanner)
        throws(SMTPSyntaxError) -> SMTPCommand
    {
        guard scanner.isAtEnd else { throw SMTPSyntaxError(501, .init(5, 5, 4), "This command takes no argument") }
        return command
    }

    private func argument(_ scanner: inout SMTPLineScanner) throws(SMTPSyntaxError) -> String {
        guard !scanner.isAtEnd else { throw SMTPSyntaxError(501, .init(5, 5, 4), "Say whom you mean") }
        return scanner.rest()
    }

    /// A domain, an address literal, or whatever else clients call themselves: one word of printable ASCII.
    private func helloName(_ scanner: inout SMTPLineScanner) throws(SMTPSyntaxError) -> String {
        let name = scanner.rest()
        guard !name.isEmpty, name.utf8.count <= 255, name.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw SMTPSyntaxError(501, .init(5, 5, 4), "Say EHLO with your host name")
        }
        return name
    }

    private func mail(_ scanner: inout SMTPLineScanner) throws(SMTPSyntaxError) -> SMTPMail {
        let path = try scanner.path()
        var mail: SMTPMail
        if path.isEmpty {
            mail = SMTPMail(reversePath: .null)
        } else {
            do {
                mail = SMTPMail(reversePath: .mailbox(try Mailbox(parsing: path.span)))
            } catch {
                throw SMTPSyntaxError(553, .init(5, 1, 7), "The sender's address is wrong: \(error)")
            }
        }
        while let (name, value) = try scanner.parameter() {
            guard acceptsParameters else { throw Self.unknownParameter(name) }
            switch name {
            case "SIZE":
                // Up to 20 digits (RFC 1870, section 3); what is beyond an integer is beyond every limit.
                guard mail.declaredSize == nil, (1...20).contains(value.utf8.count),
                    value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
                else { throw SMTPSyntaxError(501, .init(5, 5, 4), "SIZE wants a number of octets, once") }
                mail.declaredSize = Int(value) ?? Int.max
            case "BODY":
                guard mail.body == nil, let body = SMTPBodyType(rawValue: String(asciiUppercased: value.utf8)) else {
                    throw SMTPSyntaxError(501, .init(5, 5, 4), "BODY wants 7BIT or 8BITMIME, once")
                }
                mail.body = body
            default: throw Self.unknownParameter(name)
            }
        }
        return mail
    }

    private func recipient(_ scanner: inout SMTPLineScanner) throws(SMTPSyntaxError) -> SMTPRecipient {
        let path = try scanner.path()
        let mailbox: Mailbox
        do {
            let isPostmaster = String(asciiUppercased: path) == "POSTMASTER"
            mailbox = try isPostmaster ? Mailbox("postmaster@\(postmasterHost)") : Mailbox(parsing: path.span)
        } catch {
            throw SMTPSyntaxError(553, .init(5, 1, 3), "The recipient's address is wrong: \(error)")
        }
        if let (name, _) = try scanner.parameter() { throw Self.unknownParameter(name) }
        return SMTPRecipient(mailbox: mailbox)
    }

    private static func unknownParameter(_ name: String) -> SMTPSyntaxError {
        SMTPSyntaxError(555, .init(5, 5, 4), "The parameter \(name) is not known here")
    }
}
