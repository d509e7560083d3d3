import InternetMessage
import MailAddressing
import MailForwarding
import Testing

@Suite struct AutomaticReplyGuardTests {
    static func allowsAnswer(_ field: String, path: String = "ada@example.net") throws -> Bool {
        let header = try HeaderExample.header(["From: Ada <ada@example.net>", field, "Subject: x", "", "body"])
        return AutomaticReplyGuard.allowsAnswer(header: header, reversePath: try ReversePath(path))
    }

    @Test(arguments: [
        "X: y", "Auto-Submitted: no", "auto-submitted: NO", "Auto-Submitted: no (a person)",
        "Auto-Submitted: no; x=y", "Auto-Submitted:\r\n no", "Precedence: first-class", "Precedence:",
        "X-Precedence-Of: bulk", "Listen: x", "X-List-Id: x", "Sender: office@example.net", "Sender:",
        "Sender: Nobody:;", "Sender: daemon-mailer@example.net",
    ])
    func aPersonIsAnswered(_ field: String) throws {
        #expect(try Self.allowsAnswer(field))
    }

    @Test(arguments: [
        "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated; x=y", "AUTO-SUBMITTED: Auto-Notified",
        "Auto-Submitted:", "Auto-Submitted: (no)", "Auto-Submitted: nope", "Auto-Submitted: \u{FC}", "Precedence: bulk",
        "Precedence: LIST", "precedence:\r\n junk (x)", "List-Id: <list.example.net>", "list-unsubscribe: <x>",
        "LIST-X:",
        "Sender: MAILER-DAEMON@example.net", "Sender: MAILER-DAEMON", "From: Mail System <Mailer-Daemon@example.net>",
        "From: no-reply@example.net", "Sender: owner-list@example.net",
    ])
    func aProgramIsNot(_ field: String) throws {
        #expect(try !Self.allowsAnswer(field))
    }

    @Test(arguments: [
        ("ada@example.net", true), ("ada+request@example.net", true), ("owner@example.net", true),
        ("request@example.net", true), ("", false), ("MAILER-DAEMON@example.net", false),
        ("mailer-daemon@example.net", false), ("Owner-list@example.net", false), ("list-REQUEST@example.net", false),
        ("list-bounces@example.net", false), ("list-owner@example.net", false), ("postmaster@example.net", false),
        ("noreply@example.net", false), ("Majordomo@example.net", false), ("LISTSERV@example.net", false),
    ])
    func theReversePathDecidesToo(_ path: String, _ isAllowed: Bool) throws {
        #expect(try Self.allowsAnswer("X: y", path: path) == isAllowed)
    }

    @Test(arguments: ["", "\r\nbody", "no field\r\n", "From:", "\u{0}: x\r\n", "Auto-Submitted: no"])
    func anyHeaderIsTaken(_ text: String) throws {
        let header = try MessageHeader(parsing: Array(text.utf8))
        let mailbox = try Mailbox("ada@example.net")
        #expect(AutomaticReplyGuard.allowsAnswer(header: header, reversePath: .mailbox(mailbox)))
        #expect(!AutomaticReplyGuard.allowsAnswer(header: header, reversePath: .null))
    }

    @Test func oneOfSeveralFieldsIsEnough() throws {
        #expect(try !Self.allowsAnswer("Auto-Submitted: no\r\nAuto-Submitted: auto-replied"))
        #expect(try !Self.allowsAnswer("Precedence: x\r\nPrecedence: bulk"))
    }
}
