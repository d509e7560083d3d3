import SMTPProtocol
import Testing

@Suite("The order of commands")
struct ServerOrderTests {
    /// What was said before, in order; each state is that many of these lines.
    static let lines = [
        "EHLO client.example", "MAIL FROM:<ada@example.com>", "RCPT TO:<bob@example.test>",
    ]

    /// A command and the codes of its reply with none, one, two and all of the lines said before.
    struct Row: Sendable, CustomStringConvertible {
        let description: String
        let codes: [UInt16]
    }

    /// Every command in every state (RFC 5321, sections 4.1.4 and 4.3.2).
    static let table: [Row] = """
        EHLO client.example          | 250 250 250 250
        HELO client.example          | 250 250 250 250
        MAIL FROM:<eve@example.com>  | 503 250 503 503
        RCPT TO:<carol@example.test> | 503 503 250 250
        DATA                         | 503 503 554 354
        RSET                         | 250 250 250 250
        NOOP                         | 250 250 250 250
        VRFY ada                     | 252 252 252 252
        EXPN staff                   | 502 502 502 502
        HELP                         | 214 214 214 214
        QUIT                         | 221 221 221 221
        STARTTLS                     | 502 502 502 502
        FOO                          | 500 500 500 500
        EHLO                         | 501 501 501 501
        MAIL FROM:ada                | 501 501 501 501
        RCPT TO:bob                  | 501 501 501 501
        DATA now                     | 501 501 501 501
        """
        .split(separator: "\n")
        .map { line in
            let halves = line.split(separator: "|")
            let words = halves[0].split(separator: " ").joined(separator: " ")
            return Row(description: words, codes: halves[1].split(separator: " ").map { UInt16($0)! })
        }

    @Test("gives each command its reply in each state", arguments: ServerOrderTests.table)
    func replies(_ row: Row) {
        for (said, code) in row.codes.enumerated() {
            var driver = ServerDriver()
            for line in Self.lines.prefix(said) { driver.say(line) }
            let before = driver.replies.count
            driver.say(row.description)
            #expect(driver.replies.dropFirst(before).map(\.code) == [code], "after \(said) lines")
            #expect(driver.isClosed == (code == 221))
        }
    }

    @Test(
        "is not disturbed by a refused command: the transaction goes on as though it had not been said",
        arguments: ServerOrderTests.table)
    func undisturbed(_ row: Row) {
        let script = Self.lines + ["DATA", "text", ".", "NOOP"]
        for (said, code) in row.codes.enumerated() where code >= 500 {
            var driver = ServerDriver()
            for line in script.prefix(said) { driver.say(line) }
            let before = driver.replies.count
            for line in [row.description] + script.dropFirst(said) { driver.say(line) }
            let rest: [UInt16] = [250, 250, 250, 354, 250, 250]
            let expected = [code] + Array(rest.dropFirst(said))
            #expect(driver.replies.dropFirst(before).map(\.code) == expected, "after \(said) lines")
            #expect(driver.messages == [octets("text\r\n")])
        }
    }

    @Test(
        "lets no recipient of a dropped transaction into the next",
        arguments: ["RSET", "EHLO client.example", "HELO client.example"])
    func forgotten(command: String) {
        var driver = ServerDriver()
        for line in Self.lines + [command, "MAIL FROM:<eve@example.com>"] { driver.say(line) }
        driver.say("DATA", expecting: "554 5.5.1")
    }

    @Test("needs a new MAIL after each message, whether it was taken or not", arguments: [true, false])
    func afterMessage(isTaken: Bool) {
        var driver = ServerDriver { question in
            if case .message = question, !isTaken { .reply(reply("554 5.7.1 no")) } else { .accept }
        }
        for line in Self.lines + ["DATA", "text", "."] { driver.say(line) }
        #expect(driver.replies.last?.code == (isTaken ? 250 : 554))
        driver.say("RCPT TO:<carol@example.test>", expecting: "503 5.5.1")
        driver.say("DATA", expecting: "503 5.5.1")
        driver.say("MAIL FROM:<eve@example.com>", expecting: "250 2.1.0")
    }
}
