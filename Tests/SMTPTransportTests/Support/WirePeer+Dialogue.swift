import SMTPTransport

/// The other side said something else than was awaited.
struct UnexpectedLine: Error {
    let awaited: String
    let heard: String
}

/// A client's part.
extension WirePeer {
    /// Hears the greeting, says EHLO, and gives the reply to that.
    @discardableResult
    func open(as name: String = "client.example.test") async throws -> String {
        _ = try await reply()
        return try await ask("EHLO \(name)")
    }

    /// Begins a session under TLS; EHLO is the last thing that was said.
    func openSecurely(_ encryption: SMTPServer.Listener.Encryption, serverName: String? = nil) async throws {
        switch encryption {
        case .implicit:
            try await beginTLS(.client(serverName: serverName))
            try await open()
        case .startTLS:
            try await open()
            try await ask("STARTTLS")
            try await beginTLS(.client(serverName: serverName))
            try await ask("EHLO client.example.test")
        }
    }
}

/// A server's part.
extension WirePeer {
    /// Hears a line that begins with a verb and answers it.
    func answer(_ verb: String, _ reply: String) async throws {
        let line = try await line()
        guard line.hasPrefix(verb) else { throw UnexpectedLine(awaited: verb, heard: line) }
        try await say(reply + "\r\n")
    }

    /// Greets and begins TLS, saying these octets behind the reply to STARTTLS in the clear.
    func greetSecurely(injecting injected: String = "") async throws {
        try await say("220 mx.example.test ESMTP\r\n")
        try await answer("EHLO", "250-mx.example.test\r\n250 STARTTLS")
        let line = try await line()
        guard line == "STARTTLS" else { throw UnexpectedLine(awaited: "STARTTLS", heard: line) }
        let certificate = try TestIdentities.certificate("mx.example.test")
        try await beginTLS(.server(certificate), after: "220 Go ahead\r\n" + injected)
    }

    /// Greets a client that does without TLS.
    func greet() async throws {
        try await say("220 mx.example.test ESMTP\r\n")
        try await answer("EHLO", "250 mx.example.test")
    }

    /// Takes the envelope of a message and has it sent.
    func takeEnvelope() async throws {
        try await answer("MAIL", "250 OK")
        try await answer("RCPT", "250 OK")
        try await answer("DATA", "354 Go ahead")
    }

    /// Takes a message.
    func takeMessage() async throws {
        try await takeEnvelope()
        try await hear(through: "\r\n.\r\n")
        try await say("250 Taken\r\n")
    }
}
