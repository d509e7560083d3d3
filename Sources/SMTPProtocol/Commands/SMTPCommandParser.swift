public import MailAddressing

/// Parses command lines of RFC 5321, section 4.1.1, and of the extensions.
///
/// Any octets are accepted as input; the outcome is a command or an `SMTPSyntaxError` with the reply to give. Nothing is
/// allocated but what the command keeps: names and addresses of more than 15 octets.
public struct SMTPCommandParser: Sendable {
    /// The domain that `<postmaster>` without a domain belongs to (RFC 5321, section 4.5.1).
    private let postmasterHost: MailHost
    /// The extensions whose parameters are understood; empty after HELO.
    public var extensions: SMTPServiceExtensions
    /// Whether recipients may have UTF-8 in their local part, as after `SMTPUTF8` in MAIL (RFC 6531, section 3.4).
    public var allowsInternationalized = false
    /// Whether XCLIENT is a command, as from a proxy that is trusted.
    public var allowsClientOverride = false
    /// Whether clients can log in, so that MAIL may name who submitted the message (RFC 4954, section 5).
    ///
    /// Without it what stands behind `AUTH` is not looked at.
    public var allowsAuthentication = false

    /// Makes a parser.
    ///
    /// - Parameters:
    ///   - postmasterHost: the domain that `<postmaster>` without a domain belongs to.
    ///   - extensions: the extensions whose parameters are understood.
    public init(postmasterHost: MailHost, extensions: SMTPServiceExtensions = .ofTheProtocol) {
        self.postmasterHost = postmasterHost
        self.extensions = extensions
    }

    /// Parses one line.
    ///
    /// - Parameter line: the octets of the line without its CRLF.
    /// - Returns: the command.
    /// - Throws: `SMTPSyntaxError` with the reply to give: 500 for a line that is none, 501 for a wrong argument, 553 for a
    ///   wrong address, 555 for an unknown parameter.
    public func parse(_ line: Span<UInt8>) throws(SMTPSyntaxError) -> SMTPCommand {
        let (hasControls, isASCII) = line.kinds
        guard !hasControls else { throw Self.controlCharacter }
        var cursor = LineCursor(line)
        switch Verb(rawValue: cursor.verb(line)) {
        case .ehlo: return .ehlo(try helloName(line, &cursor))
        case .helo: return .helo(try helloName(line, &cursor))
        case .lhlo: return .lhlo(try helloName(line, &cursor))
        case .mail:
            guard cursor.skip("FROM:", in: line) else { throw Self.mailSyntax }
            return .mail(try mail(line, &cursor, isASCII: isASCII))
        case .rcpt:
            guard cursor.skip("TO:", in: line) else { throw Self.recipientSyntax }
            return .recipient(try recipient(line, &cursor, isASCII: isASCII))
        case .data: return try withoutArgument(.data, cursor)
        case .bdat: return try chunk(line, &cursor)
        case .rset: return try withoutArgument(.reset, cursor)
        case .quit: return try withoutArgument(.quit, cursor)
        case .starttls: return try withoutArgument(.startTLS, cursor)
        case .auth:
            guard allowsAuthentication else { return .authenticate(.init(mechanism: "", initialResponse: nil)) }
            return .authenticate(try authentication(line, &cursor))
        case .xclient:
            guard allowsClientOverride else { return .unknown }
            return .overrideClient(try SMTPClientOverride(line, &cursor))
        case .noop: return .noop
        case .help: return .help
        case .vrfy: return .verify(try argument(line, &cursor))
        case .expn: return .expand(try argument(line, &cursor))
        case nil: return .unknown
        }
    }

    /// The verbs as their letters in a number.
    private enum Verb: UInt64 {
        case ehlo = 0x4548_4C4F
        case helo = 0x4845_4C4F
        case lhlo = 0x4C48_4C4F
        case mail = 0x4D41_494C
        case rcpt = 0x5243_5054
        case data = 0x4441_5441
        case bdat = 0x4244_4154
        case rset = 0x5253_4554
        case quit = 0x5155_4954
        case noop = 0x4E4F_4F50
        case help = 0x4845_4C50
        case vrfy = 0x5652_4659
        case expn = 0x4558_504E
        case starttls = 0x5354_4152_5454_4C53
        case auth = 0x4155_5448
        case xclient = 0x58_434C_4945_4E54
    }

    private func withoutArgument(_ command: SMTPCommand, _ cursor: LineCursor) throws(SMTPSyntaxError) -> SMTPCommand {
        guard cursor.isAtEnd else { throw Self.noArgument }
        return command
    }

    private func argument(_ line: Span<UInt8>, _ cursor: inout LineCursor) throws(SMTPSyntaxError) -> String {
        guard !cursor.isAtEnd else { throw .argument("Say whom you mean") }
        return cursor.rest(line)
    }

    /// A domain, an address literal, or whatever else clients call themselves: one word of printable ASCII.
    private func helloName(_ line: Span<UInt8>, _ cursor: inout LineCursor) throws(SMTPSyntaxError) -> String {
        let name = cursor.rest(line)
        guard !name.isEmpty, name.utf8.count <= 255, name.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw .argument("Say EHLO with your host name")
        }
        return name
    }

    /// The size of a chunk and perhaps `LAST` (RFC 3030, section 2).
    private func chunk(_ line: Span<UInt8>, _ cursor: inout LineCursor) throws(SMTPSyntaxError) -> SMTPCommand {
        guard extensions.contains(.chunking) else { return .unknown }
        let start = cursor.position
        while !cursor.isAtEnd, line[cursor.position] != 32 { cursor.position += 1 }
        guard cursor.position - start <= 20, let size = line.extracting(start..<cursor.position).decimalNumber else {
            throw Self.chunkSyntax
        }
        cursor.skipSpaces(line)
        if cursor.isAtEnd { return .chunk(size: size, isLast: false) }
        guard cursor.skip("LAST", in: line), cursor.isAtEnd else { throw Self.chunkSyntax }
        return .chunk(size: size, isLast: true)
    }

    /// A mechanism and perhaps an initial response in base64, `=` for an empty one (RFC 4954, section 4).
    private func authentication(
        _ line: Span<UInt8>, _ cursor: inout LineCursor
    ) throws(SMTPSyntaxError) -> SMTPAuthenticationCommand {
        let start = cursor.position
        while !cursor.isAtEnd, line[cursor.position] != 32 { cursor.position += 1 }
        let name = String(asciiUppercased: String(copying: line.extracting(start..<cursor.position)).utf8)
        guard (1...20).contains(name.utf8.count) else { throw Self.authenticationSyntax }
        cursor.skipSpaces(line)
        guard !cursor.isAtEnd else { return SMTPAuthenticationCommand(mechanism: name, initialResponse: nil) }
        let response = line.extracting(cursor.position..<cursor.end)
        if response.count == 1, response[0] == UInt8(ascii: "=") {
            return SMTPAuthenticationCommand(mechanism: name, initialResponse: [])
        }
        guard let octets = SASLBase64.decode(response) else { throw Self.notBase64 }
        return SMTPAuthenticationCommand(mechanism: name, initialResponse: octets)
    }

    private func mail(
        _ line: Span<UInt8>, _ cursor: inout LineCursor, isASCII: Bool
    ) throws(SMTPSyntaxError) -> SMTPMail {
        let path = try cursor.path(line)
        var mail = SMTPMail(reversePath: .null)
        if !path.isEmpty {
            do {
                mail.reversePath = .mailbox(try Mailbox(parsing: line.extracting(path)))
            } catch {
                throw SMTPSyntaxError(553, .init(5, 1, 7), "The sender's address is wrong: \(error)")
            }
        }
        while let parameter = try cursor.parameter(line) {
            let name = parameter.name(in: line)
            if name == .size, extensions.contains(.size) {
                // Up to 20 digits (RFC 1870, section 3); what is beyond an integer is beyond every limit.
                guard mail.declaredSize == nil, let size = parameter.number(in: line) else {
                    throw .argument("SIZE wants a number of octets, once")
                }
                mail.declaredSize = size
            } else if name == .submitter, allowsAuthentication {
                // Who submitted it is not taken on trust, as RFC 4954, section 5 allows: the value is only checked.
                guard parameter.isSubmitter(in: line) else { throw .argument("AUTH wants an address in xtext, or <>") }
            } else if try !mail.options.read(name, parameter, of: line, offered: extensions) {
                throw Self.unknownParameter(parameter, line)
            }
        }
        guard mail.options.allowsInternationalized || isASCII || line.extracting(path).kinds.isASCII else {
            throw Self.internationalized
        }
        return mail
    }

    private func recipient(
        _ line: Span<UInt8>, _ cursor: inout LineCursor, isASCII: Bool
    ) throws(SMTPSyntaxError) -> SMTPRecipient {
        let path = try cursor.path(line)
        let mailbox: Mailbox
        do {
            let isPostmaster = LineCursor.matches(line, path, "POSTMASTER")
            mailbox =
                try isPostmaster ? Mailbox("postmaster@\(postmasterHost)") : Mailbox(parsing: line.extracting(path))
        } catch {
            throw SMTPSyntaxError(553, .init(5, 1, 3), "The recipient's address is wrong: \(error)")
        }
        guard allowsInternationalized || isASCII || line.extracting(path).kinds.isASCII else {
            throw Self.internationalized
        }
        var recipient = SMTPRecipient(mailbox: mailbox)
        while let parameter = try cursor.parameter(line) {
            guard try recipient.options.read(parameter.name(in: line), parameter, of: line, offered: extensions) else {
                throw Self.unknownParameter(parameter, line)
            }
        }
        return recipient
    }

    private static func unknownParameter(_ parameter: LineParameter, _ line: Span<UInt8>) -> SMTPSyntaxError {
        let name = String(asciiUppercased: String(copying: line.extracting(parameter.name)).utf8)
        return SMTPSyntaxError(555, .init(5, 5, 4), "The parameter \(name) is not known here")
    }

    private static let controlCharacter = SMTPSyntaxError(
        500, .init(5, 5, 2), "A command must not hold control characters")
    private static let mailSyntax = SMTPSyntaxError.argument("The syntax is MAIL FROM:<address>")
    private static let recipientSyntax = SMTPSyntaxError.argument("The syntax is RCPT TO:<address>")
    private static let chunkSyntax = SMTPSyntaxError.argument("BDAT wants a number of octets, and perhaps LAST")
    private static let authenticationSyntax = SMTPSyntaxError.argument("AUTH wants a mechanism")
    static let notBase64 = SMTPSyntaxError(501, .init(5, 5, 2), "The response is not base64")
    private static let noArgument = SMTPSyntaxError.argument("This command takes no argument")
    /// RFC 6531, section 3.5.
    private static let internationalized = SMTPSyntaxError(
        553, .init(5, 6, 7), "An address with other letters than those of ASCII needs SMTPUTF8")
}

extension Span<UInt8> {
    /// Whether there are control characters other than the tab, and whether all octets are ASCII.
    fileprivate var kinds: (hasControls: Bool, isASCII: Bool) {
        var controls: UInt8 = 0
        var all: UInt8 = 0
        unsafe withUnsafeBufferPointer { octets in
            for index in 0..<octets.count {
                let octet = unsafe octets[index]
                all |= octet
                controls |= (octet < 32 && octet != 9) || octet == 127 ? 1 : 0
            }
        }
        return (controls != 0, all < 128)
    }
}
