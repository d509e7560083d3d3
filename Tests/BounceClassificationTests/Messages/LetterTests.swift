import BounceClassification
import TestSupport
import Testing

@Suite("Letters that are no bounces")
struct LetterTests {
    private static let quoted = """
        Hello, I got this back, what does it mean?

        This is the mail system at host mx.example.net.

        I'm sorry to have to inform you that your message could not be delivered.

        <bob@example.com>: host mx.example.com said: 550 5.1.1 User unknown
        """

    private static let notification =
        "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"bob@example.com\"}]}}"

    private static let enclosing = """
        --b

        See below.
        --b
        Content-Type: message/rfc822

        From: ada@example.org
        To: carol@example.com
        Subject: hello

        Hello.
        --b--
        """

    private static let attached = """
        --b

        Look what came back, can you help?
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.net

        Final-Recipient: rfc822; bob@example.com
        Action: failed
        Status: 5.1.1
        --b--
        """

    private static let letters = [
        Letter(
            name: "one with a report attached", from: "ada@example.org", subject: "A bounce",
            fields: ["Return-Path: <ada@example.org>", "Content-Type: multipart/mixed; boundary=b"], body: attached),
        Letter(
            name: "an ordinary one", from: "bob@example.com", subject: "hello", fields: [], body: "See you tomorrow."),
        Letter(
            name: "one that quotes a bounce", from: "Bob <bob@example.com>", subject: "Undelivered mail?", fields: [],
            body: quoted),
        Letter(
            name: "one that quotes a bounce with signs", from: "bob@example.com", subject: "Re: Undelivered mail",
            fields: ["Return-Path: <bob@example.com>"],
            body: quoted.split(separator: "\n").map { "> " + $0 }.joined(separator: "\n")),
        Letter(
            name: "an answer of a postmaster", from: "postmaster@example.com", subject: "Re: Undelivered mail",
            fields: ["Return-Path: <postmaster@example.com>"], body: quoted),
        Letter(
            name: "a list's", from: "bob@example.com", subject: "[users] Mail delivery failed",
            fields: ["Return-Path: <users-bounces@example.com>", "List-Id: <users.example.com>"], body: quoted),
        Letter(
            name: "a newsletter", from: "News <noreply@example.com>", subject: "Parcels that could not be delivered",
            fields: ["Return-Path: <news@example.com>", "Auto-Submitted: auto-generated"],
            body: "Many parcels could not be delivered last year. Write to info@example.com for more."),
        Letter(
            name: "a notice on a parcel", from: "Parcels <no-reply@example.com>",
            subject: "Your parcel could not be delivered", body: "Nobody was there. Come to our shop at Main Street."),
        Letter(
            name: "a person's about mail loops", from: "bob@example.com", subject: "Mail loop",
            fields: ["Return-Path: <bob@example.com>"], body: "We have a mail loop, see <carol@example.com>."),
        Letter(
            name: "a server's about mail loops that was passed on", subject: "Fwd: Mail loop",
            body: "We have a mail loop, see <carol@example.com>."),
        Letter(
            name: "a person's whose address has the letters of a gateway", from: "Bob <bob@smsworld.example>",
            subject: "hello", fields: ["Return-Path: <bob@smsworld.example>"],
            body: "It said: mail could not be delivered, <carol@example.com>. See the error message below."),
        Letter(
            name: "a person's at a gateway", from: "bob@mms.example.com", subject: "hello",
            fields: ["Return-Path: <bob@mms.example.com>"],
            body: "It said: mail could not be delivered, <carol@example.com>. See the error message below."),
        Letter(
            name: "a gateway's that was passed on", from: "post_master@vtext.example.com", subject: "Fwd: hello",
            fields: [], body: "Error: Invalid user <5550100@vtext.example.com>"),
        Letter(
            name: "a person's with a notification", from: "bob@example.com", subject: "look", fields: [],
            body: notification),
        Letter(
            name: "a service's notification that was passed on", from: "no-reply@sns.amazonaws.com",
            subject: "Fwd: look", fields: [], body: notification),
        Letter(
            name: "one of a domain with a service's in its name", from: "no-reply@amazonaws.com.example",
            subject: "look", fields: [], body: notification),
        Letter(
            name: "a complaint that was passed on", from: "bob@example.com",
            subject: "Fwd: complaint about message from 192.0.2.1",
            fields: ["Content-Type: multipart/mixed; boundary=b"], body: enclosing),
        Letter(
            name: "a complaint that a list sent on", from: "bob@example.com",
            subject: "complaint about message from 192.0.2.1",
            fields: ["List-Id: <users.example.com>", "Content-Type: multipart/mixed; boundary=b"], body: enclosing),
        Letter(
            name: "a post office's", from: "Royal Mail Delivery <news@post.example>",
            subject: "Your parcel: delivery failed", fields: ["Return-Path: <news@post.example>"],
            body: "Your parcel could not be delivered. Write to info@post.example."),
        Letter(
            name: "an inn's", from: "The Postmaster Inn <inn@example.com>", subject: "Your order was rejected",
            fields: ["Return-Path: <inn@example.com>"], body: "It could not be delivered to bob@example.com."),
        Letter(name: "an empty one", from: "", subject: "", fields: [], body: ""),
        Letter(
            name: "a letter in JSON", from: "bob@example.com", subject: "data", fields: [],
            body: "{\"notificationType\": \"Birthday\", \"emailAddress\": \"bob@example.com\"}"),
    ]

    @Test("are left alone", arguments: letters)
    func none(_ letter: Letter) {
        #expect(letter.read() == nil, "\(letter.name)")
    }

    @Test("may be any octets")
    func octets() {
        var generator = SeededGenerator(seed: 1)
        let alphabet = Array("<>@:;.\n\r-=5 0aRcptTo\"{}[]\\&%\u{E9}\u{1B}".utf8) + [0, 128, 255]
        let start = Array("From: MAILER-DAEMON@x.example\nSubject: returned mail\nReturn-Path: <>\n".utf8)
        for length in [0, 1, 7, 100, 1_000, 20_000] {
            for _ in 0..<10 {
                let noise = (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
                _ = ReceivedBounce.read(noise)
                _ = ReceivedBounce.read(start + [10] + noise)
                _ = ReceivedBounce.read(start + Array("Content-Type: text/html\n\n".utf8) + noise)
                _ = ReceivedBounce.read(start + Array("\n{\"notificationType\":\"Bounce\",".utf8) + noise)
            }
        }
    }

    @Test("may end with a code", arguments: ["550", "550\n\n", "550\n", "said: 550\n\nmore", "5", "55"])
    func code(end: String) {
        let start = "From: MAILER-DAEMON@x.example\nSubject: returned mail\nReturn-Path: <>\n\n<ada@example.com>:\n"
        #expect(
            ReceivedBounce.read(Array((start + end).utf8))?.recipients.map(\.address) ?? ["ada@example.com"] == [
                "ada@example.com"
            ])
    }

    @Test("may be long and of one kind of line", .timeLimit(.minutes(10)))
    func length() {
        let start = "From: MAILER-DAEMON@x.example\r\nSubject: returned mail\r\nReturn-Path: <>\r\n\r\n"
        let line = "<bob@example.com>: 550 5.1.1 <bob@example.com> user unknown could not be delivered\r\n"
        for part in [line, String(repeating: "a@b.example,", count: 80) + "\r\n", "<<<<<<<<@@@@@@@@\r\n"] {
            let octets = Array((start + String(repeating: part, count: 400_000 / part.utf8.count)).utf8)
            _ = ReceivedBounce.read(octets)
        }
        let many = (0..<3_000).map { "<bob\($0)@example.com>: 550 5.1.1 user unknown\r\n" }.joined()
        #expect(ReceivedBounce.read(Array((start + many).utf8))?.recipients.isEmpty == false)
    }
}
