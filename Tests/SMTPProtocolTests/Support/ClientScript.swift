import SMTPProtocol

/// A conversation of the client machine as text: a line that begins with `>` is something that happens, the lines
/// behind it are the actions that must follow, no more and no less.
///
/// What happens: `> S: 250 ok | 250 fine` lines of the server; `> begin` a transaction; `> sent` the message;
/// `> malformed` is the message; `> tls` stands; `> tls failed`; `> lost` is the connection; `> quit`.
struct ClientScript: Sendable, CustomStringConvertible {
    /// Something that happens, and the actions that must follow.
    struct Turn {
        var event: String
        var expected: [String] = []
    }

    let description: String
    var configuration = SMTPClientConfiguration(helloName: "client.test", tls: .never)
    var isEncrypted = false
    var transaction = SMTPTransaction.usual
    /// The server's reply to EHLO, where the script begins when the session is ready.
    var hello: String?
    let script: String

    init(
        _ name: String, tls: SMTPClientConfiguration.TLSPolicy = .never, credentials: SMTPCredentials? = nil,
        isEncrypted: Bool = false, configure: (inout SMTPClientConfiguration) -> Void = { _ in },
        transaction: SMTPTransaction = .usual, hello: String? = nil, _ script: String
    ) {
        description = name
        configuration.tls = tls
        configuration.credentials = credentials
        configure(&configuration)
        self.isEncrypted = isEncrypted
        self.transaction = transaction
        self.hello = hello
        self.script = script
    }

    /// A machine at the beginning of the script.
    var machine: SMTPClientMachine {
        var machine = SMTPClientMachine(configuration: configuration, isEncrypted: isEncrypted)
        if let hello {
            for event in ["S: 220 mx.example.test", "S: " + hello] {
                _ = machine.actions(after: event, transaction)
            }
        }
        return machine
    }

    var turns: [Turn] {
        var turns: [Turn] = []
        for line in script.split(separator: "\n") {
            if line.hasPrefix("> ") {
                turns.append(Turn(event: String(line.dropFirst(2))))
            } else if !turns.isEmpty {
                turns[turns.count - 1].expected.append(String(line))
            }
        }
        return turns
    }
}

extension SMTPClientMachine {
    /// Lets something happen and gives the actions that follow.
    mutating func actions(
        after event: String, _ transaction: SMTPTransaction = .usual, _ chunking: Chunking = .whole
    ) -> [Action] {
        switch event {
        case "begin": return begin(transaction)
        case "sent":
            messageSent()
            return []
        case "malformed": return messageIsMalformed()
        case "tls": return tlsEstablished()
        case "tls failed": return tlsFailed("the certificate is wrong")
        case "lost": return connectionLost("the connection is gone")
        case "quit": return quit()
        default: break
        }
        let wire = event.dropFirst(3).split(separator: " | ").map { String($0) + "\r\n" }.joined(separator: "")
        var actions: [Action] = []
        for chunk in chunking.chunks(of: octets(wire)) {
            actions += receive(chunk.span)
            // All input is dropped before the handshake.
            if actions.last == .startTLS { break }
        }
        return actions
    }
}
