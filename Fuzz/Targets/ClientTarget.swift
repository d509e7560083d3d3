import MailAddressing
import SMTPProtocol

/// Whole sessions with `SMTPClientMachine`.
///
/// Invariants:
/// - Each recipient of each transaction that was begun has exactly one outcome, and `accepted` only by a positive reply
///   behind a message that was sent.
/// - Every line that is written is one command, which our own parser reads and which uses what was offered only; MAIL
///   and RCPT name addresses of the transaction. Commands go out together only under PIPELINING.
/// - A password is only sent under TLS; TLS forgets what was offered before.
/// - A session fails once at most; after the end nothing is done.
///
/// The script is what the server sends. A cut delivers it; an answer delivers it, and a reply by its number to what was
/// asked first; an act is a handshake that ends or fails, a lost connection or QUIT. The choices configure the client,
/// what its server offers, and up to four transactions, each with a message of its own.
enum ClientTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let isLMTP = input.flag()
        let offer = Offer(&input)
        let isEncrypted = input.flag()
        let configuration = configuration(&input, isLMTP: isLMTP)
        let orders = (0...input.number(below: 4)).map { number in
            ClientSession.Order(number, message: Array(messages[input.number(below: messages.count)].utf8), &input)
        }
        var session = ClientSession(configuration, isEncrypted: isEncrypted, orders: orders)
        var waiting: [UInt8] = []
        for piece in FuzzScript(input.script, alphabet).pieces where !session.isClosed {
            switch piece {
            case .octets(let octets): waiting += octets
            case .event(let event, let argument):
                if event == .answer { waiting += offer.reply(argument, to: session.takeUnanswered() ?? "nothing") }
                try session.receive(waiting)
                waiting = []
                if event == .act { try act(argument, on: &session) }
            }
            _ = session.takeOutput()
        }
        guard !session.isClosed else { return }
        try session.receive(waiting)
        if !session.isClosed { try session.loseConnection() }
    }

    private static func act(_ argument: UInt8, on session: inout ClientSession) throws(BrokenInvariant) {
        guard !session.isClosed else { return }
        switch argument % 8 {
        case 5: try session.failTLS()
        case 6: try session.loseConnection()
        case 7: try session.quit()
        default: try session.establishTLS()
        }
    }

    private static func configuration(_ input: inout FuzzInput, isLMTP: Bool) -> SMTPClientConfiguration {
        var configuration = SMTPClientConfiguration(
            helloName: input.choice("client.test", "[192.0.2.1]", "two words", "a\r\nDATA", "", "b\u{FC}cher"),
            tls: input.choice(.whenOffered, .never, .required),
            credentials: input.choice(nil, nil, nil, SMTPCredentials(user: "ada\r\nDATA", password: "pass word\0")),
            dialect: isLMTP ? .lmtp : .smtp)
        configuration.chunking = input.choice(.from(octets: 65_536), .from(octets: 0), .from(octets: 20), .never)
        configuration.usesPipelining = input.choice(true, false)
        return configuration
    }

    static let messages = [
        "Subject: hello\r\n\r\ntext\r\n", "", "no end", ".\r\n..\r\nx\r\n.\r\n", "Subject: z\u{E9}\r\n\r\ntext\r\n",
        "bare\nLF\r\n",
        "Subject: x\r\n\r\nz\u{E9}\r\n", "ends in\r",
    ]

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "220 mx\r\n", "250 ok\r\n", "250-mx\r\n", "250-PIPELINING\r\n", "250 SIZE 10\r\n", "250-STARTTLS\r\n",
            "354 go\r\n", "235 in\r\n", "421 bye\r\n", "450 later\r\n", "550 5.1.1 no\r\n", "452 4.5.3 too many\r\n",
            "250-LIMITS RCPTMAX=1\r\n", "250-CHUNKING\r\n", "250-SMTPUTF8\r\n", "250-AUTH PLAIN\r\n", "250-DSN\r\n",
            "250", "-", " ", "\r\n", "\n", "\r", "\0", "5.1.1", "552 5.5.3 too many\r\n", "250-8BITMIME\r\n",
            "250-BINARYMIME\r\n", "250-REQUIRETLS\r\n", "334 more\r\n",
        ])
}

/// What the server of a fuzzed client offers, and how it answers.
private struct Offer {
    let extensions: SMTPServiceExtensions
    let hasTLS: Bool
    let hasLogin: Bool
    let maximumRecipients: Int
    let maximumSize: Int

    init(_ input: inout FuzzInput) {
        extensions = FuzzValues.extensions(&input)
        hasTLS = input.flag()
        hasLogin = !input.flag()
        maximumRecipients = input.choice(100, 1, 2, 0)
        maximumSize = input.choice(1_000_000, 10, 0)
    }

    /// The reply of a number to a command: from 0 to 7 the one that is hoped for.
    func reply(_ number: UInt8, to command: String) -> [UInt8] {
        let text: String
        switch number % 24 {
        case 8: text = "452 4.5.3 Too many\r\n"
        case 9: text = "550 5.1.1 No\r\n"
        case 10: text = "421 4.3.2 Bye\r\n"
        case 11: text = "250 2.0.0 Yes\r\n"
        case 12: text = "354 Go on\r\n"
        case 13: text = "451 4.3.0 Later\r\n"
        case 14: text = "552 5.5.3 Too many\r\n"
        case 15: text = "550-5.7.1 Not\r\n550 5.7.1 here\r\n"
        case 16: text = "502 What\r\n"
        default: text = wanted(by: command)
        }
        return Array(text.utf8)
    }

    private func wanted(by command: String) -> String {
        switch command.prefix(4) {
        case "gree": return "220 mx.example.test\r\n"
        case "EHLO", "LHLO":
            var lines = ["mx.example.test"]
            for word in extensions.description.split(separator: " ") {
                switch word {
                case "SIZE": lines.append("SIZE \(maximumSize)")
                case "LIMITS": lines.append("LIMITS RCPTMAX=\(maximumRecipients)")
                default: lines.append(String(word))
                }
            }
            if hasTLS { lines.append("STARTTLS") }
            if hasLogin { lines.append("AUTH LOGIN PLAIN") }
            return lines.dropLast().map { "250-\($0)\r\n" }.joined() + "250 \(lines[lines.count - 1])\r\n"
        case "DATA": return "354 Go on\r\n"
        case "STAR": return "220 Go ahead\r\n"
        case "AUTH": return "235 In\r\n"
        case "QUIT": return "221 Bye\r\n"
        default: return "250 2.0.0 OK\r\n"
        }
    }
}
