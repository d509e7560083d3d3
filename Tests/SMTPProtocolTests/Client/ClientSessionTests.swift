import SMTPProtocol
import Testing

@Suite("The client's session")
struct ClientSessionTests {
    static let sessions: [ClientScript] = [
        ClientScript(
            "opens with EHLO",
            """
            > S: 220 mx.example.test ESMTP
            C: EHLO client.test
            > S: 250-mx.example.test | 250-PIPELINING | 250 SIZE 1000
            ready
            """),
        ClientScript(
            "waits for the whole of a greeting and of a reply",
            """
            > S: 220-mx.example.test | 220-No spam
            > S: 220 please
            C: EHLO client.test
            > S: 250-mx.example.test
            > S: 250 SIZE
            ready
            """),
        ClientScript(
            "takes the first two replies in one piece",
            """
            > S: 220 mx.example.test | 250 mx.example.test
            C: EHLO client.test
            ready
            """),
        ClientScript(
            "ends when the greeting refuses it",
            """
            > S: 554 5.7.1 No mail from you
            failed at greeting: 554 5.7.1 No mail from you
            close
            > S: 250 ok
            > lost
            > begin
            > quit
            """),
        ClientScript(
            "ends when the greeting is no reply",
            """
            > S: SSH-2.0-OpenSSH_9.6
            failed at greeting: violation noCode
            close
            > S: 220 mx.example.test
            """),
        ClientScript(
            "ends when the lines of a reply differ",
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 250-mx.example.test | 220 what
            failed at hello: violation codesDiffer
            close
            """),
        ClientScript(
            "falls back to HELO where EHLO is not known, and has no extensions then",
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 502 5.5.1 What
            C: HELO client.test
            > S: 250-mx.example.test | 250-PIPELINING | 250 SIZE 5
            ready
            > begin
            C: MAIL FROM:<ada@example.com>
            """),
        ClientScript(
            "ends when HELO is refused too",
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 500 5.5.1 What
            C: HELO client.test
            > S: 550 5.7.1 No
            failed at hello: 550 5.7.1 No
            close
            """),
        ClientScript(
            "does not try HELO when EHLO is refused for now",
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 450 4.3.2 Later
            failed at hello: 450 4.3.2 Later
            close
            """),
        ClientScript(
            "does not try HELO under TLS", isEncrypted: true,
            """
            > S: 220 mx.example.test
            C: EHLO client.test
            > S: 502 5.5.1 What
            failed at hello: 502 5.5.1 What
            close
            """),
        ClientScript(
            "says QUIT and closes when it is answered", hello: "250 mx.example.test",
            """
            > quit
            C: QUIT
            > S: 221 2.0.0 Bye
            close
            > lost
            """),
        ClientScript(
            "closes without complaint when QUIT is not answered", hello: "250 mx.example.test",
            """
            > quit
            C: QUIT
            > lost
            close
            > lost
            """),
        ClientScript(
            "takes 421 as an answer to QUIT", hello: "250 mx.example.test",
            """
            > quit
            C: QUIT
            > S: 421 4.3.2 Bye
            close
            """),
        ClientScript(
            "closes without QUIT while it is not ready",
            """
            > quit
            close
            > quit
            > S: 220 mx.example.test
            """),
        ClientScript(
            "ends when the server speaks unasked", hello: "250 mx.example.test",
            """
            > S: 451 4.3.0 I am tired
            failed at hello: 451 4.3.0 I am tired
            close
            """),
        ClientScript(
            "does not take an unasked success for an answer", hello: "250 mx.example.test",
            """
            > S: 250 2.0.0 Fine
            failed at hello: 451 4.5.0 The server sent a reply out of order
            close
            > begin
            """),
        ClientScript(
            "ends when the connection is lost while idle", hello: "250 mx.example.test",
            """
            > lost
            failed at hello: the connection is gone
            close
            > lost
            """),
    ]

    @Test("does what each event asks for", arguments: ClientSessionTests.sessions)
    func scripts(_ script: ClientScript) { run(script) }

    @Test("is ready for a transaction only when it is open")
    func readiness() {
        var machine = SMTPClientMachine(configuration: .init(helloName: "client.test", tls: .never))
        var isReady = [machine.isReady]
        for event in ["S: 220 mx", "S: 250 mx", "begin", "lost"] {
            _ = machine.actions(after: event)
            isReady.append(machine.isReady)
        }
        #expect(isReady == [false, false, true, false, false])
    }
}

/// Runs a script in each chunking and compares the actions after each event.
func run(_ script: ClientScript, sourceLocation: SourceLocation = #_sourceLocation) {
    for chunking in Chunking.all {
        var machine = script.machine
        for turn in script.turns {
            let actions = machine.actions(after: turn.event, script.transaction, chunking).map(\.text)
            #expect(actions == turn.expected, "\(turn.event), \(chunking)", sourceLocation: sourceLocation)
        }
    }
}
