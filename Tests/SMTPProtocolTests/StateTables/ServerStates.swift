import MailAddressing

@testable import SMTPProtocol

/// Something that happens to the server's machine.
enum ServerEvent {
    case start
    case octets([UInt8])
    case answer(SMTPServerAnswer)
    case login(SASLAnswer)
    case overridden
    case tlsEstablished
    case stop

    /// The events by their names in the table, in its order.
    static let all: [(name: String, event: ServerEvent)] = [
        ("start", .start), ("EHLO", line("EHLO client.example")), ("HELO", line("HELO client.example")),
        ("LHLO", line("LHLO client.example")), ("MAIL", line("MAIL FROM:<ada@example.com>")),
        ("MAIL binary", line("MAIL FROM:<ada@example.com> BODY=BINARYMIME")),
        ("RCPT", line("RCPT TO:<bob@example.test>")), ("DATA", line("DATA")), ("BDAT", line("BDAT 4000")),
        ("BDAT LAST", line("BDAT 4000 LAST")), ("BDAT 0 LAST", line("BDAT 0 LAST")), ("BDAT wrong", line("BDAT many")),
        ("RSET", line("RSET")), ("NOOP", line("NOOP")), ("VRFY", line("VRFY ada")), ("EXPN", line("EXPN staff")),
        ("HELP", line("HELP")), ("QUIT", line("QUIT")), ("STARTTLS", line("STARTTLS")), ("unknown", line("FOO")),
        ("wrong line", line("MAIL FROM:ada")), ("long line", line(String(repeating: "x", count: 2_100))),
        ("bare LF", .octets(Array("NOOP\n".utf8))), ("4 octets", .octets(Array("text".utf8))),
        ("4000 octets", .octets([UInt8](repeating: UInt8(ascii: "x"), count: 4_000))),
        ("line of text", line("text")), ("end of data", line(".")), ("end, NOOP", line(".\r\nNOOP")),
        ("accept", .answer(.accept)), ("answer 250", .answer(.reply(reply("250 2.0.0 ok")))),
        ("answer 354", .answer(.reply(reply("354 go on")))), ("answer 450", .answer(.reply(reply("450 4.7.1 later")))),
        ("answer 550", .answer(.reply(reply("550 5.7.1 no")))), ("answer 421", .answer(.reply(reply("421 4.3.2 bye")))),
        ("answer each", .answer(.replies([reply("250 2.1.5 ok"), reply("452 4.2.2 full")]))),
        ("AUTH", line("AUTH PLAIN")), ("AUTH response", line("AUTH PLAIN \(response)")),
        ("AUTH unknown", line("AUTH CRAM-MD5")), ("response", line(response)), ("give up", line("*")),
        ("let in", .login(.accept)), ("keep out", .login(.refuse)), ("not now", .login(.tryLater)),
        ("XCLIENT", line("XCLIENT NAME=client.example")), ("overridden", .overridden),
        ("TLS stands", .tlsEstablished), ("stop", .stop),
    ]

    /// PLAIN's response of somebody.
    private static let response = "AGFkYQBwZW5jaWw="

    private static func line(_ text: String) -> ServerEvent { .octets(Array((text + "\r\n").utf8)) }
}

/// A state of the server's machine and what has to happen to come to it.
struct ServerState: Sendable, CustomStringConvertible {
    let description: String
    var isEncrypted = false
    let events: [String]

    init(_ name: String, isEncrypted: Bool = false, _ events: [String]) {
        description = name
        self.isEncrypted = isEncrypted
        self.events = events
    }

    private static let connected = ["start", "accept"]

    /// Every state of a dialect.
    static func all(_ dialect: SMTPServerConfiguration.Dialect) -> [ServerState] {
        let greeted = connected + [dialect == .lmtp ? "LHLO" : "EHLO", "accept"]
        let mailed = greeted + ["MAIL", "accept"]
        let named = mailed + ["RCPT", "accept", "RCPT", "accept"]
        let old = connected + ["HELO", "accept"]
        let states = [
            ServerState("greeting", []), ServerState("greeting?connect", ["start"]),
            ServerState("turnedAway", ["start", "answer 550"]), ServerState("idle", connected),
            ServerState("idle?hello", Array(greeted.dropLast())), ServerState("ready", greeted),
            ServerState("ready/TLS", isEncrypted: true, greeted), ServerState("ready/HELO", old),
            ServerState("ready?hello", greeted + Array(greeted[2..<3])),
            ServerState("ready?mail", greeted + ["MAIL"]), ServerState("ready?reset", greeted + ["RSET"]),
            ServerState("ready?quit", greeted + ["QUIT"]), ServerState("transaction/empty", mailed),
            ServerState("transaction/empty/binary", greeted + ["MAIL binary", "accept"]),
            ServerState("transaction/empty?recipient", mailed + ["RCPT"]), ServerState("transaction", named),
            ServerState("transaction/binary", greeted + ["MAIL binary", "accept", "RCPT", "accept"]),
            ServerState("transaction?recipient", named + ["RCPT"]),
            ServerState("transaction?hello", named + [greeted[2]]),
            ServerState("transaction?quit", named + ["QUIT"]), ServerState("transaction?data", named + ["DATA"]),
            ServerState("data", named + ["DATA", "accept"]),
            ServerState("data/refused", named + ["DATA", "accept", "bare LF", "line of text"]),
            ServerState("data/HELO", old + ["MAIL", "accept", "RCPT", "accept", "DATA", "accept"]),
            ServerState("chunk?data", named + ["BDAT"]), ServerState("chunk/last?data", named + ["BDAT LAST"]),
            ServerState("chunk", named + ["BDAT", "accept"]),
            ServerState("chunk/last", named + ["BDAT LAST", "accept"]),
            ServerState("chunk/refused", named + ["BDAT", "answer 550"]),
            ServerState("chunk/last/refused", named + ["BDAT LAST", "answer 550"]),
            ServerState("chunk/refused/stray", greeted + ["BDAT"]),
            ServerState("betweenChunks", named + ["BDAT", "accept", "4000 octets"]),
            ServerState("betweenChunks/refused", named + ["BDAT", "answer 550", "4000 octets"]),
            ServerState("ready?message", named + ["DATA", "accept", "end of data"]),
            ServerState("tlsHandshake", connected + ["STARTTLS"]),
            ServerState("idle/TLS", connected + ["STARTTLS", "TLS stands"]), ServerState("closed", ["start", "stop"]),
            ServerState("authentication", isEncrypted: true, greeted + ["AUTH"]),
            ServerState("authentication?authentication", isEncrypted: true, greeted + ["AUTH", "response"]),
            ServerState("ready/TLS?authentication", isEncrypted: true, greeted + ["AUTH response"]),
            ServerState("ready/TLS/login", isEncrypted: true, greeted + ["AUTH response", "let in"]),
            ServerState("ready?override", greeted + ["XCLIENT"]),
            ServerState("idle?override", connected + ["XCLIENT"]),
        ]
        return dialect == .smtp ? states : states.filter { !$0.description.hasSuffix("/HELO") }
    }

    /// A machine that stands there.
    func machine(_ dialect: SMTPServerConfiguration.Dialect) -> SMTPServerMachine {
        var configuration = SMTPServerConfiguration(
            hostName: try! MailHost("mx.example.test"), dialect: dialect,
            extensions: SMTPServiceExtensions.ofTheProtocol.union(.binaryMIME), offersStartTLS: true)
        configuration.authentication = .init(mechanisms: [.plain])
        var machine = SMTPServerMachine(
            configuration: configuration, isEncrypted: isEncrypted, cryptography: TestCryptography())
        machine.allowsClientOverride = true
        for name in events {
            guard let event = ServerEvent.all.first(where: { $0.name == name })?.event else { continue }
            _ = machine.steps(after: event)
        }
        return machine
    }

    /// What the machine does here, whatever happens.
    func rows(_ dialect: SMTPServerConfiguration.Dialect) -> [StateRow] {
        let here = machine(dialect)
        return ServerEvent.all.map { name, event in
            var machine = here
            let steps = machine.steps(after: event)
            let next = machine.stateName
            return StateRow(
                state: description, event: name, steps: steps.isEmpty ? "-" : steps.joined(separator: "; "),
                next: next == description ? "=" : next)
        }
    }
}

extension SMTPServerMachine {
    /// Where the machine stands, with what matters of it: `?` and the open question at the end.
    var stateName: String {
        var name: String
        switch phase {
        case .transaction(let count): name = count == 0 ? "transaction/empty" : "transaction"
        default: name = "\(phase)"
        }
        switch phase {
        case .transaction where message.isBinary: name += "/binary"
        case .idle where isEncrypted, .ready where isEncrypted: name += "/TLS"
        case .chunk where message.isLastChunk: name += "/last"
        default: break
        }
        switch phase {
        case .idle where identity != nil, .ready where identity != nil: name += "/login"
        default: break
        }
        switch phase {
        case .data, .chunk, .betweenChunks:
            if message.refusal != nil || message.decoder.isMalformed { name += "/refused" }
            if message.phaseBefore != nil { name += "/stray" }
        default: break
        }
        switch phase {
        case .ready, .transaction, .data: if !isExtended { name += "/HELO" }
        default: break
        }
        return name + (pending.map { "?\($0.name)" } ?? "")
    }

    /// Lets something happen and gives what the machine does then; `kept` where it leaves octets unread.
    mutating func steps(after event: ServerEvent) -> [String] {
        var steps: [Step] = []
        var input: [UInt8] = []
        switch event {
        case .start: steps.append(start())
        case .octets(let octets): input = octets
        case .answer(let given): steps.append(answer(given))
        case .login(let given): steps.append(answerAuthentication(given))
        case .overridden: steps.append(clientOverridden())
        case .tlsEstablished: tlsEstablished()
        case .stop: steps.append(stop(reply("421 4.3.2 Shutting down")))
        }
        var offset = 0
        while true {
            let step = next(input.span, from: &offset)
            if step == .needInput { break }
            steps.append(step)
        }
        var texts: [String] = []
        for text in steps.compactMap(\.text) where text != "body" || texts.last != "body" { texts.append(text) }
        return offset < input.count ? texts + ["kept"] : texts
    }
}

extension SMTPServerMachine.Pending {
    fileprivate var name: String {
        switch self {
        case .connect: "connect"
        case .hello: "hello"
        case .mail: "mail"
        case .recipient: "recipient"
        case .data: "data"
        case .message: "message"
        case .reset: "reset"
        case .quit: "quit"
        case .authentication: "authentication"
        case .override: "override"
        }
    }
}

extension SMTPServerMachine.Step {
    /// The step in a few words; nil where there is nothing to do.
    fileprivate var text: String? {
        switch self {
        case .needInput: nil
        case .reply(let reply): Self.codes(reply)
        case .replies(let replies): replies.map(Self.codes).joined(separator: ", ")
        case .startTLS(let reply): "\(Self.codes(reply)), start TLS"
        case .close(let reply): "\(Self.codes(reply)), close"
        case .ask(let question): "ask \(Self.name(question))"
        case .body: "body"
        case .authenticate: "authenticate"
        case .loggedIn(let reply): "\(Self.codes(reply)), logged in"
        case .overrideClient: "override the client"
        }
    }

    private static func codes(_ reply: SMTPReply) -> String {
        reply.enhancedStatusCode.map { "\(reply.code) \($0)" } ?? "\(reply.code)"
    }

    private static func name(_ question: SMTPServerQuestion) -> String {
        switch question {
        case .connect: "connect"
        case .hello: "hello"
        case .mail: "mail"
        case .recipient: "recipient"
        case .data: "data"
        case .message: "message"
        case .reset: "reset"
        case .quit: "quit"
        }
    }
}
