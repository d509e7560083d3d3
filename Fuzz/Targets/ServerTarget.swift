import MailAddressing
import SMTPProtocol

/// Whole sessions with `SMTPServerMachine`.
///
/// Invariants:
/// - Every line outside of a message has exactly one reply, a message has one, and in LMTP it has one for each accepted
///   recipient; each is one reply to whoever reads it.
/// - No more input is kept than `maximumBufferedInput`, and none of a message; while a question is open nothing is
///   read.
/// - After the end nothing is said, asked or kept.
/// - A message is only offered to the application when CRLF.CRLF ended it, or its last chunk; it is then what was sent
///   without the dots, within its limits, and has no bare CR, bare LF or NUL but in BINARYMIME.
/// - Questions come in the order of RFC 5321, section 4.1.4: no RCPT without MAIL, no message without a recipient.
/// - Cut in another way, the replies and the questions are the same. Not so where the client broke the rules of
///   pipelining and was cut off for it, where STARTTLS has dropped what came with it, or where a refused message goes
///   on for too long, which is noticed between two deliveries.
///
/// The script is what the client sends. A cut delivers it; an answer is the application's to the next question without
/// one; an act is a handshake that ends, the answer to an open question, or a shutdown. The choices configure the
/// server.
enum ServerTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let setting = Setting(&input)
        let script = FuzzScript(input.script, alphabet)
        let answers = script.arguments(of: .answer)
        let first = try run(script.pieces, setting, answers)
        // What is done without the client comes at other places when it is cut in another way.
        let isActedOn = !script.arguments(of: .act).isEmpty || answers.contains { $0 & 0x80 != 0 }
        let mayBeCutOff = script.octets.count > setting.configuration.maximumDiscardedOctets
        guard !isActedOn, !mayBeCutOff, isComparable(first) else { return }
        for deliveries in [[script.octets], script.octets.singly] {
            let other = try run(deliveries.flatMap { [.octets($0), .event(.cut, 0)] }, setting, answers)
            guard isComparable(other) else { continue }
            try demand(
                other.replies == first.replies, "cut in another way, the replies are the same", "\(first.replies)")
            try demand(other.questions == first.questions, "and the questions", "\(first.questions)")
            try demand(other.taken == first.taken, "and the messages", "\(first.taken)")
        }
    }

    private static func isComparable(_ session: ServerSession) -> Bool {
        !session.isAwaitingTLS && !session.replies.contains { $0.description.hasPrefix("554 5.5.0") }
    }

    private static func run(
        _ pieces: [FuzzScript.Piece], _ setting: Setting, _ answers: [UInt8]
    ) throws(BrokenInvariant) -> ServerSession {
        var left = answers[...]
        var session = try ServerSession(
            setting.configuration, isEncrypted: setting.isEncrypted, unixTime: setting.unixTime
        ) { _ in
            let code = left.popFirst() ?? 0
            return code & 0x80 != 0 ? nil : answer(code)
        }
        var waiting: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .octets(let octets): waiting += octets
            case .event(.answer, _), .event(.again, _): break
            case .event(let event, let argument):
                try session.receive(waiting)
                waiting = []
                if event == .act { try act(argument, on: &session) }
            }
        }
        try session.receive(waiting)
        return session
    }

    private static func act(_ argument: UInt8, on session: inout ServerSession) throws(BrokenInvariant) {
        switch argument % 8 {
        case 0...2: session.establishTLS()
        case 3: try session.stop()
        default: try session.answerOpen(answer(argument / 8))
        }
    }

    /// The answer of a number; most are accepted.
    static func answer(_ code: UInt8) -> SMTPServerAnswer {
        switch code & 0x7F {
        case 1: .reply(SMTPReply(450, .init(4, 7, 1), "Later"))
        case 2: .reply(SMTPReply(550, .init(5, 7, 1), "No"))
        case 3: .reply(SMTPReply(250, .init(2, 0, 0), "In my own words,\r\n250 and more"))
        case 4: .reply(SMTPReply(421, .init(4, 3, 2), "Bye"))
        case 5: .reply(SMTPReply(354, nil, "Nonsense"))
        case 6: .replies([])
        case 7: .replies([SMTPReply(250, nil, "One"), SMTPReply(550, nil, "Two"), SMTPReply(334, nil, "Three")])
        case 8: .reply(SMTPReply(552, .init(5, 3, 4), lines: ["A long", "refusal", ""]))
        case 9: .reply(SMTPReply(452, .init(4, 5, 3), "Too many"))
        case 10: .declined(SMTPReply(550, .init(5, 1, 1), "Known to be gone"))
        case 11: .declined(SMTPReply(421, .init(4, 3, 2), "Bye"))
        case 12: .declined(SMTPReply(250, nil, "Not at all"))
        default: .accept
        }
    }

    private struct Setting {
        var configuration: SMTPServerConfiguration
        var isEncrypted: Bool
        var unixTime: Int64

        init(_ input: inout FuzzInput) {
            configuration = SMTPServerConfiguration(
                hostName: FuzzValues.host, dialect: input.choice(.smtp, .lmtp),
                extensions: FuzzValues.extensions(&input), offersStartTLS: input.choice(true, false))
            isEncrypted = input.flag()
            configuration.maximumMessageSize = input.choice(1_000, 200, 0, 20)
            configuration.maximumHeaderSize = input.choice(100, 10, 0, 500)
            configuration.maximumDiscardedOctets = input.choice(1_000, 0, 100)
            configuration.maximumRecipients = input.choice(3, 1, 1_000)
            configuration.maximumMessages = input.choice(nil, 1, 2, 0)
            configuration.maximumCommandLineLength = input.choice(128, 16, 2_048, 64, 8)
            configuration.maximumErrors = input.choice(10, 1, 1_000)
            configuration.maximumIdleCommands = input.choice(10, 0, 1_000)
            configuration.maximumHold = input.choice(1_000_000, 0, 60)
            configuration.minimumDeliverBy = input.choice(0, 100)
            unixTime = input.choice(0, 1_800_000_000)
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "EHLO c.example\r\n", "HELO c\r\n", "LHLO c.example\r\n", "MAIL FROM:<ada@example.com>\r\n",
            "MAIL FROM:<> BODY=BINARYMIME\r\n", "MAIL FROM:<z\u{E9}@example.com> SMTPUTF8\r\n",
            "RCPT TO:<bob@example.test>\r\n", "RCPT TO:<carol@example.test> NOTIFY=NEVER\r\n", "DATA\r\n", "\r\n.\r\n",
            ".\r\n", "BDAT 4\r\n", "BDAT 5 LAST\r\n", "BDAT 0 LAST\r\n", "BDAT ", " LAST", "RSET\r\n", "NOOP\r\n",
            "QUIT\r\n", "STARTTLS\r\n", "HELP\r\n", "VRFY x\r\n", "Subject: hello\r\n", "text\r\n", "\r\n", "\n", "\r",
            ".", " SIZE=", " HOLDFOR=70", " BY=50;R", "MAIL FROM:<", "RCPT TO:<", ">",
            String(repeating: "x", count: 70), "EXPN x\r\n",
        ])
}
