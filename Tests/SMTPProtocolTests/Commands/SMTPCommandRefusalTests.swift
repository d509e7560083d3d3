import SMTPProtocol
import TestSupport
import Testing

@Suite("A wrong command line")
struct SMTPCommandRefusalTests {
    private func refusal(_ line: String) -> String? {
        guard case .failure(let error) = command(line) else { return nil }
        let status = error.reply.enhancedStatusCode?.description ?? "-"
        return "\(error.reply.code) \(status)"
    }

    @Test(
        "is refused with 501 when its argument is wrong or missing",
        arguments: [
            "EHLO", "EHLO ", "HELO", "EHLO a b", "EHLO a\tb", "EHLO \u{E9}.example", "HELO a b",
            "MAIL", "MAIL FROM", "MAIL FROM:", "MAIL <ada@example.com>", "MAIL TO:<ada@example.com>",
            "MAIL FROM:ada@example.com", "MAIL FROM:ada@example.com>", "MAIL FROM:<ada@example.com", "MAIL FROM:<",
            "MAIL FROM : <ada@example.com>", "MAIL FROM:<>>", "MAIL FROM:<ada@example.com>>",
            "MAIL FROM:<ada@example.com>SIZE=1", "MAIL FROM:<\"ada@example.com>", "MAIL FROM:<\"ada\\",
            "RCPT", "RCPT TO", "RCPT FROM:<bob@example.test>",
            "RCPT TO:bob@example.test", "RCPT TO:<bob@example.test", "RCPT TO:<bob@example.test>>",
            "DATA now", "RSET all", "QUIT now", "STARTTLS now",
        ])
    func argument(line: String) {
        #expect(refusal(line) == "501 5.5.4")
    }

    @Test(
        "is refused with 501 when a known parameter is wrong or given twice",
        arguments: [
            "SIZE", "SIZE=", "SIZE=-1", "SIZE=+1", "SIZE=1x", "SIZE=x", "SIZE=1.5", "SIZE=\u{661}", "SIZE=1 SIZE=1",
            "BODY", "BODY=", "BODY=9BIT", "BODY=7BIT BODY=7BIT", "BODY=7BIT BODY=8BITMIME", "=1", "A_B=1", "\u{E9}=1",
        ])
    func parameter(parameter: String) {
        #expect(refusal("MAIL FROM:<ada@example.com> " + parameter) == "501 5.5.4")
    }

    @Test(
        "is refused with 555 when a parameter is not known",
        arguments: [
            "X", "X=1", "SMTPUTF8", "RET=FULL", "ENVID=x", "AUTH=<>", "BY=120;R", "HOLDFOR=5", "MT-PRIORITY=3",
            "REQUIRETLS", "SIZE=1 X=1", "NOTIFY=NEVER", "SIZES=1",
        ])
    func unknownParameter(parameter: String) {
        #expect(refusal("MAIL FROM:<ada@example.com> " + parameter) == "555 5.5.4")
    }

    @Test(
        "is refused with 555 when a recipient has parameters",
        arguments: ["NOTIFY=NEVER", "ORCPT=rfc822;bob@example.test", "SIZE=1", "BODY=7BIT", "X"])
    func recipientParameter(parameter: String) {
        #expect(refusal("RCPT TO:<bob@example.test> " + parameter) == "555 5.5.4")
    }

    @Test(
        "is refused with 553 when its address is wrong",
        arguments: [
            "ada", "ada@", " ", "ada@@example.com", "ada@exa mple.com", "a da@example.com",
            "ada@-example.com", "ada@192.0.2.1", "ada@[192.0.2]",
            String(repeating: "a", count: 65) + "@example.com", "a@b>c@d",
        ])
    func address(text: String) {
        // Behind the closing bracket stands a space or nothing.
        let expected = text.contains(">") ? "501 5.5.4" : nil
        #expect(refusal("MAIL FROM:<\(text)>") == expected ?? "553 5.1.7")
        #expect(refusal("RCPT TO:<\(text)>") == expected ?? "553 5.1.3")
    }

    @Test(
        "is refused with 553 5.6.7 when its address needs SMTPUTF8 (RFC 6531, section 3.5)",
        arguments: ["\u{E9}@example.com", "ada@\u{E9}.example", "\"\u{E9}\"@example.com"])
    func internationalized(text: String) {
        #expect(refusal("MAIL FROM:<\(text)>") == "553 5.6.7")
        #expect(refusal("RCPT TO:<\(text)>") == "553 5.6.7")
    }

    @Test("has no recipient without an address")
    func emptyRecipient() {
        #expect(refusal("RCPT TO:<>") == "553 5.1.3")
        #expect(refusal("MAIL FROM:<postmaster>") == "553 5.1.7")
    }

    @Test(
        "is refused when it holds a control character",
        arguments: ["NO\0OP", "NOOP \u{7F}", "NOOP a\rb", "NOOP\n", "\u{1B}"])
    func control(line: String) {
        #expect(refusal(line) == "500 5.5.2")
    }

    @Test(
        "is refused when its source route is none (RFC 5321, section 4.1.2)",
        arguments: [
            "<@", "<@relay.example", "<@relay.example>", "<@relay.example:>", "<@:ada@example.com>",
            "<relay.example:ada@example.com>", "<@relay example:ada@example.com>", "<@example.com@x>",
            "<@relay.example> X:ada@example.com>", "<@relay.example,:ada@example.com>",
            "<@relay.example,b.example:ada@example.com>",
        ])
    func sourceRoute(path: String) {
        for line in ["MAIL FROM:" + path, "RCPT TO:" + path] {
            let code = refusal(line).map { String($0.prefix(3)) }
            #expect(code == "501" || code == "553", "\(line)")
        }
    }

    @Test(
        "is refused when a keyword only looks like one in another alphabet",
        arguments: ["\u{17F}IZE=100", "S\u{131}ZE=100", "BODY=7B\u{131}T", "BODY=8B\u{131}TM\u{131}ME"])
    func lookalikes(parameter: String) {
        #expect(refusal("MAIL FROM:<ada@example.com> " + parameter) != nil)
    }

    @Test(
        "is refused when VRFY or EXPN name nobody (RFC 5321, sections 4.1.1.6 and 4.1.1.7)",
        arguments: ["VRFY", "EXPN", "VRFY "])
    func nobody(line: String) {
        #expect(refusal(line) == "501 5.5.4")
    }

    @Test("may declare a size of up to 20 digits (RFC 1870, section 3)")
    func longSize() {
        #expect(refusal("MAIL FROM:<> SIZE=00000000000000000010") == nil)
        #expect(refusal("MAIL FROM:<> SIZE=000000000000000000010") == "501 5.5.4")
    }

    @Test("of noise is a command or a refusal with a 5xx", arguments: 0..<2_000 as Range<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = [
            "MAIL", "RCPT", "EHLO", "FROM:", "TO:", "<", ">", "@", "ada", "example.com", " ", "\"", "\\", ":", ",", "=",
            "SIZE", "BODY", "7BIT", "9", "\t", "\0", "\r", "\u{E9}", "[", "]", "postmaster",
        ]
        for start in ["", "MAIL FROM:<", "RCPT TO:<", "MAIL FROM:<> ", "MAIL FROM:<@"] {
            let line = octets(start) + generator.octets(from: alphabet, upTo: 10)
            if case .failure(let error) = command(line) { #expect(error.reply.isPermanentFailure) }
        }
    }
}
