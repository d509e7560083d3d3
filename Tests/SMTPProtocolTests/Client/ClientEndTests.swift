import MailAddressing
import SMTPProtocol
import Testing

@Suite("A session of the client that ends early")
struct ClientEndTests {
    /// The server takes one recipient at a time, so that the second one waits for another transaction.
    private static let one = "250-mx | 250-PIPELINING | 250 LIMITS RCPTMAX=1"

    private static func script(_ name: String, _ text: String) -> ClientScript {
        ClientScript(name, transaction: .to("bob", "carol"), hello: one, text)
    }

    static let scripts: [ClientScript] = [
        script(
            "by QUIT between two goes has an outcome for those who are left",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | DATA
            > S: 250 ok | 250 ok | 451 4.3.0 Later
            C: RSET
            > quit
            finished: refused 451 at data; lost at mail
            close
            """),
        script(
            "by a loss behind the final dot is ambiguous for those only who were named",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | DATA
            > S: 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > lost
            finished: lost at finalDot; lost at mail
            failed at finalDot: the connection is gone
            close
            """),
        script(
            "by a refusal while the message is sent refuses those only who were named",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | DATA
            > S: 250 ok | 250 ok | 354 Go on
            send message
            > S: 554 5.7.1 bob does not want it
            finished: refused 554 at message; lost at mail
            failed at message: 554 5.7.1 bob does not want it
            close
            """),
        ClientScript(
            "by an answer to QUIT that is no reply is over", hello: "250 mx",
            """
            > quit
            C: QUIT
            > S: what
            close
            """),
        ClientScript(
            "by TLS that breaks behind the final dot is ambiguous", transaction: .to("bob"), hello: "250 mx",
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 250 ok
            C: DATA
            > S: 354 Go on
            send message
            > sent
            > tls failed
            finished: lost at finalDot
            failed at finalDot: the certificate is wrong
            close
            """),
    ]

    @Test("is told of to whom it concerns, and as what it is", arguments: ClientEndTests.scripts)
    func ends(_ script: ClientScript) { run(script) }

    @Test("of a server is not begun again")
    func server() {
        var machine = SMTPServerMachine(configuration: .usual)
        _ = machine.start()
        _ = machine.stop(reply("421 4.3.2 bye"))
        let again = machine.start()
        let answered = machine.answer(.accept)
        #expect(again == .needInput)
        #expect(answered == .needInput)
    }
}
