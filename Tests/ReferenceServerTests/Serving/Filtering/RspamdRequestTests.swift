import MailAddressing
import NIOHTTP1
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("What rspamd is told of a message")
struct RspamdRequestTests {
    private static func headers(_ message: FilteredMessage) -> [String] {
        RspamdRequest.headers(about: message, password: nil).map { "\($0.name): \($0.value)" }
    }

    @Test("is all that is known of it")
    func known() throws {
        var connection = try FilteringFixture.connection("::ffff:20.0.0.7")
        connection.remoteName = "host.client.example"
        let message = FilteredMessage(
            connection: connection, helloName: "client.example", reversePath: .mailbox(try Mailbox("ada@a.example")),
            recipients: [try Mailbox("bob@b.example"), try Mailbox("\"c d\"@c.example")],
            content: MessagePieces(octets: []))
        #expect(
            Self.headers(message) == [
                "Connection: close", "Ip: 20.0.0.7", "Helo: client.example", "Hostname: host.client.example",
                "From: <ada@a.example>", "Rcpt: <bob@b.example>", "Rcpt: <\"c d\"@c.example>",
            ])
    }

    @Test("leaves out what is not known, and names the one whose mail it is")
    func unknown() throws {
        let message = FilteredMessage(
            connection: try FilteringFixture.connection(nil), helloName: "", reversePath: .null,
            recipients: [try Mailbox("bob@b.example")], content: MessagePieces(octets: []))
        #expect(
            Self.headers(message) == [
                "Connection: close", "From: <>", "Rcpt: <bob@b.example>", "Deliver-To: <bob@b.example>",
            ])
    }

    @Test(
        "holds nothing that begins another header",
        arguments: [
            ("a\r\nUser: root", "a??User: root"), ("a\u{0}b\u{7f}\tc", "a?b??c"), ("ä.example", "ä.example"),
            (String(repeating: "a", count: 5_000), String(repeating: "a", count: 1_000)),
            (String(repeating: "ä", count: 5_000), String(repeating: "ä", count: 500)),
        ])
    func hostile(name: String, expected: String) throws {
        #expect(RspamdRequest.value(name) == expected)
        let message = FilteredMessage(
            connection: try FilteringFixture.connection(), helloName: name, reversePath: .null, recipients: [],
            content: MessagePieces(octets: []))
        #expect(Self.headers(message).contains("Helo: \(expected)"))
    }

    @Test("has a bounded number of recipients")
    func recipients() throws {
        let message = FilteredMessage(
            connection: try FilteringFixture.connection(), helloName: "a", reversePath: .null,
            recipients: try (0..<1_000).map { try Mailbox("r\($0)@b.example") }, content: MessagePieces(octets: []))
        #expect(Self.headers(message).count { $0.hasPrefix("Rcpt: ") } == RspamdRequest.maximumRecipientCount)
    }

    @Test("shows the password to rspamd and to nobody else")
    func password() throws {
        let password = RedactedText("opensesame")
        let message = try FilteringFixture.message()
        #expect(RspamdRequest.headers(about: message, password: password)["Password"] == ["opensesame"])
        #expect(RspamdRequest.headers(about: message, password: nil)["Password"].isEmpty)
        #expect(!"\(password)".contains("sesame") && !String(reflecting: password).contains("sesame"))
    }
}
