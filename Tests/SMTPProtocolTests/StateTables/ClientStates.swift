@testable import SMTPProtocol

/// The events of the client's machine by their names in the table, as `actions(after:)` has them.
let clientEvents: [(name: String, event: String)] = [
    ("220", "S: 220 mx.example.test"), ("235", "S: 235 2.7.0 welcome"), ("250", "S: 250 2.0.0 ok"),
    ("250 STARTTLS", "S: 250-mx.example.test | 250 STARTTLS"),
    ("250 AUTH", "S: 250-mx.example.test | 250 AUTH PLAIN"), ("334", "S: 334 "), ("354", "S: 354 go on"),
    ("421", "S: 421 4.3.2 bye"),
    ("450", "S: 450 4.2.1 later"), ("452 4.5.3", "S: 452 4.5.3 too many"), ("550", "S: 550 5.7.1 no"),
    ("no reply", "S: what"), ("begin", "begin"), ("begin 8-bit", "begin 8-bit"), ("message sent", "sent"),
    ("malformed", "malformed"), ("TLS stands", "tls"), ("TLS failed", "tls failed"), ("lost", "lost"), ("quit", "quit"),
]

/// A state of the client's machine and what has to happen to come to it.
struct ClientState: Sendable, CustomStringConvertible {
    let description: String
    var tls = SMTPClientConfiguration.TLSPolicy.whenOffered
    var credentials: SMTPCredentials?
    var isEncrypted = false
    let events: [String]

    init(
        _ name: String, tls: SMTPClientConfiguration.TLSPolicy = .whenOffered, logsIn: Bool = false,
        isEncrypted: Bool = false, _ events: [String]
    ) {
        description = name
        self.tls = tls
        self.isEncrypted = isEncrypted
        credentials = logsIn ? SMTPCredentials(user: "ada", password: "secret") : nil
        self.events = events
    }

    private static let ok = "S: 250 ok"
    private static let greeted = ["S: 220 mx"]

    /// Every state of a dialect.
    static func all(_ dialect: SMTPServerConfiguration.Dialect) -> [ClientState] {
        let states = sessions + envelopes + messages + batches
        return dialect == .smtp ? states : states.filter { $0.description != "oldHello" } + replies
    }

    private static let sessions: [ClientState] = [
        ClientState("greeting", []), ClientState("hello", greeted),
        ClientState("hello/required", tls: .required, greeted), ClientState("hello/TLS", isEncrypted: true, greeted),
        ClientState("hello/TLS/login", logsIn: true, isEncrypted: true, greeted),
        ClientState("oldHello", greeted + ["S: 500 what"]), ClientState("startTLS", greeted + [startTLS]),
        ClientState("tlsHandshake", greeted + [startTLS, "S: 220 go"]),
        ClientState(
            "authentication", logsIn: true, isEncrypted: true, greeted + ["S: 250-mx | 250 AUTH PLAIN"]),
        ClientState(
            "authentication/LOGIN", logsIn: true, isEncrypted: true, greeted + ["S: 250-mx | 250 AUTH LOGIN"]),
        ClientState(
            "cancellation", logsIn: true, isEncrypted: true, greeted + ["S: 250-mx | 250 AUTH PLAIN", "S: 334 "]),
        ClientState("ready", greeted + [ok]), ClientState("reset", plain + ["S: 550 no"]),
        ClientState("quitting", greeted + [ok, "quit"]), ClientState("closed", greeted + ["lost"]),
    ]

    private static let startTLS = "S: 250-mx | 250 STARTTLS"
    /// Up to MAIL: line by line, with PIPELINING, in chunks, and with one recipient at a time.
    private static let plain = greeted + [ok, "begin"]
    private static let pipelined = greeted + ["S: 250-mx | 250 PIPELINING", "begin"]
    private static let chunked = greeted + ["S: 250-mx | 250 CHUNKING", "begin"]
    private static let chunkedPipelined = greeted + ["S: 250-mx | 250-CHUNKING | 250 PIPELINING", "begin"]
    private static let batched = greeted + ["S: 250-mx | 250-PIPELINING | 250 LIMITS RCPTMAX=1", "begin"]

    private static let envelopes: [ClientState] = [
        ClientState("envelope MAIL", plain), ClientState("envelope RCPT", plain + [ok]),
        ClientState("envelope RCPT/last", plain + [ok, ok]),
        ClientState("envelope RCPT/last/nobody", plain + [ok, "S: 550 no"]),
        ClientState("envelope DATA", plain + [ok, ok, ok]), ClientState("envelope MAIL/pipelined", pipelined),
        ClientState("envelope RCPT/pipelined", pipelined + [ok]),
        ClientState("envelope RCPT/last/pipelined", pipelined + [ok, ok]),
        ClientState("envelope RCPT/last/nobody/pipelined", pipelined + [ok, "S: 550 no"]),
        ClientState("envelope DATA/nobody", pipelined + [ok, "S: 550 no", "S: 550 no"]),
        ClientState("envelope MAIL/chunks", chunked), ClientState("envelope MAIL/chunks/pipelined", chunkedPipelined),
        ClientState("envelope RCPT/last/chunks", chunked + [ok, ok]),
        ClientState("envelope RCPT/last/nobody/chunks", chunked + [ok, "S: 550 no"]),
    ]

    private static let messages: [ClientState] = [
        ClientState("message", plain + [ok, ok, ok, "S: 354 go on"]),
        ClientState("finalDot", plain + [ok, ok, ok, "S: 354 go on", "sent"]),
        ClientState("finalDot/empty", pipelined + [ok, "S: 550 no", "S: 550 no", "S: 354 go on"]),
    ]

    private static let batches: [ClientState] = [
        ClientState("envelope MAIL/pipelined/more", batched),
        ClientState("envelope RCPT/last/nobody/pipelined/more", batched + [ok]),
        ClientState("envelope DATA/more", batched + [ok, ok]),
        ClientState("envelope DATA/nobody/more", batched + [ok, "S: 550 no"]),
        ClientState("message/more", batched + [ok, ok, "S: 354 go on"]),
        ClientState("finalDot/more", batched + [ok, ok, "S: 354 go on", "sent"]),
        ClientState("finalDot/empty/more", batched + [ok, "S: 550 no", "S: 354 go on"]),
        ClientState("reset/more", batched + [ok, ok, "S: 550 no"]),
    ]

    /// What only LMTP has: more than one reply to wait for.
    private static let replies: [ClientState] = [
        ClientState("finalDot/2 replies", pipelined + [ok, ok, ok, "S: 354 go on", "sent"])
    ]

    /// A machine that stands there.
    func machine(_ dialect: SMTPServerConfiguration.Dialect) -> SMTPClientMachine {
        var configuration = SMTPClientConfiguration(
            helloName: "client.test", tls: tls, credentials: credentials, dialect: dialect)
        configuration.chunking = .from(octets: 0)
        var machine = SMTPClientMachine(configuration: configuration, isEncrypted: isEncrypted)
        for event in Self.events(events, dialect, description) { _ = machine.actions(after: event) }
        return machine
    }

    /// In LMTP one of two recipients is refused where a single reply to the message is to be awaited.
    private static func events(
        _ events: [String], _ dialect: SMTPServerConfiguration.Dialect, _ name: String
    ) -> [String] {
        guard dialect == .lmtp, name == "finalDot", let index = events.lastIndex(of: ok) else { return events }
        var events = events
        events[index] = "S: 550 no"
        return events
    }

    /// What the machine does here, whatever happens.
    func rows(_ dialect: SMTPServerConfiguration.Dialect) -> [StateRow] {
        let here = machine(dialect)
        return clientEvents.map { name, event in
            var machine = here
            let actions =
                event == "begin 8-bit"
                ? machine.begin(.with { $0.isEightBit = true }) : machine.actions(after: event)
            let next = machine.stateName
            let steps = actions.map(\.shortText).joined(separator: "; ")
            return StateRow(
                state: description, event: name, steps: steps.isEmpty ? "-" : steps,
                next: next == description ? "=" : next)
        }
    }
}

extension SMTPClientMachine {
    /// Where the machine stands, with what matters of it.
    var stateName: String {
        switch phase {
        case .envelope: return "envelope \(envelopeName)\(waiting.isEmpty ? "" : "/more")"
        case .hello:
            let isDemanding = configuration.tls == .required && !isEncrypted
            return "hello" + (isDemanding ? "/required" : "") + (isEncrypted ? "/TLS" : "")
                + (configuration.credentials == nil ? "" : "/login")
        case .finalDot:
            let count = configuration.dialect == .lmtp ? unanswered.count : 0
            return "finalDot" + (isEmptyMessage ? "/empty" : count > 1 ? "/\(count) replies" : "")
                + (waiting.isEmpty ? "" : "/more")
        case .authentication: return "authentication" + (exchange?.mechanism == .login ? "/LOGIN" : "")
        case .message, .reset: return "\(phase)" + (waiting.isEmpty ? "" : "/more")
        default: return "\(phase)"
        }
    }

    private var envelopeName: String {
        let left = expected + unsent
        let isPipelined = expected.count > 1
        let usesChunks = !left.contains(.data)
        // Those recipients of this go whose reply was read and who were accepted.
        let isSomebodyTaken = batch.contains { outcomes[$0] == nil && !left.contains(.recipient($0)) }
        var name: String
        switch left.first {
        case .mail: name = "MAIL"
        case .recipient:
            let count = left.count { $0 != .data }
            name = "RCPT" + (count == 1 ? isSomebodyTaken ? "/last" : "/last/nobody" : "")
        case .data: name = isSomebodyTaken ? "DATA" : "DATA/nobody"
        case nil: name = "nothing"
        }
        if usesChunks { name += "/chunks" }
        return name + (isPipelined ? "/pipelined" : "")
    }
}

extension SMTPClientMachine.Action {
    /// The action in a few words: of what is written the verbs.
    fileprivate var shortText: String {
        switch self {
        case .write(let octets):
            let lines = String(decoding: octets, as: UTF8.self).split(separator: Character("\r\n"))
            return "say " + lines.map { $0.prefix { $0 != " " } }.joined(separator: " ")
        case .finished(let outcomes): return "finished: " + outcomes.map(\.text).joined(separator: ", ")
        case .failed(let failure): return "failed at \(failure.stage.rawValue)"
        default: return text
        }
    }
}
